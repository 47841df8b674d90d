package dev.detour.serve;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/** The way into the gateway: a request's form and origin are looked at as for any other path, its purpose is not. */
final class Entry {
    private final Guard guard;

    Entry(Guard guard) {
        this.guard = guard;
    }

    void handle(HttpServerRequest request, Handler<HttpServerRequest> then) {
        try {
            guard.checkStranger(request);
        } catch (Refusal e) {
            Http.refuseRaw(request, e.answer());
            return;
        }
        then.handle(request);
    }

    /** What the gateway says when it has nothing to serve. */
    static void nothing(HttpServerRequest request) {
        Http.refuseRaw(request, new Answer(404, "{\"error\":\"No services registered.\"}"));
    }

    static void starting(HttpServerRequest request) {
        request.response().putHeader("Retry-After", "1");
        Http.refuseRaw(request, Answer.error(503, "Detour is starting", "ask again in a moment"));
    }
}
