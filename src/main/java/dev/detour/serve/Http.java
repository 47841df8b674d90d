package dev.detour.serve;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
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

    static void json(RoutingContext ctx, Buffer json) {
        ctx.response().putHeader("Content-Type", "application/json").end(json);
    }

    static void text(RoutingContext ctx, String type, String text) {
        ctx.response().putHeader("Content-Type", type).end(text);
    }

    /** Ends a connection now, whatever is still to be sent: closing waits for a client that does not read. */
    static void cut(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            base.channelHandlerContext().close();
        } else {
            connection.close();
        }
    }

    /** Also ends the connection when the request may have a body, which nobody will read. */
    static void refuse(RoutingContext ctx, Answer answer) {
        refuseRaw(ctx.request(), answer);
    }

    static void refuseRaw(HttpServerRequest request, Answer answer) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        var headers = request.headers();
        var bodiless = !headers.contains("Content-Length") && !headers.contains("Transfer-Encoding");
        response.setStatusCode(answer.status()).putHeader("Content-Type", "application/json");
        if (bodiless) {
            response.end(answer.json());
        } else {
            var connection = request.connection();
            response.putHeader("Connection", "close").end(answer.json()).onComplete(sent -> connection.close());
        }
    }
}
