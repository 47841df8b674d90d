package dev.detour.control;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outside as last looked at. Looking asks supervisord and the file system, which may hang: readers get the last
 * picture at once, and a look in the background makes the next.
 */
final class EffectCache {
    private static final Logger LOG = LoggerFactory.getLogger(EffectCache.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final ExecutorService LOOKERS = Executors.newCachedThreadPool(Threads.named("look"));
    private static final Controllers.Look UNSEEN = new Controllers.Look(
            new Groups.EffectView(null, false, true, null, List.of()), Optional.of("not looked at yet"));

    private final Supplier<Controllers.Look> look;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Controllers.Look last = UNSEEN;
    private volatile long lookedAt = System.nanoTime() - FRESH_NANOS - 1;

    EffectCache(Supplier<Controllers.Look> look) {
        this.look = look;
    }

    /** What was seen last; sees to it that this is not much older than two seconds. Never waits. */
    Controllers.Look get() {
        if (System.nanoTime() - lookedAt > FRESH_NANOS) {
            refresh();
        }
        return last;
    }

    /** Looks now, in the background, unless someone looks already. */
    void refresh() {
        if (looking.compareAndSet(false, true)) {
            LOOKERS.execute(() -> {
                try {
                    last = look.get();
                } catch (RuntimeException e) {
                    LOG.debug("could not look at the outside", e);
                } finally {
                    lookedAt = System.nanoTime();
                    looking.set(false);
                }
            });
        }
    }
}
