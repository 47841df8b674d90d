package dev.detour.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request's body. Up to 64 KB of it are kept, so that they can be sent again; a longer one is sent once, as it comes,
 * as fast as the upstream takes it.
 */
final class Body {
    static final int KEPT = 64 * 1024;
    static final Body NONE = new Body(null, null, -1);

    private final Buffer kept;
    /** Paused, and with more to come; null when {@link #kept} is all. */
    private final HttpServerRequest rest;
    /** As the client said; -1 when it did not. */
    private final long length;

    private boolean begun;
    private boolean sent;

    private Body(Buffer kept, HttpServerRequest rest, long length) {
        this.kept = kept;
        this.rest = rest;
        this.length = length;
    }

    static Body whole(Buffer kept) {
        return new Body(kept, null, kept.length());
    }

    static Body streamed(Buffer kept, HttpServerRequest rest, long length) {
        return new Body(kept, rest, length);
    }

    /** Whether it can (still) be sent from its beginning. */
    boolean isWhole() {
        return rest == null || !begun;
    }

    boolean isStreamed() {
        return rest != null;
    }

    /** Whether all of it went out, as far as that takes time. */
    boolean isSent() {
        return rest == null || sent;
    }

    /**
     * Sends it and ends the request.
     *
     * @param moved told at every chunk
     * @param done told when the last byte went
     */
    void send(HttpClientRequest to, Runnable moved, Runnable done) {
        if (rest == null) {
            if (kept == null) {
                to.end();
            } else {
                to.putHeader("Content-Length", Integer.toString(kept.length()));
                to.end(kept);
            }
            done.run();
        } else {
            begun = true;
            stream(to, moved, done);
        }
    }

    private void stream(HttpClientRequest to, Runnable moved, Runnable done) {
        if (length >= 0) {
            to.putHeader("Content-Length", Long.toString(length));
        } else {
            to.setChunked(true);
        }
        if (kept.length() > 0) {
            to.write(kept);
        }
        rest.handler(chunk -> {
            moved.run();
            to.write(chunk);
            if (to.writeQueueFull()) {
                rest.pause();
                to.drainHandler(ready -> rest.resume());
            }
        });
        rest.endHandler(end -> {
            sent = true;
            to.end();
            done.run();
        });
        rest.resume();
    }

    /** All of it, where nothing is to come; empty for none. */
    byte[] bytes() {
        return kept == null ? new byte[0] : kept.getBytes();
    }

    /** Nobody takes it any more. */
    void stop() {
        if (rest != null && !sent) {
            rest.pause();
            rest.handler(null);
        }
    }
}
