package dev.detour.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When each region is probed: at a fixed rate on the monotonic clock, one timer thread for all and a pool that grows
 * with the probes in flight, not with the regions. A hung probe slips only itself: the due times it sleeps through are
 * made up for by one probe at its end, and the grid stays where it was. Safe from any thread.
 */
public final class ProbeSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeSchedule.class);
    private static final int MAX_THREADS = 1024;
    private static final long LONGEST_BEAT = TimeUnit.SECONDS.toNanos(1);

    private final long origin = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeSet<Slot> queue =
            new TreeSet<>(Comparator.<Slot>comparingLong(s -> s.next).thenComparingLong(Slot::seat));
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final Map<String, FreezeWatch> watches = new ConcurrentHashMap<>();
    private final ExecutorService pool = Threads.elastic("probe", MAX_THREADS);
    private final AtomicLong seats = new AtomicLong();
    private final LongConsumer lateness;
    private final Consumer<String> gap;
    private volatile long beat;
    private volatile boolean open = true;
    private Thread timer;

    /**
     * @param lateness told of every probe's start: nanoseconds after it was due, never negative
     * @param gap told a group's name when more than two of its intervals passed without us
     */
    public ProbeSchedule(LongConsumer lateness, Consumer<String> gap) {
        this.lateness = lateness;
        this.gap = gap;
    }

    /** A place in the schedule, idle until {@link #start}: the one it has, when that has this rhythm, else a new one. */
    Slot slot(String group, String name, Duration interval, int jitterPercent, Duration rest, Duration offset) {
        return slot(group, name, interval, jitterPercent, rest, offset, offset);
    }

    /** @param phase see {@link Slot} */
    Slot slot(
            String group,
            String name,
            Duration interval,
            int jitterPercent,
            Duration rest,
            Duration offset,
            Duration phase) {
        long limit = interval.toNanos() * 2;
        watches.compute(
                group,
                (g, watch) -> watch != null && watch.limit() == limit
                        ? watch
                        : new FreezeWatch(limit, () -> gap.accept(group)));
        var known = slots.get(group + "/" + name);
        if (known != null && known.hasRhythm(interval, jitterPercent)) {
            return known;
        }
        var slot = new Slot(group, name, interval, jitterPercent, rest, offset, phase, seats.incrementAndGet());
        slots.put(group + "/" + name, slot);
        return slot;
    }

    void start(Slot slot, Runnable probe) {
        change(slot, () -> slot.start(probe, now()));
    }

    void stop(Slot slot) {
        change(slot, slot::stop);
    }

    /** Gives a place up; the group's watch stays, for its other places or for none. */
    void remove(String group, String name) {
        var slot = slots.remove(group + "/" + name);
        if (slot != null) {
            stop(slot);
        }
    }

    /** Probes a region without waiting for its turn; at most one per max(250 ms, interval/10), never two in flight. */
    public void probeNow(String group, String region) {
        var slot = slots.get(group + "/" + region);
        if (slot != null) {
            change(slot, () -> slot.want(now()));
        }
    }

    /** To be called before a result is handed on: if we slept meanwhile, the group hears of that first. */
    void settleGap(String group) {
        watches.get(group).check(now(), beat);
    }

    @Override
    public void close() {
        open = false;
        // No interrupts: a probing thread may be in the middle of making a decision durable.
        pool.shutdown();
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long now() {
        return System.nanoTime() - origin;
    }

    private void change(Slot slot, Runnable change) {
        lock.lock();
        try {
            queue.remove(slot);
            change.run();
            if (slot.next != Slot.NEVER) {
                queue.add(slot);
            }
            if (timer == null && open) {
                beat = now();
                timer = Threads.named("probe-timer").newThread(this::loop);
                timer.start();
            }
            if (!queue.isEmpty() && queue.first() == slot) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        while (open) {
            try {
                long now = now();
                watches.values().forEach(w -> w.check(now, beat));
                beat = now;
                for (var probe : due()) {
                    pool.execute(probe);
                }
                await();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("The probe schedule stumbled and goes on", e);
            }
        }
    }

    private List<Runnable> due() {
        lock.lock();
        try {
            var ready = new ArrayList<Runnable>();
            long now = now();
            while (!queue.isEmpty() && queue.first().next <= now) {
                var slot = queue.pollFirst();
                long due = slot.take(now);
                queue.add(slot);
                if (due != Slot.NEVER) {
                    var task = slot.task;
                    ready.add(() -> run(slot, task, due, now));
                }
            }
            return ready;
        } finally {
            lock.unlock();
        }
    }

    /** @param taken when it left the queue: a freeze before that was told already, a full pool since then was not */
    private void run(Slot slot, Runnable task, long due, long taken) {
        if (!open) {
            return;
        }
        try {
            long begins = now();
            lateness.accept(Math.max(0, begins - due));
            if (begins - taken > 2 * slot.interval) {
                gap.accept(slot.group);
            }
            task.run();
        } catch (RuntimeException e) {
            LOG.error("Probe of {} {} ended badly", slot.group, slot.name, e);
        } finally {
            change(slot, () -> slot.ended(now()));
        }
    }

    /** Until the next due time, or the next heartbeat by which a freeze is noticed. */
    private void await() throws InterruptedException {
        lock.lock();
        try {
            long wake = beat + beatEvery();
            if (!queue.isEmpty()) {
                wake = Math.min(wake, queue.first().next);
            }
            long left = wake - now();
            if (open && left > 0) {
                changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private long beatEvery() {
        return watches.values().stream().mapToLong(w -> w.limit() / 4).reduce(LONGEST_BEAT, Math::min);
    }
}
