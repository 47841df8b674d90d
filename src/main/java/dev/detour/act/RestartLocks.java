package dev.detour.act;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps two groups from restarting at once what they have in common (SPEC §6). Taken in one order, so never a deadlock. */
final class RestartLocks {
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    /** Closed by the thread that got it. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws StepFailedException when another group held one of them until {@code total} was over */
    Held hold(Collection<String> things, Duration total) throws InterruptedException {
        long deadline = System.nanoTime() + total.toNanos();
        Deque<ReentrantLock> held = new ArrayDeque<>();
        Held all = () -> held.forEach(ReentrantLock::unlock);
        try {
            for (String thing : new TreeSet<>(things)) {
                ReentrantLock lock = locks.computeIfAbsent(thing, t -> new ReentrantLock());
                if (!lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw new StepFailedException(
                            "another group was restarting " + thing + " for " + total.toSeconds() + " s");
                }
                held.push(lock);
            }
            return all;
        } catch (InterruptedException | RuntimeException e) {
            all.close();
            throw e;
        }
    }
}
