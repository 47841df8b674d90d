package dev.detour.store;

import dev.detour.decision.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Run-length of each region's probes. Not safe from several threads. */
final class ProbeRuns {
    /** A run is written at least this often, so that a crash loses no more of it. */
    private static final Duration MOST = Duration.ofHours(1);

    private record Key(String group, String region) {}

    private final Map<Key, RecordedRun> runs = new HashMap<>();
    private final Consumer<RecordedRun> ended;

    ProbeRuns(Consumer<RecordedRun> ended) {
        this.ended = ended;
    }

    void add(ProbeResult result, Instant wall) {
        var key = new Key(result.group(), result.region());
        var run = runs.get(key);
        if (run != null && goesOn(run, result, wall)) {
            runs.put(key, run.with(result, wall));
            return;
        }
        runs.put(key, RecordedRun.of(result, wall));
        if (run != null) {
            ended.accept(run);
        }
    }

    /** Ends every run. */
    void flush() {
        end(runs.keySet());
    }

    /** Ends the runs of a group. */
    void flush(String group) {
        end(runs.keySet().stream().filter(key -> key.group().equals(group)).toList());
    }

    private void end(Collection<Key> which) {
        var ending = List.copyOf(which);
        var open = ending.stream()
                .map(runs::get)
                .sorted(Comparator.comparing(RecordedRun::at))
                .toList();
        ending.forEach(runs::remove);
        open.forEach(ended);
    }

    private static boolean goesOn(RecordedRun run, ProbeResult result, Instant wall) {
        return run.outcome() == result.outcome()
                && run.error() == result.error()
                && run.via() == result.via()
                && Objects.equals(run.status(), result.status())
                && day(run.at()).equals(day(wall))
                // The wall clock may have been set back.
                && !wall.isBefore(run.until())
                && Duration.between(run.at(), wall).compareTo(MOST) < 0;
    }

    private static LocalDate day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
