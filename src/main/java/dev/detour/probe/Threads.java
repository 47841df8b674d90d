package dev.detour.probe;

import java.time.Duration;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads with names. */
final class Threads {
    private static final Duration IDLE = Duration.ofSeconds(30);

    private Threads() {}

    static ThreadFactory named(String name) {
        var count = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * A pool that prefers an idle thread, then a new one, and queues only at {@code max}. (The JDK's own order is
     * queue before growth, which would let one hung probe hold up another.)
     */
    static ThreadPoolExecutor elastic(String name, int max) {
        var queue = new HandOver();
        return new ThreadPoolExecutor(
                0, max, IDLE.toMillis(), TimeUnit.MILLISECONDS, queue, named(name), (task, pool) -> {
                    if (!pool.isShutdown()) {
                        queue.put(task);
                    }
                });
    }

    private static final class HandOver extends LinkedTransferQueue<Runnable> {
        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }
    }
}
