package dev.detour.probe;

import dev.detour.decision.GroupRules;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One thing that is probed at a fixed rate. Due times are {@code first + n·interval + jitter(n)}, so that lateness and
 * jitter never add up. All fields are guarded by the schedule's lock; times are its nanoseconds.
 */
final class Slot {
    static final long NEVER = Long.MAX_VALUE;

    final String group;
    final String name;
    final long interval;
    /** Pause after a probe's end before the next begins, so that the region's breaker is half open by then. */
    final long rest;

    private final long offset;
    private final long phase;
    private final long jitter;
    private final long seat;

    Runnable task;
    boolean inFlight;
    /** When it is handled next; {@link #NEVER} when not queued. */
    long next = NEVER;

    private long first = NEVER;
    private long n;
    private long grid;
    private long wanted = NEVER;
    private boolean missed;
    private long lastStart = Long.MIN_VALUE / 2;

    /**
     * @param offset of the first due time after the start
     * @param phase of the grid after the start, not less than {@code offset}; the first due time is beside it, so that
     *     many regions are heard soon, and asked evenly from then on
     * @param jitterPercent of the interval, half of it to either side
     * @param seat unique; orders slots that are due at the same time
     */
    Slot(
            String group,
            String name,
            Duration interval,
            int jitterPercent,
            Duration rest,
            Duration offset,
            Duration phase,
            long seat) {
        this.group = group;
        this.name = name;
        this.interval = interval.toNanos();
        this.jitter = this.interval / 100 * jitterPercent;
        this.rest = rest.toNanos();
        this.offset = offset.toNanos();
        this.phase = phase.toNanos();
        this.seat = seat;
    }

    long seat() {
        return seat;
    }

    /** Begins, or goes on in its old rhythm: what came due meanwhile, or was cut short, is made up for by one probe. */
    void start(Runnable probe, long now) {
        task = probe;
        if (first == NEVER) {
            first = now + phase;
            n = phase > offset ? -1 : 0;
            grid = now + offset;
        }
        wanted = inFlight ? now : NEVER;
        missed = false;
        replan();
    }

    boolean hasRhythm(Duration otherInterval, int otherJitterPercent) {
        return interval == otherInterval.toNanos() && jitter == interval / 100 * otherJitterPercent;
    }

    void stop() {
        task = null;
        next = NEVER;
    }

    /** Its time has come. Returns the due time when a probe is to start, {@link #NEVER} when the last still runs. */
    long take(long now) {
        long due = next;
        boolean byGrid = grid <= now;
        if (byGrid) {
            advance(now);
        }
        if (inFlight) {
            // However many due times pass meanwhile, one probe makes up for them.
            missed |= byGrid;
            replan();
            return NEVER;
        }
        inFlight = true;
        wanted = NEVER;
        lastStart = now;
        replan();
        return due;
    }

    void ended(long now) {
        inFlight = false;
        if (missed) {
            wanted = Math.min(wanted, now);
            missed = false;
        }
        if (wanted != NEVER) {
            wanted = Math.max(wanted, now + rest);
        }
        if (grid < now + rest) {
            grid = now + rest;
        }
        replan();
    }

    /** Asks for a probe that starts after this call; see {@link GroupRules#soonest}. */
    void want(long now) {
        long spacing = GroupRules.soonest(Duration.ofNanos(interval)).toNanos();
        wanted = Math.min(wanted, Math.max(now, lastStart + spacing));
        replan();
    }

    private void advance(long now) {
        do {
            n++;
            grid = first + n * interval + drawJitter();
        } while (grid <= now);
    }

    private long drawJitter() {
        return jitter < 2 ? 0 : ThreadLocalRandom.current().nextLong(-jitter / 2, jitter / 2);
    }

    private void replan() {
        next = task == null ? NEVER : inFlight ? grid : Math.min(grid, wanted);
    }
}
