package dev.detour.store;

import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Via;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Run-length of each region's probes. Not safe from several threads. */
final class ProbeRuns {
    /** A run is written at least this often, so that a crash loses no more of it. */
    private static final Duration MOST = Duration.ofHours(1);

    /**
     * A line of the probe log.
     *
     * @param at the wall clock when the run's first probe ended
     * @param until likewise its last
     * @param count probes in it
     * @param millis the slowest of them
     * @param status of the last; null without one
     * @param text of the last
     */
    record Run(
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
        boolean goesOn(ProbeResult result, Instant wall) {
            return outcome == result.outcome()
                    && error == result.error()
                    && via == result.via()
                    && Objects.equals(status, result.status())
                    && day(at).equals(day(wall))
                    && Duration.between(at, wall).compareTo(MOST) < 0;
        }

        Run with(ProbeResult result, Instant wall) {
            long slowest = Math.max(millis, result.duration().toMillis());
            return new Run(
                    at,
                    wall,
                    group,
                    region,
                    via,
                    outcome,
                    error,
                    result.phase(),
                    status,
                    count + 1,
                    slowest,
                    result.text());
        }

        static Run of(ProbeResult r, Instant wall) {
            return new Run(
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

        private static LocalDate day(Instant instant) {
            return instant.atZone(ZoneOffset.UTC).toLocalDate();
        }
    }

    private record Key(String group, String region) {}

    private final Map<Key, Run> runs = new HashMap<>();
    private final Consumer<Run> ended;

    ProbeRuns(Consumer<Run> ended) {
        this.ended = ended;
    }

    void add(ProbeResult result, Instant wall) {
        var key = new Key(result.group(), result.region());
        var run = runs.get(key);
        if (run != null && run.goesOn(result, wall)) {
            runs.put(key, run.with(result, wall));
            return;
        }
        runs.put(key, Run.of(result, wall));
        if (run != null) {
            ended.accept(run);
        }
    }

    /** Ends every run. */
    void flush() {
        var open = runs.values().stream().sorted(Comparator.comparing(Run::at)).toList();
        runs.clear();
        open.forEach(ended);
    }
}
