package dev.detour.gateway;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** The answer to an HTTP client. */
final class HttpAnswering implements Answering {
    private final HttpServerRequest request;
    private final HttpServerResponse response;

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
        if (reason != null) {
            response.setStatusMessage(reason);
        }
    }

    @Override
    public void chunked() {
        response.setChunked(true);
    }

    @Override
    public void write(Buffer bytes) {
        response.write(bytes);
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
        if (!isHalf() && !isGone()) {
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
        if (!isHalf()) {
            response.end(last);
            return;
        }
        if (!response.headWritten()) {
            response.putHeader("Connection", "close");
        }
        response.end(last).onComplete(sent -> request.connection().close());
    }

    /** Whether there may be more of the request than a head, whose end follows at once. */
    private boolean isHalf() {
        if (request.isEnded()) {
            return false;
        }
        var length = request.getHeader("Content-Length");
        return request.headers().contains("Transfer-Encoding") || (length != null && !length.equals("0"));
    }

    @Override
    public void abort() {
        if (!response.closed()) {
            request.connection().close();
        }
    }

    @Override
    public boolean isGone() {
        return response.ended() || response.closed();
    }
}
