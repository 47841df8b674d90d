package dev.detour.serve;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;

/**
 * The paths that are no routes, because they must answer quickly and whatever the routes do: health, KEDA's metric, the
 * status and its events, Prometheus. Also what a path gets that nobody serves.
 */
public final class Paths {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final ServerStatus server;
    private final MetricPath metric;
    private final PrometheusMeterRegistry meters;
    private final Events events;
    private final Api api;

    public Paths(ServerStatus server, MetricPath metric, PrometheusMeterRegistry meters, Events events, Api api) {
        this.server = server;
        this.metric = metric;
        this.meters = meters;
        this.events = events;
        this.api = api;
    }

    record Ready(boolean ready, List<String> reasons) {}

    record Health(String status, List<Check> checks) {}

    record Check(String name, String status, String message) {}

    void mount(Router router, CamelContext context) {
        get(router, "/healthz", ctx -> Http.text(ctx, "text/plain; charset=utf-8", "ok"));
        get(router, "/readyz", ctx -> Http.json(ctx, ready()));
        get(
                router,
                "/metric/:name",
                ctx -> metric(ctx, query -> metric.joined(ctx.pathParam("name"), query, caller(ctx))));
        get(
                router,
                "/metric/:group/:region",
                ctx -> metric(
                        ctx, query -> metric.of(ctx.pathParam("group"), ctx.pathParam("region"), query, caller(ctx))));
        for (var path : List.of("/metrics", "/observe/metrics")) {
            get(router, path, ctx -> aside(ctx, meters::scrape, text -> Http.text(ctx, PROMETHEUS, text)));
        }
        get(router, "/observe/health", ctx -> aside(ctx, () -> health(context), answer -> Http.json(ctx, answer)));
        get(router, "/api/v1/status", this::status);
        get(
                router,
                "/api/v1/groups/:group",
                ctx -> aside(ctx, () -> api.group(ctx.pathParam("group")), answer -> Http.json(ctx, answer)));
        events.mount(router);
        router.errorHandler(404, ctx -> Http.refuse(ctx, missing(context)));
        router.errorHandler(405, Paths::otherMethod);
        router.errorHandler(
                413, ctx -> Http.refuse(ctx, Answer.error(413, "the body is longer than 64 KB", "send less")));
        router.errorHandler(
                400, ctx -> Http.refuse(ctx, Answer.error(400, "this request cannot be read", "see RFC 9112")));
        router.errorHandler(
                500, ctx -> Http.refuse(ctx, Answer.error(500, "Detour could not answer this", "its log says why")));
    }

    private static void metric(RoutingContext ctx, Function<MetricQuery, Answer> then) {
        try {
            Http.json(ctx, then.apply(MetricQuery.of(ctx.queryParams())));
        } catch (Refusal e) {
            Http.refuse(ctx, e.answer());
        }
    }

    private static Polls.Caller caller(RoutingContext ctx) {
        return new Polls.Caller(ctx.request().remoteAddress(), ctx.request().getHeader("User-Agent"));
    }

    private static void get(Router router, String path, Handler<RoutingContext> handler) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
    }

    /** Every path either reads or changes. */
    private static void otherMethod(RoutingContext ctx) {
        var method = ctx.request().method();
        var reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        ctx.response().putHeader("Allow", reads ? "POST" : "GET, HEAD");
        Http.refuse(ctx, Answer.error(405, "this path has other methods", "see Allow"));
    }

    private void status(RoutingContext ctx) {
        var ready = api.statusAtOnce();
        if (ready.isPresent()) {
            Http.json(ctx, ready.get());
        } else {
            aside(ctx, api::status, json -> Http.json(ctx, json));
        }
    }

    /** Off the event loop: it may take some milliseconds. */
    private static <T> void aside(RoutingContext ctx, Callable<T> work, Handler<T> then) {
        ctx.vertx().executeBlocking(work, false).onSuccess(then).onFailure(ctx::fail);
    }

    private Answer ready() {
        var problems = server.problems();
        return new Answer(problems.isEmpty() ? 200 : 503, Json.write(new Ready(problems.isEmpty(), problems)));
    }

    /** Routes come last at start; until then a path that is missing may only be late. */
    private static Answer missing(CamelContext context) {
        return context.isStarted()
                ? Answer.error(404, "there is no such path", "the API begins at /api/v1/status")
                : Answer.error(503, "Detour is starting", "ask again in a moment");
    }

    private static Answer health(CamelContext context) {
        Map<String, Check> checks = new TreeMap<>();
        for (var result : HealthCheckHelper.invoke(context)) {
            var id = result.getCheck().getId();
            checks.put(
                    id,
                    new Check(id, result.getState().name(), result.getMessage().orElse(null)));
        }
        var up = checks.values().stream().noneMatch(c -> c.status().equals(HealthCheck.State.DOWN.name()));
        return new Answer(up ? 200 : 503, Json.write(new Health(up ? "UP" : "DOWN", List.copyOf(checks.values()))));
    }
}
