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

    /** Also ends the connection when the request may have a body, which nobody will read. */
    static void refuse(RoutingContext ctx, Answer answer) {
        var response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        var method = ctx.request().method();
        var bodiless = (method == HttpMethod.GET || method == HttpMethod.HEAD)
                && ctx.request().isEnded();
        response.setStatusCode(answer.status()).putHeader("Content-Type", "application/json");
        if (bodiless) {
            response.end(answer.json());
        } else {
            var connection = ctx.request().connection();
            response.putHeader("Connection", "close").end(answer.json()).onComplete(sent -> connection.close());
        }
    }
}
