package dev.detour.probe;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Name lookups that can be left. The system's lookup cannot be cancelled, so it runs on a bounded pool, once per name
 * at a time; whoever waits leaves at its own deadline. Answers are cached by the JVM only (30 s by default), so an
 * address that moved is followed within that.
 */
final class Resolver implements AutoCloseable {
    /** Most lookups at once; as many names can be stuck before another name suffers. */
    static final int THREADS = 64;

    /** The system's own lookup, or a test's. */
    interface Lookup {
        InetAddress[] lookup(String name) throws UnknownHostException;
    }

    /** The resolver did not answer in time. */
    static final class Slow extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        Slow(String name) {
            super(name);
        }
    }

    private final Map<String, CompletableFuture<InetAddress[]>> inFlight = new ConcurrentHashMap<>();
    private final Lookup lookup;
    private final ExecutorService pool;

    Resolver(Lookup lookup) {
        this.lookup = lookup;
        this.pool = Threads.elastic("probe-dns", THREADS);
    }

    /** Numeric addresses are not looked up. */
    InetAddress[] resolve(String name, Attempt attempt) throws IOException {
        if (literal(name)) {
            return new InetAddress[] {InetAddress.getByName(name)};
        }
        try {
            return inFlight.computeIfAbsent(name, this::start).get(attempt.remainingMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new Slow(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            var unknown = new UnknownHostException(e.getCause().getMessage());
            unknown.initCause(e.getCause());
            throw unknown;
        }
    }

    private CompletableFuture<InetAddress[]> start(String name) {
        var answer = new CompletableFuture<InetAddress[]>();
        pool.execute(() -> {
            try {
                answer.complete(lookup.lookup(name));
            } catch (UnknownHostException | RuntimeException e) {
                answer.completeExceptionally(e);
            } finally {
                inFlight.remove(name, answer);
            }
        });
        return answer;
    }

    private static boolean literal(String name) {
        return name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
