package dev.detour.gateway;

import dev.detour.config.Service;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.concurrent.TimeUnit;

/**
 * One upstream of a service: where it is, its connections, its breaker, and what is known of it. On the event loop only,
 * but for what the status reads, which is volatile.
 */
final class Upstream {
    /** Shorter than servers keep idle connections: what they closed while we wrote is a request lost. */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private static final int LONGEST_HEAD = 64 * 1024;
    private static final long LONGEST_END_MILLIS = 60_000;
    private static final Duration NEVER_SLOW = Duration.ofDays(1);
    /** RFC 3339 in UTC, as all times of the API (SPEC §8). */
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final Vertx vertx;
    private final URI base;
    private final String url;
    private final boolean tls;
    private final int port;
    private final long recoveryNanos;
    private final CircuitBreaker breaker;
    private final HttpClient client;
    private final Meters.OfUpstream meters;
    private long aloneUntil;
    private long openUntil;
    private long lastAnswer;
    final Pool pool;
    private volatile Health health = Health.UNKNOWN;
    private volatile String lastError;
    private volatile Instant lastErrorAt;
    private volatile long requests;
    private volatile long failures;

    Upstream(Vertx vertx, Service service, URI base, Clock ticker, Meters.OfUpstream meters) {
        this.vertx = vertx;
        this.base = base;
        this.url = base.toString();
        this.tls = base.getScheme().equals("https");
        this.port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
        this.meters = meters;
        this.pool = new Pool(service.pool());
        this.recoveryNanos = service.breaker().recovery().toNanos();
        this.breaker = CircuitBreaker.of(url, breaker(service, ticker));
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                // One more than calls may take: a look at an upstream waits for none of them, nor any of them for it.
                .setMaxPoolSize(service.pool() + 1)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(LONGEST_HEAD)
                .setConnectTimeout((int)
                        Math.min(Integer.MAX_VALUE, service.attemptTimeout().toMillis())));
        // An idle connection that is reset concerns nobody.
        client.connectionHandler(connection -> connection.exceptionHandler(gone -> {}));
        var now = System.nanoTime();
        this.aloneUntil = now;
        this.openUntil = now;
        this.lastAnswer = now - TimeUnit.DAYS.toNanos(1);
        meters.health(() -> health == Health.UP ? 1 : 0);
    }

    /** So many failures in a row: the window is as long as the threshold, and all of it must have failed. */
    private static CircuitBreakerConfig breaker(Service service, Clock ticker) {
        var failures = service.breaker().failures();
        // The lock is never contended: one event loop. The queue of LOCK_FREE leaves a chain of nodes behind that drags
        // itself into the old generation: a full collection of 50 ms every 50 young ones, which took 3 ms instead of 1.
        return CircuitBreakerConfig.custom()
                .slidingWindow(
                        failures,
                        failures,
                        CircuitBreakerConfig.SlidingWindowType.COUNT_BASED,
                        CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
                .failureRateThreshold(100)
                .slowCallDurationThreshold(NEVER_SLOW)
                .waitDurationInOpenState(service.breaker().recovery())
                .permittedNumberOfCallsInHalfOpenState(1)
                .writableStackTraceEnabled(false)
                .clock(ticker)
                .build();
    }

    HttpClient client() {
        return client;
    }

    RequestOptions request(HttpMethod method, String rest) {
        var path = base.getRawPath() + rest;
        return new RequestOptions()
                .setMethod(method)
                .setHost(host())
                .setPort(port)
                .setSsl(tls)
                .setURI(path.startsWith("/") ? path : "/" + path);
    }

    /** Without the brackets of an IPv6 address. */
    String host() {
        var host = base.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    String url() {
        return url;
    }

    /** Asks the breaker for one attempt, which {@link #succeeded}, {@link #failed} or {@link #spared} then ends. */
    boolean tryAcquire() {
        return breaker.tryAcquirePermission();
    }

    /** Whether there is any use in waiting for a connection. */
    boolean isClosedTo(long now) {
        return now - aloneUntil < 0
                || (breaker.getState() == State.OPEN && now - openUntil < 0)
                || breaker.getState() == State.FORCED_OPEN;
    }

    /** In so many nanoseconds it may be tried again; at most, when only the breaker knows. */
    long closedFor(long now) {
        return switch (breaker.getState()) {
            case FORCED_OPEN -> Long.MAX_VALUE;
            case OPEN -> Math.max(0, Math.max(openUntil, aloneUntil) - now);
            default -> Math.max(0, aloneUntil - now);
        };
    }

    String whyClosed(long now) {
        if (now - aloneUntil < 0) {
            return "asked to be left alone for " + TimeUnit.NANOSECONDS.toSeconds(aloneUntil - now + 999_999_999L)
                    + " s (Retry-After)";
        }
        return lastError == null ? "circuit breaker open" : "circuit breaker open: " + lastError;
    }

    void succeeded(long nanos) {
        lastAnswer = System.nanoTime();
        health = Health.UP;
        breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }

    /** A good answer began: a trial has succeeded by that, however long the answer goes on. */
    void proven() {
        if (breaker.getState() == State.HALF_OPEN) {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
    }

    void failed(Failure failure, long nanos) {
        var now = System.nanoTime();
        lastAnswer = now;
        health = Health.DOWN;
        failures++;
        lastError = failure.text();
        lastErrorAt = Instant.now();
        failure.retryAfter().ifPresent(time -> aloneUntil = now + time.toNanos());
        breaker.onError(nanos, TimeUnit.NANOSECONDS, Failed.INSTANCE);
        if (breaker.getState() == State.OPEN && now - openUntil >= 0) {
            openUntil = now + recoveryNanos;
        }
        meters.error(failure.kind());
    }

    /** The attempt says nothing about the upstream: nobody waited for its end. */
    void spared() {
        breaker.releasePermission();
    }

    void counted(HttpMethod method, int status) {
        requests++;
        meters.request(method, status);
    }

    void looked(Health seen, String error) {
        if (seen == Health.DOWN) {
            lastError = error;
            lastErrorAt = Instant.now();
        }
        health = seen;
        meters.looked(seen == Health.UP);
    }

    /** Whether traffic said something about it in the last so many nanoseconds. */
    boolean heardOf(long nanos) {
        return System.nanoTime() - lastAnswer < nanos;
    }

    /** An operator's word; {@code auto} gives the breaker its own judgement back. */
    void order(String state) {
        switch (state) {
            case "open" -> breaker.transitionToForcedOpenState();
            case "closed" -> breaker.transitionToDisabledState();
            default -> breaker.reset();
        }
        openUntil = System.nanoTime();
    }

    /** From any thread. */
    GatewayView.Upstream view() {
        var state = breaker.getState();
        return new GatewayView.Upstream(
                url,
                switch (state) {
                    case OPEN, FORCED_OPEN -> "open";
                    case HALF_OPEN -> "half-open";
                    default -> "closed";
                },
                state == State.FORCED_OPEN || state == State.DISABLED,
                health.name(),
                lastError,
                lastErrorAt == null ? null : MILLIS.format(lastErrorAt),
                requests,
                failures);
    }

    /**
     * Nothing new is asked; what is under way may end, within a minute. Not sooner, whether it is in use or not: who waits
     * for a turn, a pause or the end of a body has no place in the pool and still comes. Idle connections end by themselves.
     */
    void close() {
        meters.remove();
        vertx.setTimer(LONGEST_END_MILLIS, tick -> client.close());
    }

    /** The breaker only counts; nobody reads this. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private static final Failed INSTANCE = new Failed();

        private Failed() {
            super("failed", null, false, false);
        }
    }
}
