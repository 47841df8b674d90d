package dev.detour.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of the services that go through a route: those wait, which the event loop must not. So many requests wait
 * for a thread, none longer than the service's timeout, and nobody's is begun whose client has left.
 */
final class Threads {
    private static final int MOST = 16;
    private static final int MOST_WAITING = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);

    private final World world;
    private final WorkerExecutor workers;
    /** Those that wait for a thread too. */
    private int underWay;

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
        if (underWay >= MOST + MOST_WAITING) {
            answering.headers().set("Retry-After", "1");
            Refusals.refused(answering, method, 503, "too many wait for the route direct:" + route, "ask again later");
            return;
        }
        var headers = MultiMap.caseInsensitiveMultiMap();
        Fields.toUpstream(request.headers(), headers, service.settings().token().isPresent());
        var vertx = world.vertx();
        // Its thread asks whether somebody still waits: the answering itself is the event loop's.
        var wanted = new AtomicBoolean(true);
        var timer = vertx.setTimer(service.timeoutMillis(), tick -> {
            wanted.set(false);
            failed(answering, method, route, "did not answer in time");
        });
        request.response().closeHandler(gone -> wanted.set(false));
        underWay++;
        workers.<Optional<Reply>>executeBlocking(
                        () -> wanted.get()
                                ? Optional.of(world.through()
                                        .pass(route, service.name(), method, rest, headers, body.bytes()))
                                : Optional.empty(),
                        false)
                .onComplete(done -> {
                    underWay--;
                    vertx.cancelTimer(timer);
                })
                .onSuccess(reply -> reply.ifPresent(known -> answer(answering, method, route, known)))
                .onFailure(cause -> failed(answering, method, route, "failed"));
    }

    private static void failed(Answering answering, HttpMethod method, String route, String how) {
        Refusals.refused(answering, method, 502, "the route direct:" + route + " " + how, "see the log");
    }

    /** What a route makes of an answer may be none. */
    private static void answer(Answering to, HttpMethod method, String route, Reply reply) {
        try {
            answer(to, method, reply);
        } catch (IllegalArgumentException e) {
            LOG.warn("Route direct:{} made an answer that is none", route, e);
            to.headers().clear();
            failed(to, method, route, "made an answer that is none");
        }
    }

    private static void answer(Answering to, HttpMethod method, Reply reply) {
        if (to.isGone()) {
            return;
        }
        if (reply.status() < 200) {
            throw new IllegalArgumentException("status " + reply.status());
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
