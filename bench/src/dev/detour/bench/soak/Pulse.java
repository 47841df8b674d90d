package dev.detour.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How late the machine lets a thread be that only wants to wake every 50 ms.
 *
 * <p>This is the one place where the soak is lenient. What is due at a moment may come later by {@link #GRACE_MILLIS}, for
 * the way from the region's server to the decision's line in the journal (a millisecond or some, see doc/performance.md)
 * on two cores that others use too; and by all the time by which this pulse was late between the outage's beginning and
 * that moment, for Detour cannot have run when nobody could. Nothing makes a forbidden switch allowed.
 */
final class Pulse {
    static final long GRACE_MILLIS = 1000;
    private static final long BEAT = TimeUnit.MILLISECONDS.toNanos(50);
    /** Less is what timers are like. */
    private static final long COUNTS = TimeUnit.MILLISECONDS.toNanos(20);

    private record Late(long at, long by) {}

    private final List<Late> lates = new ArrayList<>();

    void beat() throws InterruptedException {
        while (true) {
            long due = System.nanoTime() + BEAT;
            TimeUnit.NANOSECONDS.sleep(BEAT);
            long now = System.nanoTime();
            if (now - due > COUNTS) {
                synchronized (lates) {
                    lates.add(new Late(now, now - due));
                }
            }
        }
    }

    /** In nanoseconds, for what began and was due at these moments. */
    long tolerance(long began, long due) {
        synchronized (lates) {
            return TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS)
                    + lates.stream()
                            .filter(late -> late.at() >= began && late.at() - late.by() <= due)
                            .mapToLong(Late::by)
                            .sum();
        }
    }

    /** The worst of the whole soak, in milliseconds. */
    long worst() {
        synchronized (lates) {
            return lates.stream().mapToLong(Late::by).max().orElse(0) / 1_000_000;
        }
    }
}
