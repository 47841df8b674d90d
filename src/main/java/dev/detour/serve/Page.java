package dev.detour.serve;

import dev.detour.control.Groups;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * The page (SPEC §8): {@code /} with the verdicts and regions written in, for those without JavaScript, and beside it a
 * fixed table of files from inside the jar. There is no way from a request to any other file.
 *
 * <p>Where reading needs the token, a browser that comes without gets 401 with the bare page, which asks for it. Its
 * files hold nothing of this installation, so anyone may have them; the data never comes without the token.
 */
public final class Page {
    /** Marks a request for {@code /} that came without the token it needs. */
    static final String STRANGER = "detour.stranger";

    private static final String FOLDER = "/web/";
    private static final List<String> FILES = List.of(
            "actions.js",
            "api.js",
            "charts.js",
            "demo.js",
            "detour.css",
            "detour.js",
            "dialog.js",
            "dom.js",
            "effect.js",
            "events.js",
            "format.js",
            "gateway.js",
            "group.js",
            "icon.svg",
            "live.js",
            "regions.js",
            "tables.js",
            "token.js",
            "why.js");
    private static final String MARK = "<!-- first view -->";

    /** Beyond what the guard says of every answer: nothing may frame the page, rebase it or take its forms elsewhere. */
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    private final Groups groups;
    private final Snapshots snapshots;
    private final Optional<DemoRegions> demo;
    private final Map<String, WebResource> files = new LinkedHashMap<>();
    private final String beforeView;
    private final String afterView;

    public Page(Groups groups, Snapshots snapshots, Optional<DemoRegions> demo) {
        this.groups = groups;
        this.snapshots = snapshots;
        this.demo = demo;
        FILES.forEach(name -> files.put(FOLDER + name, WebResource.load(name)));
        var index = WebResource.load("index.html").body().toString(StandardCharsets.UTF_8);
        var mark = index.indexOf(MARK);
        if (mark < 0) {
            throw new IllegalStateException("web/index.html has no place for the first view");
        }
        this.beforeView = index.substring(0, mark);
        this.afterView = index.substring(mark + MARK.length());
    }

    /** Whether {@code path} is one of the page's files, which are the same for everyone. */
    static boolean isFile(String path) {
        return path.startsWith(FOLDER) && FILES.contains(path.substring(FOLDER.length()));
    }

    /** Puts the page on a server that has its guard already. */
    public void mount(CamelContext context, int port) {
        var router = VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        get(router, "/").handler(this::index);
        files.forEach((path, file) -> get(router, path).handler(ctx -> {
            harden(ctx);
            file.serve(ctx);
        }));
        get(router, "/api/v1/groups/:group/latency").handler(this::latency);
        demo.ifPresent(regions -> new DemoPath(regions).mount(router));
    }

    private static io.vertx.ext.web.Route get(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private static void harden(RoutingContext ctx) {
        ctx.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    }

    private void index(RoutingContext ctx) {
        harden(ctx);
        if (ctx.get(STRANGER) != null) {
            ctx.response().setStatusCode(401);
            html(ctx, FirstView.stranger());
            return;
        }
        ctx.vertx()
                .executeBlocking(this::firstView, false)
                .onSuccess(view -> html(ctx, view))
                .onFailure(ctx::fail);
    }

    private String firstView() throws IOException {
        var json = Json.read(snapshots.all().getBytes());
        return FirstView.of(json, demo.isPresent());
    }

    private void html(RoutingContext ctx, String view) {
        Http.text(ctx, "text/html; charset=utf-8", beforeView + view + afterView);
    }

    /** @param millis by region name, the duration of each of the last probes, as {@code ticks} has their outcomes */
    record Latency(String group, Map<String, List<Integer>> millis) {}

    private void latency(RoutingContext ctx) {
        var group = ctx.pathParam("group");
        var histories = groups.regions(group);
        if (groups.view(group).isEmpty()) {
            Http.refuse(
                    ctx,
                    Answer.error(
                            404,
                            "there is no group \"" + Texts.shown(group) + "\"",
                            "the groups are " + String.join(", ", groups.names())));
            return;
        }
        Map<String, List<Integer>> millis = new LinkedHashMap<>();
        histories.forEach((region, history) -> millis.put(region, history.millis()));
        Http.json(ctx, Answer.ok(new Latency(group, millis)));
    }
}
