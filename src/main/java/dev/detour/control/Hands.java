package dev.detour.control;

import dev.detour.config.Settings;
import dev.detour.decision.Effect;
import dev.detour.decision.Event;
import dev.detour.decision.Notice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Carries the effects of one group to the routes. Nothing here waits: steps have their thread, the choice and the
 * notifications have theirs, and people who cannot be told in time never delay a decision.
 */
final class Hands implements Consumer<Effect> {
    /** Notices that wait for slow notify routes; beyond it the oldest is dropped, and the log still has it. */
    private static final int PATIENCE = 100;

    /** How long an end waits for a step that was interrupted. */
    private static final Duration LAST_STEP = Duration.ofSeconds(2);

    /** How long an end waits for those who are being told, all together. */
    private static final Duration GOODBYE = Duration.ofMillis(500);

    private final String group;
    private final Supplier<Settings.Group> settings;
    private final Routes routes;
    private final StepRunner steps;
    private final Consumer<Event> answers;
    private final BiConsumer<String, List<String>> probeNow;
    private final Consumer<Notice> log;
    private final ExecutorService chooser;
    /** By route: one that is slow does not keep the others waiting. */
    private final Map<String, ExecutorService> tellers = new ConcurrentHashMap<>();

    private final Echoes echoes = new Echoes();
    private volatile long endedNanos;

    Hands(
            Supplier<Settings.Group> settings,
            Routes routes,
            StepRunner steps,
            Consumer<Event> answers,
            BiConsumer<String, List<String>> probeNow,
            Consumer<Notice> log) {
        this.group = settings.get().name();
        this.settings = settings;
        this.routes = routes;
        this.steps = steps;
        this.answers = answers;
        this.probeNow = probeNow;
        this.log = log;
        // A choose route that hangs keeps one thread; the next question gets another, and there are few questions.
        this.chooser = pool("choose-" + group, 4, 16);
    }

    private static ExecutorService pool(String name, int threads, int queue) {
        var pool = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(queue),
                Threads.named(name),
                new ThreadPoolExecutor.DiscardOldestPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public void accept(Effect effect) {
        if (effect instanceof Effect.RunStep step) {
            steps.start(step);
        } else if (effect instanceof Effect.Cancel cancel) {
            steps.cancel(cancel.epoch());
        } else if (effect instanceof Effect.ChooseDelay delay) {
            chooser.execute(() -> answers.accept(new Event.DelayChosen(delay.epoch(), upTo(delay.most()))));
        } else if (effect instanceof Effect.Choose choose) {
            chooser.execute(() -> choose(choose));
        } else if (effect instanceof Effect.ProbeNow probe) {
            probeNow.accept(group, probe.regions());
        } else if (effect instanceof Effect.Tell tell) {
            tell(tell.notice());
        }
    }

    private static Duration upTo(Duration most) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most.toMillis() + 1));
    }

    private void choose(Effect.Choose choose) {
        Optional<String> answer;
        try {
            answer = routes.choose(group, settings.get().rules().choose(), choose);
        } catch (Exception e) {
            log.accept(Notices.warning(group, "the choose route failed, list order is taken: " + e.getMessage()));
            answer = Optional.empty();
        }
        answers.accept(new Event.Chosen(choose.ticket(), answer));
    }

    private void tell(Notice notice) {
        log.accept(notice);
        if (notice.loud() && !echoes.isEcho(notice)) {
            settings.get().notifyRoutes().forEach(name -> teller(name).execute(() -> tell(name, notice)));
        }
    }

    private ExecutorService teller(String route) {
        return tellers.computeIfAbsent(route, name -> pool("notify-" + group + "-" + name, 1, PATIENCE));
    }

    private void tell(String name, Notice notice) {
        try {
            routes.tell(name, notice);
        } catch (Exception e) {
            log.accept(Notices.warning(group, "notify route " + name + " failed: " + e.getMessage()));
        }
    }

    /** Ends what runs, and takes no more; waits for nothing. */
    void end() {
        endedNanos = System.nanoTime();
        steps.end();
        chooser.shutdownNow();
        tellers.values().forEach(ExecutorService::shutdown);
    }

    /** Waits for what {@link #end} ended; at most two seconds after it. */
    void awaitEnd() throws InterruptedException {
        steps.awaitEnd(left(LAST_STEP));
        for (var teller : tellers.values()) {
            teller.awaitTermination(left(GOODBYE), TimeUnit.NANOSECONDS);
        }
    }

    private long left(Duration most) {
        return endedNanos + most.toNanos() - System.nanoTime();
    }
}
