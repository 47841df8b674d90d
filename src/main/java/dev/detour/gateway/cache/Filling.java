package dev.detour.gateway.cache;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes in the answer to one request that the cache could not answer: head, body, end. What does not come to its end is
 * never kept. For one thread at a time.
 */
public final class Filling {
    private static final Set<Integer> STATUSES = Set.of(200, 203, 204, 300, 301, 308);

    private final ResponseCache cache;
    private final Question question;
    private final Instant asked;
    private final int mark;
    private ByteArrayOutputStream body;
    private Entry head;
    private int room;

    Filling(ResponseCache cache, Question question, Instant asked, int mark) {
        this.cache = cache;
        this.question = question;
        this.asked = asked;
        this.mark = mark;
    }

    /**
     * The answer's head. A second one, of another attempt, takes the place of the first.
     *
     * @param now when it came
     * @param wall the same by the wall clock
     * @return why it will not be kept; empty when {@link #body} and {@link #end} are wanted
     */
    public Optional<Rule> head(int status, Fields answer, Instant now, Instant wall) {
        head = null;
        body = null;
        var delay = Duration.between(asked, now);
        var directives = Directives.of(answer);
        var lifetime = Freshness.lifetime(directives, answer, wall, cache.ttl());
        var initialAge = Freshness.initialAge(answer, delay);
        Optional<Rule> refusal = refusal(status, directives, answer)
                .or(() -> initialAge.compareTo(lifetime) >= 0 ? Optional.of(Rule.NOT_FRESH) : Optional.empty());
        if (refusal.isPresent()) {
            return refusal;
        }
        var kept = Entry.kept(answer);
        var variant = Variant.of(question, Variant.names(answer));
        room = cache.maxEntry();
        long announced = answer.first("Content-Length").map(Directives::number).orElse(0L);
        if (room < announced) {
            return Optional.of(Rule.TOO_LARGE);
        }
        head = new Entry(status, kept, Entry.unmodified(kept), new byte[0], lifetime, initialAge, now, variant);
        body = new ByteArrayOutputStream((int) announced);
        return Optional.empty();
    }

    /** RFC 9111, 3. */
    private static Optional<Rule> refusal(int status, Directives directives, Fields answer) {
        Rule rule = null;
        if (!STATUSES.contains(status)) {
            rule = Rule.STATUS;
        } else if (directives.has("no-store")) {
            rule = Rule.NO_STORE;
        } else if (directives.has("private")) {
            rule = Rule.PRIVATE;
        } else if (directives.has("no-cache")) {
            rule = Rule.NO_CACHE;
        } else if (answer.has("Set-Cookie")) {
            rule = Rule.SET_COOKIE;
        } else if (List.of(answer.joined("Vary").split("\\s*,\\s*")).contains("*")) {
            rule = Rule.VARY;
        }
        return Optional.ofNullable(rule);
    }

    /**
     * A piece of the body.
     *
     * @return false once it is too long: nothing of it is held any more
     */
    public boolean body(byte[] piece) {
        if (body == null) {
            return false;
        }
        room -= piece.length;
        if (room < 0) {
            head = null;
            body = null;
        } else {
            body.writeBytes(piece);
        }
        return body != null;
    }

    /**
     * The answer came whole.
     *
     * @return whether it was kept
     */
    public boolean end() {
        if (head == null) {
            return false;
        }
        var entry = new Entry(
                head.status(),
                head.fields(),
                head.fieldsUnmodified(),
                body.toByteArray(),
                head.lifetime(),
                head.initialAge(),
                head.stored(),
                head.variant());
        head = null;
        body = null;
        return cache.keep(question.uri(), entry, mark);
    }
}
