package dev.detour.serve;

import dev.detour.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The whole server on a real port, over groups that stand still. */
public final class LiveServer implements AutoCloseable {
    public static final String TOKEN = "a-token-for-tests-0123456789";

    public final MemoryGroups groups = new MemoryGroups();
    public final List<String> problems = new ArrayList<>();
    public final DefaultCamelContext context = new DefaultCamelContext();
    public final Metrics metrics = new Metrics();
    public final Server server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** @param semantics the host whose rules hold; it listens on loopback whatever it is */
    public LiveServer(String semantics, RouteBuilder... more) throws Exception {
        this(settings(semantics), more);
    }

    /** As the demo has it. */
    LiveServer(String semantics, DemoRegions demo) throws Exception {
        this(settings(semantics), Server.SLOWEST_MILLIS, 15_000, Optional.of(demo));
    }

    static Settings.Http settings(String host) {
        return new Settings.Http(host, 0, false, Optional.of(TOKEN), Optional.empty(), Optional.empty());
    }

    public LiveServer(Settings.Http settings, RouteBuilder... more) throws Exception {
        this(settings, Server.SLOWEST_MILLIS, more);
    }

    LiveServer(Settings.Http settings, long slowestMillis, RouteBuilder... more) throws Exception {
        this(settings, slowestMillis, 15_000, more);
    }

    LiveServer(Settings.Http settings, long slowestMillis, long keepAliveMillis, RouteBuilder... more)
            throws Exception {
        this(settings, slowestMillis, keepAliveMillis, Optional.empty(), more);
    }

    private LiveServer(
            Settings.Http settings,
            long slowestMillis,
            long keepAliveMillis,
            Optional<DemoRegions> demo,
            RouteBuilder... more)
            throws Exception {
        var status = status();
        var readiness = new Readiness(groups, group -> Optional.empty());
        context.disableJMX();
        metrics.install(context);
        metrics.add(new GroupGauges(groups, groups, status, readiness));
        var polls = new Polls();
        var words = new Words(groups, ZoneOffset.UTC);
        var snapshots = new Snapshots(groups, groups, status, readiness, words, polls);
        var api = new Api(groups, groups::history, snapshots);
        context.getRegistry().bind("detourApi", api);
        var events = new Events(groups, snapshots, groups::history, () -> groups.newest, keepAliveMillis);
        var paths = new Paths(status, new MetricPath(groups, groups, polls), metrics.registry(), events, api);
        server = Server.install(context, settings, new Token(settings.token().orElseThrow()), paths, slowestMillis);
        new Page(groups, snapshots, demo).mount(context, server.getPort());
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        ResourceHelper.resolveResource(context, "classpath:routes/serve.camel.yaml"),
                        ResourceHelper.resolveResource(context, "classpath:routes/answer.camel.yaml"));
        for (var routes : more) {
            context.addRoutes(routes);
        }
        context.start();
    }

    private ServerStatus status() {
        return new ServerStatus() {
            @Override
            public String version() {
                return "1.0.0";
            }

            @Override
            public Duration uptime() {
                return Duration.ofDays(1);
            }

            @Override
            public List<String> problems() {
                return List.copyOf(problems);
            }

            @Override
            public Reload reload() {
                return Reload.NONE;
            }
        };
    }

    public int port() {
        return server.boundPort();
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, null, headers);
    }

    public HttpResponse<String> post(String path, String json, String... headers)
            throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("Content-Type", "application/json", "Authorization", "Bearer " + TOKEN));
        all.addAll(List.of(headers));
        return send("POST", path, json, all.toArray(String[]::new));
    }

    public HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var publisher = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        var request =
                HttpRequest.newBuilder(url(path)).method(method, publisher).timeout(Duration.ofSeconds(8));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        context.stop();
    }
}
