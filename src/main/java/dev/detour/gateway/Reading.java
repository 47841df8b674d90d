package dev.detour.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Reads a request's body as far as it is kept; hands it on when it is whole, or too long to be. */
final class Reading {
    private final HttpServerRequest request;
    private final long limitMillis;
    private final Answering answering;
    private final Buffer kept = Buffer.buffer();
    private Consumer<Body> then;
    private Vertx vertx;
    private long timer = -1;
    private boolean done;

    Reading(HttpServerRequest request, long limitMillis, Answering answering) {
        this.request = request;
        this.limitMillis = limitMillis;
        this.answering = answering;
    }

    void begin(Vertx on, Consumer<Body> whenRead) {
        vertx = on;
        then = whenRead;
        var length = length();
        var chunked = request.headers().contains("Transfer-Encoding");
        if (!chunked && length < 0) {
            then.accept(Body.NONE);
        } else if (length > Body.KEPT) {
            request.pause();
            then.accept(Body.streamed(kept, request, length));
        } else {
            request.response().closeHandler(gone -> stop());
            timer = vertx.setTimer(limitMillis, tick -> tooSlow());
            request.handler(this::chunk);
            request.endHandler(end -> read(Body.whole(kept)));
        }
    }

    private long length() {
        var length = request.getHeader("Content-Length");
        // The server refuses what is no number.
        return length == null ? -1 : Long.parseLong(length.strip());
    }

    private void chunk(Buffer bytes) {
        kept.appendBuffer(bytes);
        if (kept.length() > Body.KEPT && !done) {
            request.pause();
            read(Body.streamed(kept, request, -1));
        }
    }

    private void read(Body body) {
        if (!done) {
            stop();
            then.accept(body);
        }
    }

    private void tooSlow() {
        if (!done) {
            stop();
            Refusals.refused(answering, request.method(), 408, "the body did not come in time", "send it faster");
        }
    }

    private void stop() {
        done = true;
        vertx.cancelTimer(timer);
    }
}
