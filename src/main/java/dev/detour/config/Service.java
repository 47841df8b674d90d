package dev.detour.config;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One service of the gateway (SPEC §9), checked. Immutable; equal when it says the same.
 *
 * @param upstreams base URLs, best first, without a query and without a final slash; empty when a group is followed
 * @param timeout from the request's head to the answer's, delays included
 * @param rate empty when it is not limited
 * @param pool connections per upstream
 * @param retryBudgetPercent of the requests, 0 to 100
 * @param apiKey sent upstream
 * @param headers sent upstream, in order
 * @param token asked of clients
 * @param hedge empty when nothing is hedged
 * @param via the name of the user's route behind {@code direct:}
 */
public record Service(
        String name,
        List<URI> upstreams,
        Optional<Follow> follow,
        Retry retry,
        Duration timeout,
        Duration attemptTimeout,
        Duration idleTimeout,
        Breaker breaker,
        Optional<Rate> rate,
        int pool,
        Cache cache,
        int retryBudgetPercent,
        Optional<String> apiKey,
        Map<String, String> headers,
        Optional<String> token,
        Optional<Duration> hedge,
        Optional<String> via) {
    public Service {
        upstreams = List.copyOf(upstreams);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /**
     * The regions of a group in the place of a list.
     *
     * @param urls base URLs by region name, in list order; regions that are never to be used are missing
     */
    public record Follow(String group, Map<String, URI> urls) {
        public Follow {
            urls = Collections.unmodifiableMap(new LinkedHashMap<>(urls));
        }
    }

    /**
     * Rounds over the upstreams.
     *
     * @param attempts rounds, at least one
     * @param baseDelay before the second round; doubles with each further one
     * @param jitter most that is added to a delay
     */
    public record Retry(int attempts, Duration baseDelay, Duration jitter) {}

    /**
     * The breaker of each upstream.
     *
     * @param failures so many in a row open it
     * @param recovery after which one trial is made
     */
    public record Breaker(int failures, Duration recovery) {}

    /** So many requests in so long. */
    public record Rate(int requests, Duration period) {}

    /**
     * Answers kept.
     *
     * @param ttl the lifetime of an answer that names none; zero keeps nothing at all
     * @param size answers
     * @param maxEntry most bytes of one body
     */
    public record Cache(Duration ttl, int size, int maxEntry) {
        public boolean isOn() {
            return !ttl.isZero();
        }
    }

    /** Without anything that may be secret. */
    @Override
    public String toString() {
        return "Service[" + name + "]";
    }
}
