package dev.detour.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** The threads of the services that go through a route: those wait, which the event loop must not. */
final class Threads {
    private static final int MOST = 16;

    private final World world;
    private final WorkerExecutor workers;

    Threads(World world) {
        this.world = world;
        this.workers = world.vertx().createSharedWorkerExecutor("gateway-via", MOST);
    }

    void pass(
            String route, LiveService service, HttpServerRequest request, String rest, Body body, Answering answering) {
        var method = request.method();
        if (body.isStreamed()) {
            Refusals.refused(answering, method, 413, "the body is longer than 64 KB", "a route takes it whole");
            return;
        }
        var headers = MultiMap.caseInsensitiveMultiMap();
        Fields.toUpstream(request.headers(), headers, service.settings().token().isPresent());
        workers.executeBlocking(
                        () -> world.through().pass(route, service.name(), method, rest, headers, body.bytes()), false)
                .onSuccess(reply -> answer(answering, method, reply))
                .onFailure(cause -> Refusals.refused(
                        answering, method, 502, "the route direct:" + route + " failed", "see the log"));
    }

    private static void answer(Answering to, HttpMethod method, Reply reply) {
        if (to.isGone()) {
            return;
        }
        to.status(reply.status(), null);
        reply.headers().forEach(field -> to.headers().add(field.getKey(), field.getValue()));
        to.headers().set("Content-Length", Integer.toString(reply.body().length));
        if (method == HttpMethod.HEAD) {
            to.end();
        } else if (reply.status() == 204 || reply.status() == 304) {
            to.headers().remove("Content-Length");
            to.end();
        } else {
            to.end(Buffer.buffer(reply.body()));
        }
    }
}
