package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The invariants over random lives, in virtual time: regions, canaries, steps and disks that fail, crashes of the process
 * and of the machine, freezes, lost and late results, operators, edits. One life in ten goes through the real journal and
 * the real steps, the others through the core alone.
 *
 * <p>{@code -Dseeds=1000000} lives so many, {@code -Dfirst=N} begins with another seed; {@code -Ddetour.seed=N} lives that
 * one and tells it. The same seeds are the same lives: a build that fails does so again.
 */
class LivesTest {
    private static final long SEEDS = Long.getLong("seeds", 10_000);
    private static final long FIRST = Long.getLong("first", 1);
    private static final long TOLD_EVERY = 100_000;

    private final AtomicInteger switches = new AtomicInteger();
    private final AtomicInteger verified = new AtomicInteger();
    private final AtomicInteger edits = new AtomicInteger();
    private final AtomicLong lived = new AtomicLong();
    private final long began = System.nanoTime();

    @Test
    void holdWhateverHappens() {
        Long one = Long.getLong("detour.seed");
        if (one != null) {
            tellOne(Life.of(one));
            return;
        }
        System.out.printf("lives %d to %d%n", FIRST, FIRST + SEEDS - 1);
        Optional<Life> failing = LongStream.range(FIRST, FIRST + SEEDS)
                .parallel()
                .mapToObj(Life::of)
                .filter(life -> !holds(life))
                .findAny();
        failing.ifPresent(life -> fail(Shrinker.report(life)));
        assertThat(switches.get()).as("automatic decisions seen").isGreaterThan((int) (SEEDS / 2));
        assertThat(verified.get()).as("verified switches seen").isGreaterThan((int) (SEEDS / 10));
        assertThat(edits.get()).as("edits taken").isGreaterThan((int) (SEEDS / 10));
    }

    private void tellOne(Life life) {
        life.told().forEach(System.out::println);
        life.fault().ifPresent(fault -> fail(Shrinker.report(life), fault));
    }

    private boolean holds(Life life) {
        try {
            Chaos chaos = life.live();
            switches.addAndGet(chaos.checker.switches.automatic);
            verified.addAndGet(chaos.checker.verified);
            edits.addAndGet(chaos.checker.edits);
            if (life.seed() % 40 == 1) {
                assertThat(life.live().w.journal).as("S18").isEqualTo(chaos.w.journal);
            }
        } catch (Error | RuntimeException e) {
            return false;
        }
        progress();
        return true;
    }

    private void progress() {
        long n = lived.incrementAndGet();
        if (n % TOLD_EVERY == 0) {
            Duration time = Duration.ofNanos(System.nanoTime() - began);
            System.out.printf("%d lives in %d s%n", n, time.toSeconds());
        }
    }
}
