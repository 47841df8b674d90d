package dev.detour.probe;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.SynchronousQueue;
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
     * queue before growth, which would let one hung probe hold up another.) Of the idle ones it takes the last that
     * worked: its stack is still in the caches, and those that are not needed end.
     */
    static ThreadPoolExecutor elastic(String name, int max) {
        var queue = new HandOver();
        return new ThreadPoolExecutor(
                0, max, IDLE.toMillis(), TimeUnit.MILLISECONDS, queue, named(name), (task, pool) -> {
                    if (!pool.isShutdown()) {
                        queue.later(task);
                    }
                });
    }

    /** Hands tasks to waiting threads, the last come first; those that find none wait for the next to be done. */
    private static final class HandOver extends SynchronousQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

        void later(Runnable task) {
            waiting.add(task);
            // A thread may have become idle meanwhile, and would not look here again before its next task.
            var first = waiting.poll();
            if (first != null && !offer(first)) {
                waiting.add(first);
            }
        }

        @Override
        public Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
            var first = waiting.poll();
            return first == null ? super.poll(timeout, unit) : first;
        }

        @Override
        public Runnable take() throws InterruptedException {
            var first = waiting.poll();
            return first == null ? super.take() : first;
        }

        @Override
        public Runnable poll() {
            var first = waiting.poll();
            return first == null ? super.poll() : first;
        }

        @Override
        public int size() {
            return waiting.size();
        }

        @Override
        public boolean isEmpty() {
            return waiting.isEmpty();
        }
    }
}
