package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * The invariants over random lives: crashes, freezes, lost and late results, a store that fails, operators, canaries, edits.
 * A failure names its seed; {@code -Ddetour.seed=N} lives that life again and no other.
 */
class DeciderProperties {
    private static final AtomicInteger SWITCHES = new AtomicInteger();
    private static final AtomicInteger VERIFIED = new AtomicInteger();
    private static final AtomicInteger EDITS = new AtomicInteger();

    @Property(
            tries = 10_000,
            shrinking = ShrinkingMode.OFF,
            edgeCases = EdgeCasesMode.NONE,
            afterFailure = AfterFailureMode.RANDOM_SEED)
    void holdWhateverHappens(@ForAll long random) {
        long seed = Long.getLong("detour.seed", random);
        try {
            Chaos chaos = life(seed);
            SWITCHES.addAndGet(chaos.checker.automatic);
            VERIFIED.addAndGet(chaos.checker.verified);
            EDITS.addAndGet(chaos.checker.edits);
            if (seed % 4 == 0) {
                chaos.calm();
                converged(chaos.w);
            }
            if (seed % 40 == 1) {
                assertThat(life(seed).w.journal).as("S18").isEqualTo(chaos.w.journal);
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("live it again with -Ddetour.seed=" + seed + ": " + e.getMessage(), e);
        }
    }

    private static Chaos life(long seed) {
        Chaos chaos = new Chaos(seed);
        chaos.live(24);
        return chaos;
    }

    /** S8 in the model: the env file is the last decision's, and the application read it. */
    private static void converged(World w) {
        assertThat(w.state.run).as("S8: still at work").isNull();
        boolean acts = w.state.durable().epoch() > 0 && w.rules.mode() != GroupRules.Mode.OBSERVE;
        if (acts) {
            assertThat(w.envFile).as("S8: env file").isEqualTo(w.state.durable().active());
            boolean back = w.state
                    .durable()
                    .decision()
                    .to()
                    .equals(w.state.durable().decision().from());
            if (w.application != null || !back) {
                assertThat(w.application).as("S8: application").isEqualTo(w.envFile);
            }
        }
    }

    @AfterContainer
    static void wereWorthTheirTime() {
        if (Long.getLong("detour.seed") == null) {
            assertThat(SWITCHES.get()).as("automatic decisions seen").isGreaterThan(5_000);
            assertThat(VERIFIED.get()).as("verified switches seen").isGreaterThan(1_000);
            assertThat(EDITS.get()).as("edits taken").isGreaterThan(1_000);
        }
    }

    /** L1: nothing in the way, so it decides within the promised time. */
    @Property(
            tries = 300,
            shrinking = ShrinkingMode.OFF,
            edgeCases = EdgeCasesMode.NONE,
            afterFailure = AfterFailureMode.RANDOM_SEED)
    void decideInTime(
            @ForAll @IntRange(min = 2, max = 20) int interval,
            @ForAll @IntRange(min = 1, max = 20) int timeout,
            @ForAll @IntRange(min = 0, max = 120) int outage,
            @ForAll @IntRange(min = 1, max = 6) int failures,
            @ForAll @IntRange(min = 0, max = 20_000) int phase) {
        Rules rules = new Rules();
        rules.interval = Duration.ofSeconds(interval);
        rules.timeout = Duration.ofSeconds(timeout);
        rules.outage = Duration.ofSeconds(outage);
        rules.minFailures = failures;
        World w = World.settled(rules.build()).pass(Duration.ofMillis(phase));
        Instant broken = w.now;
        w.set("NAM", Outcome.DOWN).passSeconds(outage + 9L * interval + 2L * timeout);
        long threshold = Math.max(outage, (failures - 1L) * interval);
        // A second for the tick that asks for the deciding probe.
        Duration bound = Duration.ofSeconds(threshold + interval + timeout + 1L);
        assertThat(w.moves()).endsWith("outage NAM→EU");
        assertThat(Duration.between(broken, w.decisions().get(1).at())).isLessThanOrEqualTo(bound);
    }
}
