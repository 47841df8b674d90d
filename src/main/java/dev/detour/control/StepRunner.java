package dev.detour.control;

import dev.detour.decision.Effect;
import dev.detour.decision.Event;
import dev.detour.halt.HaltPoint;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * The hands of one group: runs its steps one after another on a thread of their own, so that nothing of an older
 * decision runs beside a newer one. Every {@link Effect.RunStep} that begins is answered by one
 * {@link Event.StepEnded}; one that was superseded before it began is not, for nobody waits for it.
 */
final class StepRunner {
    /** Runs one step to its end; throws when it failed; ends soon when interrupted. */
    interface Step {
        void run(Effect.RunStep step) throws Exception;
    }

    private final Step work;
    private final Consumer<Event.StepEnded> answers;
    private final LongPredicate current;
    private final Function<String, Duration> deadlines;
    private final ExecutorService thread;
    private final ScheduledExecutorService watch;
    private Attempt running;
    private boolean closed;

    /**
     * @param answers takes what became of a step
     * @param current whether an epoch is still the group's newest
     * @param deadlines most that an attempt of a step may take, by its name; then its thread is interrupted
     */
    StepRunner(
            String group,
            Step work,
            Consumer<Event.StepEnded> answers,
            LongPredicate current,
            Function<String, Duration> deadlines) {
        this.work = work;
        this.answers = answers;
        this.current = current;
        this.deadlines = deadlines;
        this.thread = Executors.newSingleThreadExecutor(Threads.named("step-" + group));
        var timer = new ScheduledThreadPoolExecutor(1, Threads.named("step-watch-" + group));
        timer.setRemoveOnCancelPolicy(true);
        this.watch = timer;
    }

    /** A decision may still become durable while Detour ends: the next start takes up its steps. */
    synchronized void start(Effect.RunStep step) {
        if (closed) {
            return;
        }
        running = new Attempt(step);
        thread.execute(running);
    }

    /** Ends what runs for epochs up to {@code epoch}. What is started later waits until it has really ended. */
    synchronized void cancel(long epoch) {
        if (running != null && running.step.decision().epoch() <= epoch) {
            running.end();
        }
    }

    /** Ends the running step without an answer and takes no more; does not wait for it. */
    synchronized void end() {
        closed = true;
        if (running != null) {
            running.end();
        }
        thread.shutdown();
        watch.shutdownNow();
    }

    /** Waits for the end of what {@link #end} ended, as long as there is time left. */
    void awaitEnd(long leftNanos) throws InterruptedException {
        thread.awaitTermination(leftNanos, TimeUnit.NANOSECONDS);
    }

    private final class Attempt implements Runnable {
        private final Effect.RunStep step;
        private final AtomicBoolean late = new AtomicBoolean();
        private Thread worker;
        private boolean ended;

        Attempt(Effect.RunStep step) {
            this.step = step;
        }

        @Override
        public void run() {
            if (!begin()) {
                return;
            }
            var deadline = deadlines.apply(step.step());
            var alarm = watch.schedule(this::expire, deadline.toMillis(), TimeUnit.MILLISECONDS);
            var began = System.nanoTime();
            Optional<String> failure;
            try {
                HaltPoint.at("before-" + step.step(), step.decision().epoch());
                work.run(step);
                HaltPoint.at(step.step() + "-done", step.decision().epoch());
                failure = Optional.empty();
            } catch (Exception e) {
                failure = Optional.of(late.get() ? "no end within " + deadline.toSeconds() + " s" : sentence(e));
            }
            alarm.cancel(false);
            if (finish()) {
                answers.accept(new Event.StepEnded(
                        step.decision().epoch(),
                        step.step(),
                        step.attempt(),
                        failure,
                        Duration.ofNanos(System.nanoTime() - began)));
                HaltPoint.at(step.step() + "-recorded", step.decision().epoch());
            }
        }

        private synchronized boolean begin() {
            worker = Thread.currentThread();
            return !ended && current.test(step.decision().epoch());
        }

        /** Whether anybody still waits for the answer. */
        private synchronized boolean finish() {
            worker = null;
            // The interruption was meant for this attempt; the thread's next one must not inherit it.
            Thread.interrupted();
            return !ended;
        }

        private void expire() {
            late.set(true);
            interrupt();
        }

        private synchronized void end() {
            ended = true;
            interrupt();
        }

        private synchronized void interrupt() {
            if (worker != null) {
                worker.interrupt();
            }
        }
    }

    /** The outermost message that says something of its own: Camel wraps what a step threw, some exceptions their cause. */
    private static String sentence(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            var words = cause.getMessage();
            var inner = cause.getCause();
            var wrapper = inner != null
                    && (cause.getClass().getName().startsWith("org.apache.camel.")
                            || inner.toString().equals(words));
            if (!wrapper && words != null && !words.isBlank()) {
                return words;
            }
        }
        return thrown.getClass().getSimpleName();
    }
}
