package dev.detour.control;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads with readable names. */
public final class Threads {
    private Threads() {}

    public static ThreadFactory named(String name) {
        var count = new AtomicInteger();
        return task -> {
            var n = count.getAndIncrement();
            var thread = new Thread(task, n == 0 ? name : name + "-" + n);
            thread.setDaemon(true);
            return thread;
        };
    }
}
