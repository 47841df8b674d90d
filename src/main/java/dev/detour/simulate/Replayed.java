package dev.detour.simulate;

import dev.detour.control.Simulation;
import dev.detour.decision.GroupRules;
import dev.detour.decision.Outcome;
import dev.detour.store.RecordedRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Plays a recorded probe log: every probe of it ends when it ended then. Where nothing at all was recorded for longer than
 * evidence stays fresh, nobody watched, and what was known before is forgotten.
 */
final class Replayed {
    private final GroupRules rules;
    private final List<RecordedRun> runs;
    private final Simulation simulation;
    private final boolean canaryKnown;
    private Instant heard;

    /** @param runs of the group, at least one */
    Replayed(GroupRules rules, List<RecordedRun> runs, Simulation simulation) {
        this.rules = rules;
        this.runs = runs;
        this.simulation = simulation;
        this.canaryKnown = runs.stream().anyMatch(Replayed::isCanary);
        this.heard = simulation.now();
    }

    static Instant begin(List<RecordedRun> runs) {
        return runs.stream()
                .map(run -> run.probe(0).startedAt())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    void play() {
        runs.forEach(run -> next(run, 0));
        if (rules.canary() && !canaryKnown) {
            goodCanary();
        }
        simulation.run(
                runs.stream().map(RecordedRun::until).max(Instant::compareTo).orElseThrow());
    }

    private void next(RecordedRun run, long n) {
        simulation.at(run.endOf(n), () -> {
            watchGap();
            if (isCanary(run)) {
                simulation.canaryProbed(run.outcome() == Outcome.UP);
            } else {
                simulation.probed(run.probe(n));
            }
            if (n + 1 < run.count()) {
                next(run, n + 1);
            }
        });
    }

    private void watchGap() {
        if (Duration.between(heard, simulation.now()).compareTo(rules.freshness()) > 0) {
            simulation.gap();
        }
        heard = simulation.now();
    }

    /** Older logs say nothing of the canaries. */
    private void goodCanary() {
        simulation.canaryProbed(true);
        simulation.at(simulation.now().plus(rules.interval()), this::goodCanary);
    }

    private static boolean isCanary(RecordedRun run) {
        return run.region().equals(RecordedRun.CANARY);
    }
}
