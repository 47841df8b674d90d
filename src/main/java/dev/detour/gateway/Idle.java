package dev.detour.gateway;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Ends bodies in which nothing moves. One timer looks at all of them ten times in the shortest of their times: a timer for
 * each, set anew at every chunk, would cost more than the chunk.
 */
final class Idle {
    private static final int LOOKS = 10;

    /** A body under way. */
    interface Watched {
        /** When something moved last, by {@link System#nanoTime}. */
        long movedAt();

        /** Nothing moved for too long. */
        void silent();
    }

    private final Vertx vertx;
    private final long limitNanos;
    private final Set<Watched> bodies = new HashSet<>();
    private long timer = -1;

    Idle(Vertx vertx, long limitMillis) {
        this.vertx = vertx;
        this.limitNanos = TimeUnit.MILLISECONDS.toNanos(limitMillis);
    }

    void watch(Watched body) {
        bodies.add(body);
        if (timer < 0) {
            timer = vertx.setPeriodic(Math.max(1, TimeUnit.NANOSECONDS.toMillis(limitNanos) / LOOKS), tick -> look());
        }
    }

    void forget(Watched body) {
        bodies.remove(body);
    }

    private void look() {
        if (bodies.isEmpty()) {
            vertx.cancelTimer(timer);
            timer = -1;
            return;
        }
        var now = System.nanoTime();
        var silent = new ArrayList<Watched>();
        for (var body : bodies) {
            if (now - body.movedAt() > limitNanos) {
                silent.add(body);
            }
        }
        bodies.removeAll(silent);
        silent.forEach(Watched::silent);
    }
}
