package dev.detour.serve;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends clients that are too slow with a request's head or its body, however they drip it, and connections beyond a
 * number. An idle timeout would not do: one byte a second keeps such a connection busy for ever. A connection that is
 * kept alive counts as being at its next head, and so ends after the same time.
 */
final class Deadlines {
    static final long LIMIT_MILLIS = 10_000;
    private static final int MOST_CONNECTIONS = 1000;

    private final Vertx vertx;
    private final Map<HttpConnection, Long> timers = new ConcurrentHashMap<>();
    private final Set<HttpConnection> closing = ConcurrentHashMap.newKeySet();

    Deadlines(Vertx vertx) {
        this.vertx = vertx;
    }

    void connected(HttpConnection connection) {
        if (timers.size() >= MOST_CONNECTIONS) {
            connection.close();
            return;
        }
        connection.closeHandler(closed -> {
            closing.remove(connection);
            var timer = timers.remove(connection);
            if (timer != null) {
                vertx.cancelTimer(timer);
            }
        });
        timers.put(connection, endLater(connection));
    }

    /**
     * The head is there; now the body has its time.
     *
     * @return false when an answer said that the connection closes: what a client sent after that is not for us
     */
    boolean requested(HttpServerRequest request) {
        var connection = request.connection();
        if (closing.contains(connection)) {
            connection.close();
            return false;
        }
        restart(connection);
        request.endHandler(whole -> pause(connection));
        request.response().headersEndHandler(head -> {
            if ("close".equalsIgnoreCase(request.response().headers().get("Connection"))) {
                closing.add(connection);
            }
        });
        request.response().endHandler(sent -> restart(connection));
        return true;
    }

    /** While Detour works on its answer, nothing is the client's fault. */
    private void pause(HttpConnection connection) {
        timers.computeIfPresent(connection, (c, timer) -> {
            vertx.cancelTimer(timer);
            return -1L;
        });
    }

    private void restart(HttpConnection connection) {
        timers.computeIfPresent(connection, (c, timer) -> {
            vertx.cancelTimer(timer);
            return endLater(c);
        });
    }

    private long endLater(HttpConnection connection) {
        return vertx.setTimer(LIMIT_MILLIS, timer -> connection.close());
    }
}
