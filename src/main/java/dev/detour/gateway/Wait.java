package dev.detour.gateway;

import io.vertx.core.Vertx;

/** The one thing that a call waits for while no attempt is under way: some time, or a place in a pool. */
final class Wait {
    private final Vertx vertx;
    private long timer = -1;
    private Pool pool;
    private Runnable turn;

    Wait(Vertx vertx) {
        this.vertx = vertx;
    }

    void time(long millis, Runnable then) {
        timer = vertx.setTimer(Math.max(1, millis), tick -> {
            timer = -1;
            then.run();
        });
    }

    /**
     * Waits for a place in a pool.
     *
     * @param then run with the place acquired
     * @param late run without one, when the time is over
     * @return false when too many wait there already
     */
    boolean place(Pool in, long millis, Runnable then, Runnable late) {
        Runnable mine = () -> {
            end();
            then.run();
        };
        if (!in.await(mine)) {
            return false;
        }
        pool = in;
        turn = mine;
        time(millis, () -> {
            end();
            late.run();
        });
        return true;
    }

    /** Nothing is waited for any more. */
    void end() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
        if (pool != null) {
            pool.forget(turn);
            pool = null;
        }
    }
}
