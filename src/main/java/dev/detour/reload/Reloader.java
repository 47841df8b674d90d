package dev.detour.reload;

import dev.detour.config.Problem;
import dev.detour.config.Sources;
import dev.detour.config.UnknownRegion;
import dev.detour.control.Threads;
import dev.detour.decision.EventKind;
import dev.detour.decision.Notice;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second at what the files hold. An edit that has been left alone for a second is read, tried out whole and
 * then exchanged with what runs, after a running decision; or refused, with file, line and reason.
 */
public final class Reloader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);
    private static final long LOOK_MILLIS = 1000;

    /** Tries an edition out without running any of it. */
    public interface Tryout {
        /** @throws Rejected that names all that is wrong with the routes */
        void of(Edition edition) throws Rejected;

        /** What can be said of the routes of an edition whose configuration does not hold. */
        List<Problem> routeProblems(Edition edition);
    }

    private final Sources sources;
    private final Tryout tryout;
    private final Exchange exchange;
    private final Consumer<Notice> log;
    private final Path data;
    private final Optional<Path> folder;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Threads.named("reload"));

    private Edition inForce;
    private Fingerprint inForceHolds;
    private List<Path> watched;
    /** What the watched files hold, as of the last look. */
    private Fingerprint seen;

    private Fingerprint tried;
    private Edition pending;
    private boolean waitingTold;
    private String refusedWhile;
    private volatile ReloadState state = ReloadState.NONE;

    /**
     * @param inForce what the process runs by
     * @param brokenStart why it is not what the disk says, when it is the last good one
     */
    public Reloader(
            Sources sources,
            Edition inForce,
            Optional<Rejected> brokenStart,
            Tryout tryout,
            Exchange exchange,
            Consumer<Notice> log) {
        this.sources = sources;
        this.inForce = inForce;
        this.tryout = tryout;
        this.exchange = exchange;
        this.log = log;
        this.data = inForce.settings().data();
        this.folder = inForce.routes().map(RouteFiles::folder);
        this.watched = inForce.loaded().files();
        brokenStart.ifPresent(why -> {
            state = new ReloadState(Instant.now(), why, true);
            tell(
                    EventKind.RELOAD_FAILED,
                    Notice.Level.ERROR,
                    "the configuration does not hold; running by the last good one, and not ready: " + words(why));
        });
    }

    /** Begins to look; what is in force is the last good one from now on, if it is not that already. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (!state.lastGood()) {
            thread.execute(this::keep);
        }
    }

    /** How the last edit went. */
    public ReloadState state() {
        return state;
    }

    /** Waits a moment for an exchange under way: half of one is no good order to end in. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            var now = Fingerprint.of(watched, folder);
            if (!now.equals(seen)) {
                // Not settled yet: whoever writes may not be done.
                seen = now;
                pending = null;
            } else if (!now.equals(tried) || (refusedWhile != null && !refusedWhile.equals(exchange.standing()))) {
                attempt();
            }
            if (pending != null) {
                exchange();
            }
        } catch (RuntimeException e) {
            LOG.error("an edit could not be looked at", e);
        }
    }

    private void attempt() {
        tried = seen;
        pending = null;
        refusedWhile = null;
        try {
            var next = Edition.read(sources, folder);
            watch(next.loaded().files());
            if (next.loaded().settings().isEmpty()) {
                throw Rejected.of(next.loaded().with(tryout.routeProblems(next)).problems());
            }
            if (next.same(inForce) && !touched(next.loaded().files())) {
                same();
                return;
            }
            require(next);
            tryout.of(next);
            pending = next;
            waitingTold = false;
        } catch (Rejected e) {
            failed(e);
        } catch (NoSuchFileException e) {
            failed(new Rejected(e.getFile(), 0, e.getFile() + " is gone"));
        } catch (IOException | UnknownRegion e) {
            failed(Rejected.of(e.getMessage()));
        }
    }

    /** An edit may name other files than the one before; those that it has new are no edit of their own. */
    private void watch(List<Path> files) {
        seen = seen.watching(watched, files);
        tried = seen;
        watched = files;
    }

    private void require(Edition next) throws Rejected {
        var standing = exchange.standing();
        try {
            exchange.require(next);
        } catch (Rejected e) {
            refusedWhile = standing;
            throw e;
        }
    }

    /** The first look after the start, or an edit that was taken back. */
    private void same() {
        inForceHolds = seen;
        if (state.failed()) {
            state = new ReloadState(Instant.now(), null, false);
            tell(EventKind.RELOAD, Notice.Level.INFO, "the files say again what is in force");
            keep();
        }
    }

    private void exchange() {
        var standing = exchange.standing();
        try {
            if (!exchange.tryFor(inForce, pending, this::touched)) {
                if (!waitingTold) {
                    waitingTold = true;
                    tell(EventKind.RELOAD, Notice.Level.INFO, "an edit waits for the end of the running decision");
                }
                return;
            }
            var before = inForce;
            inForce = pending;
            pending = null;
            inForceHolds = seen;
            state = new ReloadState(Instant.now(), null, false);
            tell(EventKind.RELOAD, Notice.Level.INFO, "edit in force: " + Changes.words(before, inForce));
            var later = new Edits(before.loaded(), inForce.loaded(), files -> false).atNextStart();
            if (!later.isEmpty()) {
                tell(
                        EventKind.RELOAD,
                        Notice.Level.WARNING,
                        "in force only from the next start on: " + String.join(", ", later));
            }
            keep();
        } catch (Rejected e) {
            pending = null;
            refusedWhile = e.isForNow() ? standing : null;
            failed(e);
        }
    }

    private boolean touched(List<Path> files) {
        var others = files.stream().filter(file -> !file.equals(sources.file())).toList();
        return inForceHolds != null && seen.differs(inForceHolds, others);
    }

    private void failed(Rejected rejection) {
        var why = inForce.routes().map(files -> files.placed(rejection)).orElse(rejection);
        boolean known = state.failed() && state.rejection().getMessage().equals(why.getMessage());
        state = new ReloadState(Instant.now(), why, state.lastGood());
        if (!known) {
            tell(EventKind.RELOAD_FAILED, Notice.Level.WARNING, "edit not taken, what ran runs on: " + words(why));
        }
    }

    private static String words(Rejected why) {
        var reason = why.getMessage();
        var named = why.file() == null || reason.contains(why.file());
        return named ? reason : why.place() + ": " + reason;
    }

    private void keep() {
        try {
            LastGood.keep(data, sources, inForce);
        } catch (IOException | RuntimeException e) {
            LOG.warn("the configuration in force could not be kept as the last good one: {}", e.getMessage());
        }
    }

    private void tell(EventKind event, Notice.Level level, String message) {
        log.accept(new Notice(event, level, null, null, null, message, false));
    }
}
