package dev.detour.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Via;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A line of the probe log: so many equal outcomes of a region in a row.
 *
 * @param at the wall clock when the first of them ended
 * @param until likewise the last; not before {@code at}
 * @param region {@link #CANARY} for the rounds of the group's canaries
 * @param count at least one
 * @param status of the last; null without one
 * @param millis the slowest of them
 * @param text of the last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RecordedRun(
        Instant at,
        Instant until,
        String group,
        String region,
        Via via,
        Outcome outcome,
        ErrorClass error,
        Phase phase,
        Integer status,
        long count,
        long millis,
        String text) {
    public static final String CANARY = "*canary*";

    /** What is dated later was not written by a clock. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    /** A run never crosses one. */
    private static final Duration DAY = Duration.ofDays(1);
    /** More cannot be configured. */
    private static final Duration LONGEST_PROBE = Duration.ofDays(3650);

    /** What is wrong with a line. */
    public static class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String what) {
            super(what);
        }
    }

    /** The whole file is of a version that we do not know. */
    public static final class Newer extends Unreadable {
        private static final long serialVersionUID = 1L;

        Newer(String schema) {
            super("a probe log of a newer version (schema " + schema + ")");
        }
    }

    static RecordedRun of(ProbeResult r, Instant wall) {
        return new RecordedRun(
                wall,
                wall,
                r.group(),
                r.region(),
                r.via(),
                r.outcome(),
                r.error(),
                r.phase(),
                r.status(),
                1,
                r.duration().toMillis(),
                r.text());
    }

    /** With one more. */
    RecordedRun with(ProbeResult r, Instant wall) {
        long slowest = Math.max(millis, r.duration().toMillis());
        return new RecordedRun(
                at, wall, group, region, via, outcome, error, r.phase(), status, count + 1, slowest, r.text());
    }

    /** Of one line; empty for the head. */
    public static Optional<RecordedRun> read(String line) throws Unreadable {
        try {
            JsonNode json = Line.JSON.readTree(line);
            if (!json.isObject()) {
                throw new Unreadable("no line of a probe log");
            }
            if (json.has("schema")) {
                if (json.path("schema").asInt() != 1) {
                    throw new Newer(json.path("schema").toString());
                }
                return Optional.empty();
            }
            return Optional.of(Line.JSON.treeToValue(json, RecordedRun.class).checked());
        } catch (JsonProcessingException e) {
            throw new Unreadable("no line of a probe log");
        }
    }

    private RecordedRun checked() throws Unreadable {
        boolean whole = at != null
                && until != null
                && group != null
                && region != null
                && via != null
                && outcome != null
                && phase != null
                && text != null;
        if (!whole || at.isBefore(Instant.EPOCH) || until.isAfter(LATEST) || until.isBefore(at)) {
            throw new Unreadable("no whole line of a probe log");
        }
        // One a millisecond at most; more would also be played for ever.
        boolean possible = count >= 1 && count <= DAY.toMillis() && millis >= 0 && millis <= LONGEST_PROBE.toMillis();
        if (!possible || Duration.between(at, until).compareTo(DAY) > 0) {
            throw new Unreadable("no whole line of a probe log");
        }
        return this;
    }

    /** When the nth of them ended, counted from 0: they are taken as evenly spread. */
    public Instant endOf(long n) {
        return count == 1
                ? at
                : at.plus(Duration.between(at, until).multipliedBy(n).dividedBy(count - 1));
    }

    /** The nth of them, counted from 0. Of several good ones only the slowest time is known, so they take none. */
    public ProbeResult probe(long n) {
        var end = endOf(n);
        boolean timed = outcome != Outcome.UP || count == 1;
        var start = timed ? end.minusMillis(millis) : end;
        return new ProbeResult(group, region, via, outcome, phase, error, status, start, end, text, null);
    }
}
