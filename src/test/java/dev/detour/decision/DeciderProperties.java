package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** What holds for all rules; what holds over whole lives is in {@link LivesTest}. */
class DeciderProperties {
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
