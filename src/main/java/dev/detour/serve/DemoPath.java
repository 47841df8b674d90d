package dev.detour.serve;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;

/** What the page's break and mend buttons ask: a path that only the demo has. Changing needs the token, as ever. */
final class DemoPath {
    private static final String PATH = "/api/v1/demo";

    private final DemoRegions regions;

    DemoPath(DemoRegions regions) {
        this.regions = regions;
    }

    /**
     * @param broken by region name
     * @param application null while it is being restarted
     */
    record Stage(Map<String, Boolean> broken, DemoRegions.Application application) {}

    void mount(Router router) {
        router.get(PATH).handler(ctx -> aside(ctx, this::stage));
        router.post(PATH + "/:region/:verb").handler(this::direct);
    }

    private void direct(RoutingContext ctx) {
        var region = ctx.pathParam("region");
        var verb = ctx.pathParam("verb");
        if (!regions.broken().containsKey(region)) {
            Http.refuse(
                    ctx,
                    Answer.error(
                            404,
                            "the demo has no region \"" + Texts.shown(region) + "\"",
                            "there are " + String.join(", ", regions.broken().keySet())));
            return;
        }
        aside(ctx, () -> answer(region, verb));
    }

    private static void aside(RoutingContext ctx, Callable<Answer> work) {
        ctx.vertx()
                .executeBlocking(work, false)
                .onSuccess(answer -> Http.json(ctx, answer))
                .onFailure(ctx::fail);
    }

    private Answer stage() {
        return Answer.ok(new Stage(regions.broken(), regions.application().orElse(null)));
    }

    private Answer answer(String region, String verb) throws IOException {
        switch (verb) {
            case "break" -> regions.breakDown(region);
            case "mend" -> regions.mend(region);
            default -> {
                return Answer.error(404, "there is no \"" + Texts.shown(verb) + "\" here", "there are break, mend");
            }
        }
        return stage();
    }
}
