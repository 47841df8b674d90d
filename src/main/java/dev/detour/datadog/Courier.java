package dev.detour.datadog;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties an {@link Outbox} with a daemon thread of its own. Says once what goes wrong, and once that it is over, with
 * the number of entries lost: a log that goes to Datadog must not grow with every failure to reach it.
 */
final class Courier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private final String what;
    private final Outbox outbox;
    private final Post post;
    private final Duration closing;
    private final Thread thread;
    private volatile boolean closed;
    private volatile String trouble = "";
    private long lostBefore;

    /**
     * @param what for people: {@code datadog:logs}
     * @param closing how long {@link #close} goes on delivering
     */
    Courier(String what, Outbox outbox, Post post, Duration closing) {
        this.what = what;
        this.outbox = outbox;
        this.post = post;
        this.closing = closing;
        this.thread = new Thread(this::deliver, what);
        thread.setDaemon(true);
        thread.start();
    }

    /** Never waits and never throws. */
    void send(byte[] entry) {
        outbox.offer(entry, System.nanoTime());
        LockSupport.unpark(thread);
    }

    Outbox.Count count() {
        return outbox.count();
    }

    /** Why the last batch did not arrive; empty when it did. */
    String trouble() {
        return trouble;
    }

    private void deliver() {
        try (post) {
            while (true) {
                long wait = outbox.untilDue(System.nanoTime());
                if (wait == 0) {
                    outbox.due(System.nanoTime()).ifPresent(batch -> {
                        var answer = post.deliver(batch);
                        outbox.answered(answer, System.nanoTime());
                        tell(answer);
                    });
                } else if (closed) {
                    return;
                } else if (wait == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, wait);
                }
            }
        } catch (RuntimeException e) {
            LOG.error("{}: ended by a fault of its own: {}", what, e.getClass().getName(), e);
        }
    }

    private void tell(Answer answer) {
        var now = answer instanceof Answer.Again again
                ? again.why()
                : answer instanceof Answer.Refused refused ? refused.why() : "";
        long lost = outbox.count().dropped();
        if (now.isEmpty() && !trouble.isEmpty() && answer instanceof Answer.Taken) {
            LOG.info("{}: delivers again; {} entries were lost", what, lost - lostBefore);
            lostBefore = lost;
            trouble = "";
        } else if (!now.isEmpty() && !now.equals(trouble)) {
            var then = answer instanceof Answer.Again ? "kept and tried again" : "dropped and counted";
            LOG.warn("{}: not delivered: {}; entries are {}, and this is said once", what, now, then);
            trouble = now;
        }
    }

    /** Delivers what is there, for a moment, and ends. What could not be delivered is counted nowhere any more. */
    @Override
    public void close() {
        closed = true;
        outbox.hurry();
        LockSupport.unpark(thread);
        try {
            thread.join(Math.max(1, closing.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
        int left = outbox.count().kept();
        if (left > 0) {
            LOG.warn("{}: ended with {} entries undelivered", what, left);
        }
    }
}
