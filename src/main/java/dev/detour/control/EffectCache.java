package dev.detour.control;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The outside as last looked at. Looking asks supervisord and the file system, which may hang: readers get the last
 * picture at once and a look in the background makes the next.
 */
final class EffectCache {
    private static final long FRESH_NANOS = 2_000_000_000L;
    private static final ExecutorService LOOKERS = Executors.newCachedThreadPool(Threads.named("look"));

    private final Supplier<Controllers.Look> look;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Controllers.Look last;
    private volatile long lookedAt;

    EffectCache(Supplier<Controllers.Look> look) {
        this.look = look;
    }

    Controllers.Look get() {
        var seen = last;
        if (seen == null) {
            return refresh();
        }
        if (System.nanoTime() - lookedAt > FRESH_NANOS && looking.compareAndSet(false, true)) {
            LOOKERS.execute(() -> {
                try {
                    refresh();
                } finally {
                    looking.set(false);
                }
            });
        }
        return seen;
    }

    private Controllers.Look refresh() {
        var seen = look.get();
        last = seen;
        lookedAt = System.nanoTime();
        return seen;
    }
}
