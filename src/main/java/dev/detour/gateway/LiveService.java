package dev.detour.gateway;

import dev.detour.config.Service;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One service at work: its upstreams, and what is shared by its calls. On the event loop only, but for {@link #view}. */
final class LiveService {
    private static final int MOST_WAITING = 1000;
    private static final long LONGEST_PAUSE_MILLIS = TimeUnit.HOURS.toMillis(1);

    final Vertx vertx;
    final RetryBudget budget;
    final Idle idle;
    final Cache cache;
    private final Service settings;
    private final World world;
    private final Meters meters;
    private final Optional<RateLimiter> limiter;
    private final Map<URI, Upstream> upstreams = new LinkedHashMap<>();
    private volatile int waiting;
    private volatile long requests;
    private List<Upstream> order;
    private long orderedAt = Long.MIN_VALUE;

    LiveService(World world, Service settings) {
        this.world = world;
        this.vertx = world.vertx();
        this.settings = settings;
        this.meters = new Meters(world.meters(), settings.name());
        this.budget = new RetryBudget(settings.retryBudgetPercent());
        this.idle = new Idle(vertx, settings.idleTimeout().toMillis());
        this.cache = settings.cache().isOn() ? world.caches().apply(settings) : Cache.OFF;
        this.limiter = settings.rate()
                .map(rate -> RateLimiter.of(
                        settings.name(),
                        RateLimiterConfig.custom()
                                .limitForPeriod(rate.requests())
                                .limitRefreshPeriod(rate.period())
                                .timeoutDuration(settings.timeout())
                                .build()));
        var urls = settings.follow()
                .map(follow -> List.copyOf(follow.urls().values()))
                .orElse(settings.upstreams());
        for (var url : urls) {
            upstreams.computeIfAbsent(
                    url, base -> new Upstream(vertx, settings, base, world.ticker(), meters.upstream(base.toString())));
        }
        this.order = List.copyOf(upstreams.values());
    }

    Service settings() {
        return settings;
    }

    String name() {
        return settings.name();
    }

    /** As the next round tries them: best first; of a group that is followed the active region, then the others. */
    List<Upstream> order() {
        if (settings.follow().isPresent()) {
            follow(settings.follow().get());
        }
        return order;
    }

    private void follow(Service.Follow follow) {
        var version = world.groups().version(follow.group());
        if (version == orderedAt) {
            return;
        }
        var active = world.groups()
                .active(follow.group())
                .map(region -> follow.urls().get(region))
                .map(upstreams::get);
        var ordered = new ArrayList<Upstream>();
        active.ifPresent(ordered::add);
        upstreams.values().stream()
                .filter(upstream -> !ordered.contains(upstream))
                .forEach(ordered::add);
        order = List.copyOf(ordered);
        orderedAt = version;
    }

    /** Asks the limiter for a turn: nanoseconds to wait for it, or less than 0 when that would be too long. */
    long turn() {
        requests++;
        if (limiter.isEmpty()) {
            return 0;
        }
        return waiting >= MOST_WAITING ? -1 : limiter.get().reservePermission();
    }

    void waiting(int more) {
        waiting += more;
    }

    /** In seconds: when there is a turn again for somebody who asks then. */
    long retryAfter() {
        return settings.rate()
                .map(rate -> (rate.period().toMillis() + 999) / 1000)
                .orElse(1L);
    }

    int rounds() {
        return settings.retry().attempts();
    }

    /** Milliseconds after this round. */
    long pause(int round) {
        var retry = settings.retry();
        var doubled = Math.scalb((double) retry.baseDelay().toMillis(), Math.min(round - 1, 30));
        var jitter = ThreadLocalRandom.current().nextLong(retry.jitter().toMillis() + 1);
        return (long) Math.min(doubled, LONGEST_PAUSE_MILLIS) + jitter;
    }

    long timeoutMillis() {
        return settings.timeout().toMillis();
    }

    /** Up to the last byte of an answer that is wanted whole. */
    long wholeMillis() {
        return settings.timeout().plus(settings.idleTimeout()).toMillis();
    }

    long attemptMillis() {
        return settings.attemptTimeout().toMillis();
    }

    /** After so long a second upstream is asked too; only GET is, and never with a body that goes out only once. */
    OptionalLong hedgeMillis(Attempt.Question question) {
        return settings.hedge().isPresent()
                        && question.method() == HttpMethod.GET
                        && !question.body().isStreamed()
                ? OptionalLong.of(settings.hedge().get().toMillis())
                : OptionalLong.empty();
    }

    /** Writes the fields of a request that goes upstream. */
    void write(MultiMap from, MultiMap to) {
        Fields.toUpstream(
                from, to, settings.token().isPresent() || settings.apiKey().isPresent());
        writeOwn(to);
    }

    /** Those that the configuration adds. */
    void writeOwn(MultiMap to) {
        settings.headers().forEach(to::set);
        settings.apiKey().ifPresent(key -> to.set("Authorization", "Bearer " + key));
    }

    /**
     * The head of an answer came, and goes on to the client.
     *
     * @param unsure whether the status does not say what came of the request
     */
    Optional<Cache.Keeper> keep(
            Cache.Request request, Cache.Found found, int status, boolean unsure, MultiMap endToEnd) {
        cache.sent(request, unsure ? 0 : status);
        return found instanceof Cache.Found.Miss miss
                ? miss.keep(status, endToEnd, world.timeline().now())
                : Optional.empty();
    }

    Cache.Found find(Cache.Request request) {
        return cache == Cache.OFF
                ? Cache.Found.OFF
                : cache.find(request, world.timeline().now());
    }

    void finished(long began) {
        meters.latency.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }

    List<Upstream> upstreams() {
        return List.copyOf(upstreams.values());
    }

    Meters meters() {
        return meters;
    }

    /** From any thread. */
    GatewayView.Service view() {
        return new GatewayView.Service(
                settings.name(),
                requests,
                waiting,
                upstreams.values().stream().map(Upstream::view).toList());
    }

    /** What is under way may end. */
    void close() {
        upstreams.values().forEach(Upstream::close);
        meters.remove();
    }
}
