package dev.detour.control;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the groups four times a second that time passed, and that the machine slept when it did. The beat bounds how
 * late a deadline of the core is noticed.
 */
public final class Heart implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heart.class);
    private static final long BEAT_MILLIS = 250;
    private static final Duration NAP = Duration.ofSeconds(1);

    private final Controllers controllers;
    private final Supplier<Duration> slept;
    private final ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor(Threads.named("heart"));

    /** @param slept how long the machine was suspended since this was last asked */
    public Heart(Controllers controllers, Supplier<Duration> slept) {
        this.controllers = controllers;
        this.slept = slept;
    }

    public void start() {
        var unused = beat.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void beat() {
        try {
            if (slept.get().compareTo(NAP) > 0) {
                controllers.names().forEach(controllers::gap);
            }
            controllers.tick();
        } catch (RuntimeException e) {
            // A heart that stops would leave every deadline of the core unwatched.
            LOG.error("the groups could not be told that time passed", e);
        }
    }

    @Override
    public void close() {
        beat.shutdownNow();
    }
}
