package dev.detour.datadog;

import java.time.Duration;
import java.util.List;
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
    private final Troubles troubles = new Troubles();
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
            for (long wait = due(); wait == 0 || !closed; wait = due()) {
                if (wait == 0) {
                    outbox.due(System.nanoTime()).ifPresent(this::deliver);
                } else {
                    LockSupport.parkNanos(this, wait);
                }
            }
        }
    }

    private long due() {
        return outbox.untilDue(System.nanoTime());
    }

    private void deliver(List<byte[]> batch) {
        Answer answer;
        try {
            answer = post.deliver(batch);
        } catch (RuntimeException e) {
            LOG.debug("{}: a batch could not be sent", what, e);
            answer = new Answer.Refused("a fault of our own (" + e.getClass().getSimpleName() + ")");
        }
        outbox.answered(answer, System.nanoTime());
        tell(answer);
    }

    private void tell(Answer answer) {
        trouble = Troubles.why(answer);
        switch (troubles.after(answer)) {
            case OVER -> {
                long lost = outbox.count().dropped();
                LOG.info("{}: delivers again; {} entries were lost", what, lost - lostBefore);
                lostBefore = lost;
            }
            case BEGUN -> {
                var then = answer instanceof Answer.Again ? "kept and tried again" : "dropped and counted";
                LOG.warn("{}: not delivered: {}; entries are {}, and this is said once", what, trouble, then);
            }
            case NONE -> {}
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
