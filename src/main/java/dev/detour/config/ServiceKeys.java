package dev.detour.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The gateway's part of the table of keys (SPEC §9). */
final class ServiceKeys {
    static final String START = "detour.gateway.";
    private static final KeyRows ROWS = new KeyRows();

    static final Key<List<URI>> UPSTREAMS =
            row("upstreams", ServiceTypes.UPSTREAMS, null, "base URLs, best first; or follow and url");
    static final Key<String> FOLLOW =
            row("follow", ServiceTypes.GROUP, null, "a group whose regions are the upstreams, the active one first");
    static final Key<String> URL = row(
            "url", Types.TEMPLATE, null, "with follow: the base URL of a region; {region} and {target} are filled in");
    static final Key<Integer> ATTEMPTS = row("attempts", Types.count(1, 100), "3", "rounds over the upstreams");
    static final Key<Duration> BASE_DELAY =
            row("base-delay", Types.DURATION, "1s", "before the second round; doubles with each further one");
    static final Key<Duration> JITTER = row("jitter", Types.DURATION, "500ms", "random, up to this, on top of it");
    static final Key<Duration> TIMEOUT = row(
            "timeout",
            Types.POSITIVE,
            "30s",
            "from when the request came, its body and all delays included, up to the answer's head; a via route as a whole");
    static final Key<Duration> ATTEMPT_TIMEOUT =
            row("attempt-timeout", Types.POSITIVE, "5s", "one attempt up to the answer's head");
    static final Key<Duration> IDLE_TIMEOUT = row("idle-timeout", Types.POSITIVE, "30s", "silence inside a body");
    static final Key<Integer> FAILURE_THRESHOLD = row(
            "failure-threshold", Types.count(1, 10_000), "3", "so many failures in a row open an upstream's breaker");
    static final Key<Duration> RECOVERY_TIME =
            row("recovery-time", Types.POSITIVE, "60s", "for so long; then one trial decides");
    static final Key<Service.Rate> RATE = row(
            "rate", ServiceTypes.RATE, null, "so many requests in so long, as 5/1s; the others wait for their turn");
    static final Key<Integer> POOL =
            row("pool", Types.count(1, 10_000), "100", "connections per upstream; the others wait for one");
    static final Key<Duration> CACHE_TTL = row(
            "cache.ttl", ServiceTypes.OR_ZERO, "0", "0 is off; else the lifetime of an answer that names none itself");
    static final Key<Integer> CACHE_SIZE = row("cache.size", Types.count(1, 1_000_000), "100", "answers kept");
    static final Key<Integer> CACHE_MAX_ENTRY =
            row("cache.max-entry", Types.SIZE, "64KB", "an answer with a longer body is not kept");
    static final Key<Integer> RETRY_BUDGET = row(
            "retry-budget", Types.PERCENT, "20%", "of the requests of 10 s, at least 10/s; first failovers are free");
    static final Key<String> API_KEY =
            secret(row("api-key", ServiceTypes.KEY, null, "sent upstream as Authorization: Bearer"));
    static final Key<String> HEADER = secret(row("header.<Name>", Types.LINE, null, "a header sent upstream"));
    static final Key<String> TOKEN =
            secret(row("token", Types.TOKEN, null, "asked of clients as Authorization: Bearer; never sent upstream"));
    static final Key<Duration> HEDGE = row(
            "hedge",
            Types.POSITIVE,
            null,
            "a second GET goes to the next upstream after this delay, unless its body is longer than 64 KB");
    static final Key<String> VIA =
            row("via", ServiceTypes.VIA, null, "direct:<route>: requests go through a route of yours");

    private ServiceKeys() {}

    static List<Key<?>> rows() {
        return ROWS.all();
    }

    private static <T> Key<T> row(String name, Type<T> type, String standard, String meaning) {
        return ROWS.add(START + "<service>." + name, type, standard, meaning);
    }

    private static <T> Key<T> secret(Key<T> key) {
        return ROWS.asSecret(key);
    }

    static boolean isOf(Key<?> row) {
        return row.pattern().startsWith(START);
    }
}
