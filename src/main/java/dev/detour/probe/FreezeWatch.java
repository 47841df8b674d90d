package dev.detour.probe;

/**
 * Notices that this process stood still (stopped, starved) for longer than a group can bear. Whoever wakes first, the
 * timer or a probe with its stale result, tells the group, once, and the others wait until it is told.
 *
 * @see ProbeSchedule#settleGap
 */
final class FreezeWatch {
    private final long limit;
    private final Runnable tell;
    private long told = -1;

    /** @param limit nanoseconds that two heartbeats may lie apart */
    FreezeWatch(long limit, Runnable tell) {
        this.limit = limit;
        this.tell = tell;
    }

    long limit() {
        return limit;
    }

    /** @param beat the last heartbeat seen; names the freeze, so that it is told once */
    void check(long now, long beat) {
        if (now - beat > limit) {
            tellOnce(beat);
        }
    }

    private synchronized void tellOnce(long beat) {
        if (told != beat) {
            told = beat;
            tell.run();
        }
    }
}
