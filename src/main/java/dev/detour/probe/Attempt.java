package dev.detour.probe;

import dev.detour.decision.Phase;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One probe in progress: its total deadline, how far it came and the one socket it holds. Belongs to its probing
 * thread; only the deadline and {@link #close} may come from elsewhere, and they do no more than close the socket, which
 * ends whatever the probing thread waits for.
 */
final class Attempt implements Closeable {
    private final Duration limit;
    private final long started = System.nanoTime();
    private final long[] entered = new long[Phase.values().length];
    private final Deadlines deadlines;
    private Future<?> deadline;
    private volatile Phase phase = Phase.DNS;
    private volatile boolean expired;
    private Integer certificateDays;
    private Socket socket;
    private boolean over;

    private Attempt(Duration limit, Deadlines deadlines) {
        this.limit = limit;
        this.deadlines = deadlines;
    }

    /** The clock runs from here. After the end of {@code deadlines} the attempt is over before it starts. */
    static Attempt begin(Duration limit, Deadlines deadlines) {
        var attempt = new Attempt(limit, deadlines);
        attempt.watch();
        return attempt;
    }

    /** Under the lock: whoever ends the attempt from elsewhere finds the deadline that it has to call off. */
    private synchronized void watch() {
        deadlines.watch(this).ifPresentOrElse(at -> deadline = at, () -> over = true);
    }

    Duration limit() {
        return limit;
    }

    Phase phase() {
        return phase;
    }

    void enter(Phase next) {
        entered[next.ordinal()] = System.nanoTime();
        phase = next;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** When a phase began, counted from the start; zero when it was not reached. */
    Duration began(Phase p) {
        long at = entered[p.ordinal()];
        return at == 0 ? Duration.ZERO : Duration.ofNanos(at - started);
    }

    /** Milliseconds left, at least 1. */
    int remainingMillis() throws SocketTimeoutException {
        long left = limit.toNanos() - (System.nanoTime() - started);
        if (expired || left <= 0) {
            throw new SocketTimeoutException("deadline");
        }
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(left)));
    }

    boolean expired() {
        return expired || System.nanoTime() - started >= limit.toNanos();
    }

    /** Days until the peer's certificate expires; null without TLS. */
    Integer certificateDays() {
        return certificateDays;
    }

    void certificateDays(int days) {
        certificateDays = days;
    }

    /** Makes {@code next} the socket that the deadline closes. */
    synchronized void hold(Socket next) throws IOException {
        release();
        if (over) {
            next.close();
            throw new SocketTimeoutException("deadline");
        }
        socket = next;
    }

    /** Also ends the attempt from another thread. */
    @Override
    public synchronized void close() {
        over = true;
        deadlines.forget(this);
        if (deadline != null) {
            deadline.cancel(false);
        }
        release();
    }

    /** Its time is up. */
    void expire() {
        expired = true;
        close();
    }

    private synchronized void release() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException ignored) {
                // The descriptor is gone either way, and nobody is left to tell.
            }
            socket = null;
        }
    }
}
