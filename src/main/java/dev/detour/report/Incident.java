package dev.detour.report;

import dev.detour.decision.Decision;
import dev.detour.decision.DurableState.StepProgress;
import dev.detour.store.RecordedRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One decision and what belongs to it. All instants are of the wall clock.
 *
 * @param verified whether the decision's region was seen to work
 * @param moments the marks of the incident, as far as they are known
 * @param rows what happened, oldest first
 * @param runs what the probes found meanwhile, oldest first
 * @param remarks what the reader should know about gaps in the record
 */
public record Incident(
        Decision decision,
        String reason,
        boolean verified,
        Moments moments,
        List<StepProgress> steps,
        List<Row> rows,
        List<RecordedRun> runs,
        List<String> remarks) {
    public Incident {
        steps = List.copyOf(steps);
        rows = List.copyOf(rows);
        runs = List.copyOf(runs);
        remarks = List.copyOf(remarks);
    }

    /** Something that happened. */
    public record Row(Instant at, String event, String region, String by, String text) {}

    /**
     * @param failed when the first failed probe began
     * @param down when the region was taken to be DOWN
     * @param acted when the last step but verify ended
     * @param verified when the new region was seen to work
     */
    public record Moments(
            Optional<Instant> failed,
            Optional<Instant> down,
            Instant decided,
            Optional<Instant> acted,
            Optional<Instant> verified) {

        /** From the first failed probe to knowing it. */
        public Optional<Duration> detect() {
            return between(failed, down);
        }

        /** From knowing it to the decision. */
        public Optional<Duration> decide() {
            return between(down, Optional.of(decided));
        }

        /** From the decision to the end of its steps. */
        public Optional<Duration> act() {
            return between(Optional.of(decided), acted);
        }

        /** From the end of the steps to seeing that it works. */
        public Optional<Duration> verify() {
            return between(acted.or(() -> Optional.of(decided)), verified);
        }

        /** From the first failed probe, or the decision where none led to it, to seeing that it works. */
        public Optional<Duration> total() {
            return between(failed.or(() -> Optional.of(decided)), verified);
        }

        private static Optional<Duration> between(Optional<Instant> from, Optional<Instant> to) {
            return from.flatMap(f -> to.map(t -> Duration.between(f, t))).filter(d -> !d.isNegative());
        }

        /** Of the calm before and after, as much again as the incident took: half a minute to five. */
        Duration margin() {
            var took = Duration.between(begin(), end());
            var most = Duration.ofMinutes(5);
            var least = Duration.ofSeconds(30);
            return took.compareTo(most) > 0 ? most : took.compareTo(least) < 0 ? least : took;
        }

        Instant begin() {
            return failed.orElse(decided);
        }

        Instant end() {
            return verified.or(() -> acted).orElse(decided);
        }
    }

    /** {@code shop: NAM → EU}. */
    String title() {
        return decision.group() + ": " + (decision.from() == null ? "" : decision.from() + " → ") + decision.to();
    }

    /** What was known of each region when it was decided, by name. */
    Map<String, String> evidence() {
        return new java.util.TreeMap<>(decision.evidence());
    }

    /** One sentence. */
    String verdict() {
        var to =
                decision.to() + " was " + (decision.from() == null ? "chosen" : "taken in place of " + decision.from());
        return verified
                ? to
                        + moments.total()
                                .map(d -> ", seen to work " + Text.span(d) + " after it began")
                                .orElse("")
                : to + ", and is not verified";
    }
}
