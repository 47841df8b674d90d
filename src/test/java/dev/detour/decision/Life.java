package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A random life of a group. The seed says all of it; of its moments only the listed ones take place.
 *
 * @param whole whether it goes through the real journal and the real steps, too; else through the core alone
 * @param calm whether it ends well, and is seen to
 */
record Life(long seed, List<Moment> moments, boolean whole, boolean calm) {
    private static final int MOMENTS = 24;
    private static final int ONE_WHOLE_IN = 10;
    private static final int ONE_CALM_IN = 4;

    /** @param quiet whether only its time passes */
    record Moment(int number, boolean quiet) {}

    static Life of(long seed) {
        boolean whole = Math.floorMod(seed, ONE_WHOLE_IN) == 7;
        boolean calm = whole || Math.floorMod(seed, ONE_CALM_IN) == 0;
        List<Moment> all =
                IntStream.range(0, MOMENTS).mapToObj(i -> new Moment(i, false)).toList();
        return new Life(seed, all, whole, calm);
    }

    Life with(List<Moment> some) {
        return new Life(seed, List.copyOf(some), whole, calm);
    }

    /** @throws AssertionError, or whatever the code under test throws, when an invariant does not hold */
    Chaos live() {
        Chaos chaos = new Chaos(seed, whole);
        live(chaos);
        return chaos;
    }

    private void live(Chaos chaos) {
        chaos.begin();
        moments.forEach(m -> chaos.moment(m.number(), m.quiet()));
        if (calm) {
            chaos.calm();
            converged(chaos.w);
            chaos.lastOutage();
            converged(chaos.w);
        }
    }

    /** S8: the env file is the last decision's, and the application read it. */
    private static void converged(World w) {
        assertThat(w.state.run).as("S8: still at work").isNull();
        DurableState d = w.state.durable();
        if (d.epoch() == 0 || w.rules.mode() == GroupRules.Mode.OBSERVE) {
            return;
        }
        if (w.outside instanceof Whole whole) {
            whole.converged();
            return;
        }
        boolean back = d.decision().to().equals(d.decision().from());
        if (back && w.envFile == null) {
            // A yes was taken back before the file of a group that had never written one was touched.
            assertThat(w.application).as("S8: application").isNull();
            return;
        }
        assertThat(w.envFile).as("S8: env file").isEqualTo(d.active());
        if (w.application != null || !back) {
            assertThat(w.application).as("S8: application").isEqualTo(w.envFile);
        }
    }

    /** What is wrong with it; empty when nothing is. */
    Optional<Throwable> fault() {
        return fault(new Chaos(seed, whole));
    }

    private Optional<Throwable> fault(Chaos chaos) {
        try {
            live(chaos);
            return Optional.empty();
        } catch (Error | RuntimeException e) {
            return Optional.of(e);
        }
    }

    /** The life in lines, up to its fault. */
    List<String> told() {
        Chaos chaos = new Chaos(seed, whole);
        Diary diary = Diary.of(chaos.w);
        fault(chaos);
        return diary.lines();
    }
}
