package dev.detour.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * O14: killed at random moments, its start included, while regions come and go. {@code -Dcycles=N} for more than 20,
 * {@code -Dseed=S} for those of another run; a failure names its seed.
 */
class CrashLoopTest {
    private static final int CYCLES = Integer.getInteger("cycles", 20);
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final List<String> REGIONS = List.of("NAM", "EU", "APAC");

    private final Random die = new Random(SEED);
    private boolean paused;
    private long epochWhenPaused;

    @Test
    @Fault("O14")
    void keepsItsPromisesWhateverMomentItIsKilledAt() throws Exception {
        try (var life = Life.withCommand()) {
            for (int cycle = 1; cycle <= CYCLES; cycle++) {
                try {
                    cycle(life, cycle);
                } catch (Exception | AssertionError e) {
                    throw new AssertionError(
                            "cycle " + cycle + " of -Dseed=" + SEED + ": " + e.getMessage() + "\n"
                                    + String.join("\n", life.detour().lines()),
                            e);
                }
            }
        }
    }

    private void cycle(Life life, int cycle) throws Exception {
        life.start();
        if (die.nextInt(3) == 0) {
            // In the middle of its start.
            pass(Duration.ofMillis(die.nextInt(2_000)), life);
        } else {
            life.detour().awaitEvent("started", Life.PATIENCE);
            if (die.nextInt(4) == 0 && life.witness().epoch() > 0) {
                togglePause(life);
            }
            flap(life);
        }
        end(life);
        life.witness().judge();
        holdsWhilePaused(life);
        if (cycle % 5 == 0 || cycle == CYCLES) {
            settle(life);
        }
    }

    /** Breaks and mends regions for up to two seconds, which is time for one or two decisions. */
    private void flap(Life life) throws IOException {
        for (int i = die.nextInt(3); i >= 0; i--) {
            var name = REGIONS.get(die.nextInt(REGIONS.size()));
            life.region(name).now(die.nextInt(3) == 0 ? Toxics.ok() : broken());
            pass(Duration.ofMillis(50 + die.nextInt(300)), life);
        }
        if (die.nextBoolean()) {
            life.mendAll();
            if (life.witness().epoch() > 0) {
                // On a busy machine none may be in use yet.
                life.breakActive();
            }
            pass(Duration.ofMillis(400 + die.nextInt(400)), life);
        }
    }

    private Toxic broken() {
        return die.nextBoolean() ? Toxics.status(503) : Toxics.resetAtOnce();
    }

    private void togglePause(Life life) throws IOException {
        var verb = paused ? "resume" : "pause";
        var answer = life.detour()
                .post(
                        "/api/v1/groups/shop/" + verb,
                        "{\"reason\":\"crash loop\"}",
                        life.folder().resolve("data"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        paused = !paused;
        // An answer to an operator is durable; what was decided before it stands.
        epochWhenPaused = life.witness().epoch();
        assertThat(life.witness().durable().has("paused")).isEqualTo(paused);
    }

    /** S10: no automatic decision, over any number of crashes. */
    private void holdsWhilePaused(Life life) throws IOException {
        if (paused) {
            assertThat(life.witness().durable().has("paused"))
                    .as("stays paused")
                    .isTrue();
            assertThat(life.witness().epoch()).as("S10").isEqualTo(epochWhenPaused);
        }
    }

    private void end(Life life) {
        if (die.nextInt(6) == 0) {
            life.detour().terminate();
            life.detour().exitStatus(Duration.ofSeconds(10));
        } else {
            life.detour().kill();
        }
    }

    private void settle(Life life) throws Exception {
        life.mendAll();
        life.start();
        life.detour().awaitEvent("started", Life.PATIENCE);
        if (paused && die.nextBoolean()) {
            togglePause(life);
        }
        // A committed decision is finished while paused, too.
        life.awaitSettled();
        life.detour().kill();
        life.witness().judgeSettled();
        holdsWhilePaused(life);
    }

    /** Time in which the program does what it does; the witness looks on. */
    private static void pass(Duration time, Life life) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            life.witness().judge();
        }
    }
}
