package dev.detour.store;

import dev.detour.decision.Decision;
import dev.detour.decision.DurableState;
import dev.detour.decision.Entry;
import dev.detour.decision.EventKind;
import dev.detour.decision.EvidenceSnapshot;
import dev.detour.decision.Outcome;
import dev.detour.decision.Trigger;
import dev.detour.decision.Via;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Entries as a real run makes them, small. */
final class Samples {
    static final Instant START = Instant.parse("2026-11-20T08:00:00.123456789Z");

    private Samples() {}

    static Entry decision(String group, long epoch) {
        var to = epoch % 2 == 0 ? "NAM" : "EU";
        var decision = new Decision(
                epoch, group, Trigger.OUTAGE, null, to, "h", START.plusNanos(epoch), "r", "detour", Map.of("EU", "UP"));
        return entry(group, EventKind.DECISION, state(epoch, decision, "pending"), true);
    }

    static Entry note(String group, long epoch) {
        return entry(group, EventKind.REGION_DOWN, state(epoch, null, "noted"), false);
    }

    static Entry step(String group, long epoch) {
        return entry(group, EventKind.STEP_DONE, state(epoch, null, "done"), true);
    }

    static Entry entry(String group, EventKind kind, DurableState state, boolean vital) {
        return new Entry(group, kind, state.epoch(), null, "detour", "r", Map.of(), state, vital);
    }

    static DurableState state(long epoch, Decision decision, String step) {
        return new DurableState(
                epoch,
                decision == null ? null : decision.to(),
                decision,
                List.of(new DurableState.StepProgress("write-env", step, epoch, 1, null)),
                false,
                false,
                0,
                List.of(),
                List.of(),
                null,
                1,
                false,
                Map.of(),
                Map.of(),
                null,
                false,
                null,
                null,
                Map.of("NAM", Outcome.DOWN),
                null);
    }

    /** Every field set, with text that must be escaped. */
    static DurableState full() {
        var decision = new Decision(
                7,
                "ext-cloud",
                Trigger.VERIFY_FAILED,
                "NAM",
                "EU",
                "cloud.eu.ext.com",
                START,
                "a \"b\"\n\u00fc \ud800 \u001b[0m",
                "ops",
                Map.of("NAM", "DOWN 31×", "EU", "UP"));
        return new DurableState(
                7,
                "EU",
                decision,
                List.of(new DurableState.StepProgress("restart", "failed", 12, 3, "exit 1")),
                true,
                true,
                2,
                List.of("APAC"),
                List.of(START, START.plusSeconds(5)),
                START.plusNanos(1),
                4,
                true,
                Map.of("NAM", START),
                Map.of("NAM", 8),
                START,
                true,
                new DurableState.Paused("me", "lunch", START, START.plusSeconds(60)),
                new DurableState.Pinned("EU", "me", "why", START, null),
                Map.of("NAM", Outcome.DOWN, "EU", Outcome.UP),
                "NAM");
    }

    static EvidenceSnapshot evidence() {
        var kept = new EvidenceSnapshot.Kept(Outcome.DOWN, START, Via.PROBE_URL, Outcome.DOWN, 9, START, START);
        return new EvidenceSnapshot(START, Map.of("NAM", kept));
    }

    /** A clock that gives another stamp every time. */
    static java.util.function.Supplier<Stamp> stamps() {
        var tick = new AtomicLong();
        return () -> {
            long n = tick.incrementAndGet();
            return new Stamp(START.plusSeconds(n), "b", n * 1_000_000_000L, START.plusSeconds(n));
        };
    }
}
