package dev.detour.probe;

import dev.detour.config.Settings;
import java.time.Duration;

/** Where in its interval each region's probes lie, so that a thousand of them are not due in one moment. */
final class Grid {
    private static final int A_SECOND = 50;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final Duration FIRST_WITHIN = Duration.ofSeconds(1);

    private int regions;
    private long seats;

    /** @param all the regions there are, of all groups */
    void size(int all) {
        regions = all;
    }

    /** Spreads a group's first probes over min(1 s, interval), the first of all at once. */
    Duration offset(Settings.Group group, int seat) {
        var interval = group.probe().interval();
        var spread = interval.compareTo(FIRST_WITHIN) < 0 ? interval : FIRST_WITHIN;
        return spread.multipliedBy(seat).dividedBy(group.rules().regions().size());
    }

    /**
     * Where there are many regions their grid is as wide as the interval, so that no more than {@value #A_SECOND} of them
     * are due in one second, if that can be. By the golden ratio any number of seats lie evenly, and a few stay
     * together, as they were.
     */
    Duration phase(Settings.Group group, Duration offset) {
        var span = Duration.ofSeconds(1).multipliedBy(regions).dividedBy(A_SECOND);
        if (span.compareTo(FIRST_WITHIN) <= 0) {
            return offset;
        }
        var interval = group.probe().interval();
        var widest = interval.compareTo(span) < 0 ? interval : span;
        long nanos = (long) (widest.toNanos() * (seats++ * GOLDEN % 1));
        return Duration.ofNanos(Math.max(nanos, offset.toNanos()));
    }
}
