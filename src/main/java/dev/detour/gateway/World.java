package dev.detour.gateway;

import dev.detour.config.Service;
import dev.detour.decision.Timeline;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the gateway lives on.
 *
 * @param vertx whose one event loop everything runs on
 * @param ticker counts elapsed time, for the breakers
 * @param caches makes the cache of a service that has one
 * @param through for services with {@code via}
 * @param look how often upstreams without traffic are looked at
 */
public record World(
        Vertx vertx,
        Clock ticker,
        Timeline timeline,
        MeterRegistry meters,
        Followed groups,
        Function<Service, Cache> caches,
        Through through,
        Duration look) {
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** With a look at quiet upstreams every 10 s. */
    public World(
            Vertx vertx,
            Timeline timeline,
            MeterRegistry meters,
            Followed groups,
            Function<Service, Cache> caches,
            Through through) {
        this(vertx, new Ticker(), timeline, meters, groups, caches, through, LOOK);
    }

    /** A way through a route of the user's own. */
    public interface Through {
        Through NONE = (route, service, method, rest, headers, body) -> {
            throw new IllegalStateException("there are no routes");
        };

        /** Waits for the route; on a thread that may. */
        Reply pass(String route, String service, HttpMethod method, String rest, MultiMap headers, byte[] body);
    }

    /** The groups whose decisions services follow. Quick, from any thread. */
    public interface Followed {
        Followed NOTHING = new Followed() {
            @Override
            public long version(String group) {
                return 0;
            }

            @Override
            public Optional<String> active(String group) {
                return Optional.empty();
            }
        };

        /** Grows whenever {@link #active} may have changed. */
        long version(String group);

        Optional<String> active(String group);
    }
}
