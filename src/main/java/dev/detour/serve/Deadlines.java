package dev.detour.serve;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Ends clients that are too slow with a request's head or its body, however they drip it, and connections beyond a
 * number. An idle timeout would not do: one byte a second keeps such a connection busy for ever. A connection that is
 * kept alive counts as being at its next head, and so ends after the same time.
 */
final class Deadlines implements Handler<RoutingContext> {
    private static final int MOST_CONNECTIONS = 1000;
    private static final int SWEEPS = 10;
    /** A client still reads its answer this many times the limit after its time; closing waits for it. */
    private static final int PATIENCE = 5;

    private static final long NEVER = Long.MAX_VALUE;

    private final long limitNanos;
    private final Map<HttpConnection, Long> deadlines = new ConcurrentHashMap<>();
    private final Set<HttpConnection> closing = ConcurrentHashMap.newKeySet();

    Deadlines(Vertx vertx, long limitMillis) {
        this.limitNanos = TimeUnit.MILLISECONDS.toNanos(limitMillis);
        vertx.setPeriodic(Math.max(1, limitMillis / SWEEPS), timer -> sweep());
    }

    void connected(HttpConnection connection) {
        if (deadlines.size() >= MOST_CONNECTIONS) {
            connection.close();
            return;
        }
        connection.closeHandler(closed -> {
            closing.remove(connection);
            deadlines.remove(connection);
        });
        deadlines.put(connection, System.nanoTime() + limitNanos);
    }

    /** False when an answer said that the connection closes: what a client sent after that is not for us. */
    boolean mayAsk(HttpServerRequest request) {
        var closes = closing.contains(request.connection());
        if (closes) {
            request.connection().close();
        }
        return !closes;
    }

    /** The head is there; now the body has its time. */
    @Override
    public void handle(RoutingContext ctx) {
        var connection = ctx.request().connection();
        restart(connection);
        ctx.request().end().onComplete(whole -> pause(connection));
        ctx.addHeadersEndHandler(head -> {
            if ("close".equalsIgnoreCase(ctx.response().headers().get("Connection"))) {
                closing.add(connection);
            }
        });
        ctx.addEndHandler(sent -> restart(connection));
        ctx.next();
    }

    /** Leaves this request's time, up to the end of its answer, to somebody else. */
    void leave(HttpServerRequest request) {
        var connection = request.connection();
        pause(connection);
        var response = request.response();
        response.headersEndHandler(head -> {
            if ("close".equalsIgnoreCase(response.headers().get("Connection"))) {
                closing.add(connection);
            }
        });
        response.endHandler(sent -> restart(connection));
    }

    /** While Detour works on its answer, nothing is the client's fault. */
    private void pause(HttpConnection connection) {
        deadlines.replace(connection, NEVER);
    }

    private void restart(HttpConnection connection) {
        deadlines.replace(connection, System.nanoTime() + limitNanos);
    }

    private void sweep() {
        var now = System.nanoTime();
        deadlines.forEach((connection, deadline) -> {
            var over = deadline == NEVER ? 0 : now - deadline;
            if (over > PATIENCE * limitNanos) {
                Http.cut(connection);
            } else if (over > 0) {
                connection.close();
            }
        });
    }
}
