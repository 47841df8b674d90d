package dev.detour.serve;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** Answering on the event loop. */
final class Http {
    private Http() {}

    static void json(RoutingContext ctx, Answer answer) {
        ctx.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", "application/json")
                .end(answer.json());
    }

    static void text(RoutingContext ctx, String type, String text) {
        ctx.response().putHeader("Content-Type", type).end(text);
    }

    /** Also ends the connection when the request has a body that nobody will read. */
    static void refuse(RoutingContext ctx, Answer answer) {
        if (ctx.response().ended() || ctx.response().closed()) {
            return;
        }
        var method = ctx.request().method();
        if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
            ctx.response().putHeader("Connection", "close");
        }
        json(ctx, answer);
    }
}
