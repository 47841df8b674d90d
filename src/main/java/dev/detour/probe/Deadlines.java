package dev.detour.probe;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread that ends what is overdue. What it runs must be quick: everybody's deadline hangs on it. */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, Threads.named("probe-deadline"));

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
    }

    Future<?> after(Duration delay, Runnable end) {
        return timer.schedule(end, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
