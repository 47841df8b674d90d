package dev.detour.gateway;

import java.util.ArrayDeque;
import java.util.Iterator;

/** So many at a time; the others wait in a bounded queue, first come first served. On the event loop only. */
final class Pool {
    private static final int MOST_WAITING = 1000;

    private final int size;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int used;
    private boolean turning;

    Pool(int size) {
        this.size = size;
    }

    /** @return whether there was room; then {@link #release} gives it back */
    boolean tryAcquire() {
        if (used < size) {
            used++;
            return true;
        }
        return false;
    }

    /**
     * Waits for its turn: {@code turn} is run with room acquired.
     *
     * @return false when too many wait already
     */
    boolean await(Runnable turn) {
        return waiting.size() < MOST_WAITING && waiting.add(turn);
    }

    void forget(Runnable turn) {
        for (Iterator<Runnable> all = waiting.iterator(); all.hasNext(); ) {
            if (all.next() == turn) {
                all.remove();
                return;
            }
        }
    }

    /** Gives the turn to who waits. They may release at once in their turn, which must not become a call in a call. */
    void release() {
        used--;
        if (!turning) {
            turning = true;
            for (var next = next(); next != null; next = next()) {
                used++;
                next.run();
            }
            turning = false;
        }
    }

    private Runnable next() {
        return used < size ? waiting.poll() : null;
    }

    int used() {
        return used;
    }
}
