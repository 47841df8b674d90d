package dev.detour.decision;

import java.time.Duration;
import java.util.Random;

/**
 * The dice of one moment of one life. Each moment has its own, so that a life without some of its moments leaves the
 * others as they were.
 */
final class Luck extends Random {
    private static final long serialVersionUID = 1L;

    Luck(long seed, long moment) {
        super(mixed(mixed(seed) + moment));
    }

    /** As SplittableRandom does it: neighbours have nothing in common. */
    private static long mixed(long n) {
        long z = n + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    boolean oneIn(int n) {
        return nextInt(n) == 0;
    }

    /** Less than so many. */
    Duration seconds(int most) {
        return Duration.ofSeconds(nextInt(most));
    }

    @SafeVarargs
    final <T> T pick(T... some) {
        return some[nextInt(some.length)];
    }

    Outcome outcome() {
        int n = nextInt(10);
        return n < 5 ? Outcome.DOWN : n < 9 ? Outcome.UP : Outcome.UNKNOWN;
    }
}
