package dev.detour.act;

import dev.detour.config.Settings.Restart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * The threads on which hosts are restarted, each under a total deadline of its own. One whose thread does not come back
 * after its connections were cut is left behind: whatever it does later finds its attempt ended.
 */
final class HostWorkers {
    private static final Duration GRACE = Duration.ofSeconds(2);
    /** A newer decision waits for the end of an older one's. */
    private static final Duration GRACE_WHEN_INTERRUPTED = Duration.ofMillis(500);

    private final HostAttempts attempts;
    private final HostRoute route;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "host");
        thread.setDaemon(true);
        return thread;
    });

    HostWorkers(HostAttempts attempts, HostRoute route) {
        this.attempts = attempts;
        this.route = route;
    }

    private final class Work {
        private final HostAttempt attempt;
        private final CompletableFuture<Optional<String>> result = new CompletableFuture<>();
        private Thread worker;
        private boolean stopped;

        Work(HostAttempt attempt) {
            this.attempt = attempt;
        }

        void run() {
            if (!begin()) {
                result.complete(attempt.ended());
                return;
            }
            Optional<String> failure;
            try {
                route.restart(attempt.host(), attempt.decision());
                failure = attempt.unjudged()
                        ? Optional.of("a command was sent, and no step of the route looked at its exit status")
                        : Optional.empty();
            } catch (Exception e) {
                failure = Optional.of(words(e));
            }
            finish();
            result.complete(attempt.ended().isPresent() ? attempt.ended() : failure);
        }

        private synchronized boolean begin() {
            if (stopped) {
                return false;
            }
            worker = Thread.currentThread();
            attempts.enter(attempt);
            return true;
        }

        private synchronized void finish() {
            worker = null;
            attempts.leave();
            // The interruption was meant for this attempt; the thread's next host must not inherit it.
            Thread.interrupted();
        }

        /** What we know better; else the innermost cause that speaks for itself. Camel's own words hold the command. */
        private String words(Exception thrown) {
            if (attempt.refusal().isPresent()) {
                boolean unsure = attempt.wasSent() && !attempt.hopeless();
                return attempt.refusal().get() + (unsure ? "; whether it was restarted is not known" : "");
            }
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                if (cause instanceof StepFailedException) {
                    return cause.getMessage();
                }
            }
            Throwable inner = thrown;
            while (inner.getCause() != null) {
                inner = inner.getCause();
            }
            return inner == thrown && thrown.getClass().getName().startsWith("org.apache.camel.")
                    ? thrown.getClass().getSimpleName()
                    : Printable.of(Reason.of(inner));
        }

        void stop() {
            attempt.cut();
            interrupt();
        }

        private synchronized void interrupt() {
            stopped = true;
            if (worker != null) {
                worker.interrupt();
            }
        }
    }

    /**
     * Restarts these hosts, at most {@link Restart.Ssh#AT_ONCE} at the same moment, and tells of each how it ended, with
     * the failure or nothing.
     *
     * @throws InterruptedException when the thread was interrupted; the attempts are ended then, too
     */
    void run(List<HostAttempt> hosts, Duration timeout, BiConsumer<HostAttempt, Optional<String>> ended)
            throws InterruptedException {
        Semaphore room = new Semaphore(Restart.Ssh.AT_ONCE);
        List<Work> begun = new ArrayList<>();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        try {
            for (HostAttempt attempt : hosts) {
                room.acquire();
                Work work = new Work(attempt);
                attempts.begin(attempt);
                begun.add(work);
                all.add(work.result.thenAccept(failure -> {
                    attempts.end(attempt);
                    room.release();
                    ended.accept(attempt, failure);
                }));
                threads.execute(work::run);
                threads.execute(() -> watch(work, timeout));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a host's result could not be told", e);
        } catch (InterruptedException e) {
            abandon(begun);
            throw e;
        }
    }

    private static void watch(Work work, Duration timeout) {
        String late = "did not end within " + timeout.toSeconds() + " s";
        if (over(work, timeout)) {
            return;
        }
        work.attempt.end(late + (work.attempt.wasSent() ? "; whether it was restarted is not known" : ""));
        if (!over(work, GRACE)) {
            work.stop();
        }
        if (!over(work, GRACE)) {
            work.result.complete(work.attempt.ended());
        }
    }

    private static boolean over(Work work, Duration most) {
        try {
            work.result.get(most.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (ExecutionException e) {
            return true;
        }
    }

    /** Superseded, or Detour ends: nothing of these may take effect any more when this returns. */
    private static void abandon(List<Work> begun) {
        List<Work> left = begun.stream().filter(work -> !work.result.isDone()).toList();
        left.forEach(work -> work.attempt.end("ended early: superseded, or Detour is stopping"));
        long deadline = System.nanoTime() + GRACE_WHEN_INTERRUPTED.toNanos();
        for (Work work : left) {
            over(work, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
        left.forEach(Work::stop);
        left.forEach(work -> over(work, Duration.ofMillis(200)));
        left.forEach(work -> work.result.complete(work.attempt.ended()));
    }
}
