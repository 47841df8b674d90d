package dev.detour.gateway;

import dev.detour.config.Configuration;
import dev.detour.config.Service;
import dev.detour.peers.FaultPeer;
import dev.detour.serve.GatewayPath;
import dev.detour.serve.LiveServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.builder.RouteBuilder;

/**
 * The whole server on a real port, with a gateway of one service named {@code shop}. The server is started once for all
 * tests of a process, since that takes longer than most of them; the services are each test's own.
 */
final class Gate implements AutoCloseable {
    private static Shared shared;
    private static volatile Gate current;

    final LiveServer live;
    final Gateway gateway;
    /** Of the service, where it has one. */
    volatile ServiceCache cache;

    /** The active region of the group that a service may follow. */
    volatile String active;

    volatile long version = 1;

    private record Shared(LiveServer live, Gateway gateway) {}

    private static synchronized Shared shared() throws Exception {
        if (shared == null) {
            var live = new LiveServer("127.0.0.1");
            var gateway = new Gateway(
                    new World(
                            live.server.getVertx(),
                            new Ticker(),
                            live.groups,
                            live.metrics.registry(),
                            new Following(),
                            service -> current.cache = new ServiceCache(service, live.groups),
                            new CamelThrough(live.context.createProducerTemplate()),
                            Duration.ofHours(1)),
                    live.server.tellsAnybody());
            live.server.gateway(gateway);
            new GatewayPath(gateway).mount(live.context, live.server.getPort());
            live.context.addRoutes(new ExecuteRoute(() -> Optional.of(new FailoverManager(gateway))));
            shared = new Shared(live, gateway);
        }
        return shared;
    }

    private Gate(List<Service> services) throws Exception {
        live = shared().live();
        gateway = shared().gateway();
        current = this;
        gateway.become(services).toCompletableFuture().join();
    }

    /** @param more {@code key=value}, as below {@code detour.gateway.shop.} */
    static Gate to(List<FaultPeer> upstreams, String... more) throws Exception {
        return urls(upstreams.stream().map(peer -> peer.uri("").toString()).toList(), more);
    }

    static Gate urls(List<String> upstreams, String... more) throws Exception {
        return new Gate(List.of(service("shop", upstreams, more)));
    }

    static Gate of(Service service, RouteBuilder... routes) throws Exception {
        for (var builder : routes) {
            shared().live().context.addRoutes(builder);
        }
        return new Gate(List.of(service));
    }

    static Gate nothing() throws Exception {
        return new Gate(List.of());
    }

    static Service service(String name, List<String> upstreams, String... more) {
        var keys = new LinkedHashMap<String, String>();
        keys.put("upstreams", String.join(",", upstreams));
        keys.putAll(Map.of("base-delay", "0s", "jitter", "0s"));
        keys.putAll(Arrays.stream(more)
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> part[1])));
        return Configuration.service(name, keys);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, null, headers);
    }

    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return live.send(method, "/gateway/shop" + path, body, headers);
    }

    GatewayView.Upstream upstream(int number) {
        return gateway.view("shop").orElseThrow().upstreams().get(number);
    }

    static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }

    private static final class Following implements World.Followed {
        @Override
        public long version(String group) {
            return current.version;
        }

        @Override
        public Optional<String> active(String group) {
            return Optional.ofNullable(current.active);
        }
    }

    /** Peers that are closed together. */
    static final class Peers implements AutoCloseable {
        private final List<FaultPeer> all = new ArrayList<>();

        FaultPeer add(dev.detour.peers.Toxic toxic) throws IOException {
            var peer = FaultPeer.http(toxic);
            all.add(peer);
            return peer;
        }

        @Override
        public void close() throws IOException {
            for (var peer : all) {
                peer.close();
            }
        }
    }

    @Override
    public void close() {
        gateway.become(List.of()).toCompletableFuture().join();
    }
}
