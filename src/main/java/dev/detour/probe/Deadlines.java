package dev.detour.probe;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread that ends what is overdue. Safe from any thread. */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, Threads.named("probe-deadline"));
    private final Set<Attempt> live = ConcurrentHashMap.newKeySet();

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Will {@link Attempt#expire} it at its limit, unless it is forgotten before; empty after the end. */
    Optional<Future<?>> watch(Attempt attempt) {
        live.add(attempt);
        try {
            return Optional.of(timer.schedule(attempt::expire, attempt.limit().toNanos(), TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException ended) {
            live.remove(attempt);
            return Optional.empty();
        }
    }

    void forget(Attempt attempt) {
        live.remove(attempt);
    }

    /** Ends everything in progress. */
    @Override
    public void close() {
        timer.shutdownNow();
        live.forEach(Attempt::close);
    }
}
