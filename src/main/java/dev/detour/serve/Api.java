package dev.detour.serve;

import dev.detour.control.Groups;
import dev.detour.decision.GroupView;
import dev.detour.decision.Reply;
import dev.detour.store.Store;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JSON API (SPEC §8), as the routes of {@code answer.camel.yaml} call it under the name {@code detourApi}; what many
 * read often, {@link Paths} answers from {@link Snapshots}. Every method answers, whatever comes in; none waits for a
 * probe. Headers are a route's: path and query parameters.
 */
public final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final int LONGEST_NAME = 64;
    private static final int MOST_HISTORY = 1000;
    private static final int USUAL_HISTORY = 50;

    /** Where history is read from; {@link Store#history} fits. */
    public interface Past {
        List<Store.Stored> history(Optional<String> group, int limit, long before) throws IOException;
    }

    private final Groups groups;
    private final Past past;
    private final Snapshots snapshots;
    private final Viewer viewer;

    public Api(Groups groups, Past past, Snapshots snapshots) {
        this.groups = groups;
        this.past = past;
        this.snapshots = snapshots;
        this.viewer = snapshots.viewer();
    }

    /** How all groups are, when it costs no more than a read; empty when {@link #status} is to be called aside. */
    Optional<Buffer> statusAtOnce() {
        return snapshots.allAtOnce();
    }

    Buffer status() {
        return snapshots.all();
    }

    /** How one group is. */
    Answer group(String name) {
        return answer(() -> new Answer(200, snapshots.group(name).orElseThrow(() -> unknown(name))));
    }

    public Answer explain(Map<String, Object> headers) {
        return answer(() -> Answer.ok(
                viewer.explain(groups.explain(viewOf(headers).name()).orElseThrow(() -> unknown(name(headers))))));
    }

    public Answer history(Map<String, Object> headers) {
        return answer(() -> {
            var group = viewOf(headers).name();
            var limit = number(headers, "limit", USUAL_HISTORY, MOST_HISTORY);
            var before = number(headers, "before", Long.MAX_VALUE, Long.MAX_VALUE);
            try {
                return Answer.ok(past.history(Optional.of(group), (int) limit, before).stream()
                        .map(viewer::history)
                        .toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** One of the verbs that change something; the token was checked before (see {@link Guard}). */
    public Answer ask(Map<String, Object> headers, byte[] body) {
        return answer(() -> {
            var before = viewOf(headers);
            var group = before.name();
            var request = Request.parse(body == null ? new byte[0] : body);
            var event = request.asEvent(text(headers, "verb").orElse(""), by(headers));
            var reply = groups.ask(group, event);
            if (reply instanceof Reply.Refused refused) {
                return Answer.error(status(refused.why()), refused.error(), refused.hint());
            }
            var accepted = (Reply.Accepted) reply;
            return Answer.ok(
                    request.dryRun()
                            ? viewer.would(group, accepted.text(), Intent.of(event, before))
                            : viewer.done(
                                    group, accepted.text(), accepted.decision().orElse(null)));
        });
    }

    private static int status(Reply.Why why) {
        return switch (why) {
            case UNKNOWN_REGION -> 404;
            case MOVED_ON -> 409;
            case RULES -> 422;
        };
    }

    private GroupView viewOf(Map<String, Object> headers) {
        return groups.view(name(headers)).orElseThrow(() -> unknown(name(headers)));
    }

    private static String name(Map<String, Object> headers) {
        return text(headers, "group").orElse("");
    }

    private Refusal unknown(String name) {
        return new Refusal(
                404,
                "there is no group \"" + Texts.shown(name) + "\"",
                "the groups are " + String.join(", ", groups.names()));
    }

    private static String by(Map<String, Object> headers) {
        return text(headers, "X-Detour-By")
                .map(who -> Texts.oneLine(who, LONGEST_NAME).strip())
                .filter(who -> !who.isEmpty())
                .orElse("api");
    }

    private static long number(Map<String, Object> headers, String name, long usual, long most) {
        var given = headers.get(name);
        if (given == null) {
            return usual;
        }
        try {
            var number = Long.parseLong(String.valueOf(given));
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            LOG.debug("no number: {}", name, e);
        }
        throw new Refusal(
                400,
                "\"" + name + "\" must be a whole number"
                        + (most == Long.MAX_VALUE ? ", 1 or more" : " from 1 to " + most),
                "such as ?" + name + "=50");
    }

    private static Optional<String> text(Map<String, Object> headers, String name) {
        return Optional.ofNullable(headers.get(name)).map(String::valueOf);
    }

    private static Answer answer(Supplier<Answer> work) {
        try {
            return work.get();
        } catch (Refusal e) {
            return e.answer();
        } catch (RuntimeException e) {
            LOG.error("A request could not be answered", e);
            return Answer.error(500, "Detour could not answer this", "its log says why");
        }
    }
}
