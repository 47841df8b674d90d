package dev.detour;

import dev.detour.control.Threads;
import dev.detour.serve.ServerStatus;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a URL every minute while all is well with Detour itself, so that whoever watches the watcher hears of it when it
 * stops. The URL may be a secret and is never named.
 */
final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int PATIENCE_MILLIS = 10_000;

    private final URI url;
    private final ServerStatus status;
    private final ScheduledExecutorService beat =
            Executors.newSingleThreadScheduledExecutor(Threads.named("heartbeat"));
    private boolean failing;

    Heartbeat(URI url, ServerStatus status) {
        this.url = url;
        this.status = status;
    }

    void start() {
        start(FIRST, EVERY);
    }

    void start(Duration first, Duration every) {
        var unused = beat.scheduleAtFixedRate(this::beat, first.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whatever it ends in: after an exception nothing would be scheduled again, and the silence be taken for our end. */
    private void beat() {
        try {
            if (status.problems().isEmpty()) {
                fetch();
                failing = false;
            }
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                LOG.warn(
                        "the heartbeat could not be delivered ({}); tried again every minute",
                        e.getClass().getSimpleName());
            }
            failing = true;
        }
    }

    private void fetch() throws IOException {
        var connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setInstanceFollowRedirects(false);
        try {
            if (connection.getResponseCode() >= 400) {
                throw new IOException("status " + connection.getResponseCode());
            }
        } finally {
            connection.disconnect();
        }
    }

    @Override
    public void close() {
        beat.shutdownNow();
    }
}
