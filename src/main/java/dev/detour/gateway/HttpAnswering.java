package dev.detour.gateway;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/** The answer to an HTTP client. */
final class HttpAnswering implements Answering {
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private boolean closing;

    HttpAnswering(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
    }

    @Override
    public MultiMap headers() {
        return response.headers();
    }

    @Override
    public void status(int status, String reason) {
        response.setStatusCode(status);
        // Vert.x knows a 304 by its own words only; any other it gives the length 0, a wrong one (RFC 9110, 8.6).
        if (reason != null && status != 304) {
            response.setStatusMessage(reason);
        }
    }

    @Override
    public void chunked() {
        if (request.version() == HttpVersion.HTTP_1_0) {
            // It knows no chunks: the end of the connection is the end of the body.
            response.putHeader("Connection", "close");
            closing = true;
        } else {
            response.setChunked(true);
        }
    }

    @Override
    public void write(Buffer bytes) {
        seal();
        response.write(bytes);
    }

    /**
     * To be called before each byte. A browser must not take an upstream's page for one of ours: it would find the
     * operator's token there. In a sandbox it has no origin. An upstream's own policy stands beside it, and both hold.
     */
    private void seal() {
        if (!response.headWritten()) {
            response.headers().add("Content-Security-Policy", "sandbox");
        }
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public void onDrain(Handler<Void> ready) {
        response.drainHandler(ready);
    }

    /** What is left of the request's body nobody reads: the connection cannot be used again then. */
    @Override
    public void end() {
        if (!mustClose() && !isGone()) {
            seal();
            response.end();
        } else {
            end(Buffer.buffer());
        }
    }

    @Override
    public void end(Buffer last) {
        if (isGone()) {
            return;
        }
        seal();
        if (!mustClose()) {
            response.end(last);
            return;
        }
        if (!response.headWritten()) {
            response.putHeader("Connection", "close");
        }
        response.end(last).onComplete(sent -> request.connection().close());
    }

    /** Whether there may be more of the request than a head, whose end follows at once. */
    private boolean mustClose() {
        if (closing || request.isEnded()) {
            return closing;
        }
        var length = request.getHeader("Content-Length");
        return request.headers().contains("Transfer-Encoding") || (length != null && !length.equals("0"));
    }

    @Override
    public void abort() {
        if (response.closed()) {
            return;
        }
        // Closing in good order would wait for a client that does not read.
        if (request.connection() instanceof ConnectionBase connection) {
            connection.channelHandlerContext().close();
        } else {
            request.connection().close();
        }
    }

    @Override
    public boolean isGone() {
        return response.ended() || response.closed();
    }
}
