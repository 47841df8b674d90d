package dev.detour.gateway;

import dev.detour.config.Configuration;
import dev.detour.decision.Timeline;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The gateway from Java (SPEC §9), with the names of the Service Failover System. In a Camel context of Detour it is the
 * bean {@code failoverManager}; elsewhere {@link #start} makes one. Safe from any thread but an event loop: its calls
 * wait.
 */
public final class FailoverManager implements AutoCloseable {
    private final Gateway gateway;
    private final Optional<Vertx> own;

    public FailoverManager(Gateway gateway) {
        this(gateway, Optional.empty());
    }

    private FailoverManager(Gateway gateway, Optional<Vertx> own) {
        this.gateway = gateway;
        this.own = own;
    }

    /** One by itself, without a configuration and without a server; it has one thread until it is closed. */
    public static FailoverManager start(MeterRegistry meters) {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2));
        var time = new WallTime();
        var world = new World(
                vertx,
                time,
                meters,
                World.Followed.NOTHING,
                service -> new ServiceCache(service, time),
                World.Through.NONE);
        return new FailoverManager(new Gateway(world), Optional.of(vertx));
    }

    /**
     * Adds a service, or puts another in its place; it stays until the program ends.
     *
     * @param keys as in {@code detour.gateway.<name>.<key>}; {@code upstreams} at least
     * @throws IllegalArgumentException naming every problem
     */
    public void registerService(String name, Map<String, String> keys) {
        wait(gateway.register(Configuration.service(name, keys)));
    }

    /** The same, with the built-in defaults. */
    public void registerService(String name, String... baseUrls) {
        registerService(name, Map.of("upstreams", String.join(",", baseUrls)));
    }

    /** Looks at a service's upstreams now: whether one of them answers. */
    public boolean healthCheck(String service) {
        return wait(gateway.look(service));
    }

    /**
     * Asks all services in order until one answers.
     *
     * @param params appended as a query
     * @param body empty for none
     * @return the first answer that is not the gateway's 502, or else the last one's
     */
    public Reply execute(String path, String method, Map<String, String> params, byte[] body) {
        Reply last = null;
        for (var service : gateway.names()) {
            last = execute(service, path, method, params, body);
            if (!last.allFailed()) {
                return last;
            }
        }
        return last == null ? execute("", path, method, params, body) : last;
    }

    /** Asks one service; every answer is returned, the gateway's own too. */
    public Reply execute(String service, String path, String method, Map<String, String> params, byte[] body) {
        return execute(service, path, method, params, MultiMap.caseInsensitiveMultiMap(), body);
    }

    /** The same with header fields. */
    public Reply execute(
            String service, String path, String method, Map<String, String> params, MultiMap headers, byte[] body) {
        return wait(gateway.execute(service, method, path + query(path, params), headers, body));
    }

    private static String query(String path, Map<String, String> params) {
        var query = params.entrySet().stream()
                .map(param -> encoded(param.getKey()) + "=" + encoded(param.getValue()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : (path.indexOf('?') < 0 ? "?" : "&") + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static <T> T wait(CompletionStage<T> answer) {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("a call of the FailoverManager waits, and an event loop must not");
        }
        try {
            return answer.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IllegalStateException("no answer: " + e.getCause().getMessage(), e.getCause());
        }
    }

    /** Ends what {@link #start} made; the gateway of a program ends with it. */
    @Override
    public void close() {
        own.ifPresent(Vertx::close);
    }

    /** Without a data directory there is no other. */
    private static final class WallTime implements Timeline {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public Instant toWall(Instant t) {
            return t;
        }
    }
}
