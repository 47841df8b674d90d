package dev.detour.probe;

import dev.detour.decision.ProbeResult;
import dev.detour.decision.Timeline;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** Everything that probes share: the resolver, the deadlines, the ways to ask. Safe from any thread. */
final class Asker implements AutoCloseable {
    private final Timeline timeline;
    private final Deadlines deadlines = new Deadlines();
    private final Resolver resolver;
    private final HttpAsk http;
    private final Reach reach;
    private volatile boolean closed;

    Asker(Timeline timeline) {
        this(timeline, InetAddress::getAllByName);
    }

    Asker(Timeline timeline, Resolver.Lookup lookup) {
        this.timeline = timeline;
        this.resolver = new Resolver(lookup);
        var passage = new Passage(new Dialer(resolver));
        this.http = new HttpAsk(passage);
        this.reach = new Reach(resolver, passage);
    }

    Instant now() {
        return timeline.now();
    }

    /** Whether probes that end now do so because we are ending. */
    boolean closed() {
        return closed;
    }

    /** Starts the clock of a probe. */
    Attempt begin(Duration timeout) {
        return Attempt.begin(timeout, deadlines);
    }

    Answer http(Question question, ClassicHttpRequest request, Attempt attempt) throws IOException, HttpException {
        return http.ask(question, request, attempt);
    }

    /** See {@link HttpAsk#download}. */
    void download(Question question, long most, Attempt attempt, Throughput.Flow flow)
            throws IOException, HttpException {
        http.download(question, most, attempt, flow);
    }

    /** Any question that is no HTTP. Throws when the answer is no. */
    Verdict reach(Question question, Attempt attempt) throws IOException, HttpException {
        return Judge.reached(question, attempt, reach.ask(question, attempt));
    }

    /** The whole probe, outside Camel. */
    Verdict ask(Question question, Attempt attempt) {
        try (attempt) {
            if (!question.http()) {
                return reach(question, attempt);
            }
            return Judge.answer(question, http(question, request(question), attempt), attempt);
        } catch (IOException | HttpException | RuntimeException e) {
            return Judge.failed(question, attempt, e);
        }
    }

    ProbeResult result(Question question, Verdict verdict, Attempt attempt, Instant startedAt) {
        var now = timeline.now();
        return new ProbeResult(
                question.group(),
                question.region(),
                question.via(),
                verdict.outcome(),
                attempt.phase(),
                verdict.error(),
                verdict.status(),
                startedAt,
                now.isBefore(startedAt) ? startedAt : now,
                verdict.text(),
                attempt.certificateDays());
    }

    private static ClassicHttpRequest request(Question question) {
        var request = HttpAsk.plain(question.rules().method());
        question.rules()
                .body()
                .ifPresent(b -> request.setEntity(new ByteArrayEntity(b.getBytes(StandardCharsets.UTF_8), null)));
        return request;
    }

    @Override
    public void close() {
        closed = true;
        deadlines.close();
        resolver.close();
    }
}
