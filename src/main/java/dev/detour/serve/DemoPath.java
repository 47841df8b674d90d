package dev.detour.serve;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Map;

/** What the page's break and mend buttons ask: a path that only the demo has. Changing needs the token, as ever. */
final class DemoPath {
    private static final String PATH = "/api/v1/demo";

    private final DemoRegions regions;

    DemoPath(DemoRegions regions) {
        this.regions = regions;
    }

    /** @param broken by region name */
    record Stage(Map<String, Boolean> broken) {}

    void mount(Router router) {
        router.get(PATH).handler(ctx -> Http.json(ctx, Answer.ok(new Stage(regions.broken()))));
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
        ctx.vertx()
                .executeBlocking(() -> answer(region, verb), false)
                .onSuccess(answer -> Http.json(ctx, answer))
                .onFailure(ctx::fail);
    }

    private Answer answer(String region, String verb) throws IOException {
        switch (verb) {
            case "break" -> regions.breakDown(region);
            case "mend" -> regions.mend(region);
            default -> {
                return Answer.error(404, "there is no \"" + Texts.shown(verb) + "\" here", "there are break, mend");
            }
        }
        return Answer.ok(new Stage(regions.broken()));
    }
}
