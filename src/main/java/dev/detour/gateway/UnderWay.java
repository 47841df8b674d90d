package dev.detour.gateway;

import io.vertx.core.Vertx;

/** The attempts of one call that are under way: one, and with {@code S.hedge} a second one after a while. */
final class UnderWay {
    private final Vertx vertx;
    private Attempt first;
    private Attempt second;
    private long timer = -1;

    UnderWay(Vertx vertx) {
        this.vertx = vertx;
    }

    void add(Attempt attempt) {
        if (first == null) {
            first = attempt;
        } else {
            second = attempt;
        }
    }

    /** Has a second one made, if the first is still alone by then. */
    void hedgeAfter(long millis, Runnable hedge) {
        stopHedging();
        timer = vertx.setTimer(Math.max(1, millis), tick -> {
            timer = -1;
            if (first != null && second == null) {
                hedge.run();
            }
        });
    }

    /** This one has ended. @return whether another is still under way */
    boolean left(Attempt attempt) {
        if (second == attempt) {
            second = null;
        } else if (first == attempt) {
            first = second;
            second = null;
        }
        return first != null;
    }

    /** Nobody waits for any of them, nor for a further one. */
    void drop() {
        stopHedging();
        if (first != null) {
            first.drop();
        }
        if (second != null) {
            second.drop();
        }
        first = null;
        second = null;
    }

    private void stopHedging() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }
}
