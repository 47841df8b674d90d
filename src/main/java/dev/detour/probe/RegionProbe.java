package dev.detour.probe;

import dev.detour.control.ProbeListener;
import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Via;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/**
 * One region's probe as its route sees it: {@link #begin}, then the question, then {@link #confirm} inside the breaker,
 * then {@link #end}. One round at a time; the schedule sees to that.
 */
public final class RegionProbe {
    private final Asker asker;
    private final ProbeListener listener;
    private final ProbeSchedule schedule;
    private final String group;
    private final String region;
    private final Map<Via, Question> questions;
    private volatile Round round;
    private volatile boolean retired;
    private volatile boolean cut;

    /** What a round knows so far. */
    private static final class Round {
        final Question question;
        final Instant startedAt;
        final Attempt attempt;
        Verdict verdict;
        boolean handedOn;

        Round(Question question, Instant startedAt, Attempt attempt) {
            this.question = question;
            this.startedAt = startedAt;
            this.attempt = attempt;
        }
    }

    /** @param questions by the URL to ask; one that is missing is not asked */
    RegionProbe(
            Asker asker,
            ProbeListener listener,
            ProbeSchedule schedule,
            String group,
            String region,
            Map<Via, Question> questions) {
        this.asker = asker;
        this.listener = listener;
        this.schedule = schedule;
        this.group = group;
        this.region = region;
        this.questions = Map.copyOf(questions);
    }

    /** Whether what it still hears is no evidence any more, because the region is about to be asked in another way. */
    void retire(boolean yes) {
        retired = yes;
    }

    /**
     * Its route is about to be taken away under it, and with it the way of what a probe in flight still hears: that is
     * handed on from here. A region that hangs would lose its streak with it where the timeout is two intervals.
     */
    void cut() {
        cut = true;
    }

    /** Starts a round and its deadline. Returns which URL to ask: {@code probe-url}, {@code candidate-url}, {@code none}. */
    public String begin() {
        var via = listener.via(group, region);
        var question = questions.get(via);
        if (question == null) {
            round = null;
            return "none";
        }
        round = new Round(question, asker.now(), asker.begin(question.rules().timeout()));
        return via == Via.PROBE_URL ? "probe-url" : "candidate-url";
    }

    /** The body to send; null for none. */
    public String body() {
        return questions.values().iterator().next().rules().body().orElse(null);
    }

    /** Asks what is no HTTP: tcp, tls, dns. */
    public void reach() throws IOException {
        var now = round;
        judged(now, () -> now.verdict = asker.reach(now.question, now.attempt));
    }

    /** Asks over HTTP; what the route's {@code http} endpoint ends up in. */
    ClassicHttpResponse ask(ClassicHttpRequest request) throws IOException {
        var now = round;
        return judged(now, () -> {
            var answer = asker.http(now.question, request, now.attempt);
            now.verdict = Judge.answer(now.question, answer, now.attempt);
            var response = new BasicClassicHttpResponse(answer.status());
            response.setEntity(new ByteArrayEntity(answer.body(), null));
            return response;
        });
    }

    private interface Asking<T> {
        T ask() throws IOException, HttpException;
    }

    /** A failure is judged too, and goes on to the route, if that is still there. */
    private <T> T judged(Round now, Asking<T> asking) throws IOException {
        try {
            return asking.ask();
        } catch (IOException e) {
            now.verdict = Judge.failed(now.question, now.attempt, e);
            throw e;
        } catch (HttpException | RuntimeException e) {
            now.verdict = Judge.failed(now.question, now.attempt, e);
            throw new IOException(now.verdict.text(), e);
        } finally {
            now.attempt.close();
            handOn(now);
        }
    }

    /** Nothing but what is surely the region's doing: what broke early may have been broken with the route. */
    private void handOn(Round now) {
        if (cut
                && now.verdict != null
                && !retired
                && !asker.closed()
                && (now.verdict.outcome() == Outcome.UP || now.attempt.expired())) {
            now.handedOn = true;
            var result = asker.result(now.question, now.verdict, now.attempt, now.startedAt);
            schedule.settleGap(group);
            listener.probed(result);
        }
    }

    /** Lets the breaker see what the judge saw. */
    public void confirm() throws ProbeFailed {
        var verdict = round.verdict;
        if (verdict != null && verdict.outcome() != Outcome.UP) {
            throw new ProbeFailed(verdict.text());
        }
    }

    /**
     * Told when the breaker's block did not end well.
     *
     * @param cause the probe's own failure, or a fault in the route; null when the open breaker let nothing through
     */
    public void fell(Exception cause) {
        var now = round;
        if (now.verdict == null && cause != null) {
            now.verdict =
                    Verdict.unknown(ErrorClass.LOCAL, "the probe route failed: " + Texts.safe(String.valueOf(cause)));
        }
    }

    /**
     * The result, or null when there is no evidence: the breaker was open, or we are ending, or it is retired, or it was
     * handed on already.
     */
    public ProbeResult end() {
        var now = round;
        now.attempt.close();
        if (now.verdict == null || now.handedOn || asker.closed() || retired) {
            return null;
        }
        var result = asker.result(now.question, now.verdict, now.attempt, now.startedAt);
        schedule.settleGap(group);
        return result;
    }
}
