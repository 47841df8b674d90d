package dev.detour.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.function.Function;

/** Passes one upstream's answer on to the client as it comes, no faster than the client takes it. */
final class Relay implements Idle.Watched {
    private final Call call;
    private final Attempt attempt;
    private final HttpClientResponse from;
    private final Answering to;
    private final Idle idle;
    private final Function<MultiMap, Optional<Cache.Keeper>> keep;
    private Optional<Cache.Keeper> keeper = Optional.empty();
    /** Bytes still to come; -1 when the answer does not say. */
    private long left;

    private boolean ended;
    /** The client does not take what is there: not the upstream's fault. */
    private boolean held;

    private long movedAt = System.nanoTime();

    Relay(
            Call call,
            Attempt attempt,
            HttpClientResponse from,
            Answering to,
            Idle idle,
            Function<MultiMap, Optional<Cache.Keeper>> keep) {
        this.call = call;
        this.attempt = attempt;
        this.from = from;
        this.to = to;
        this.idle = idle;
        this.keep = keep;
    }

    /** @param method of the request */
    void begin(HttpMethod method) {
        to.status(from.statusCode(), from.statusMessage());
        Fields.toClient(from.headers(), to.headers());
        keeper = keep.apply(to.headers());
        from.exceptionHandler(this::brokeOff);
        if (method == HttpMethod.HEAD || from.statusCode() == 204 || from.statusCode() == 304) {
            // RFC 9110, 6.4.1: no body, whatever the fields say.
            ended = true;
            from.endHandler(end -> whole());
            to.end();
            return;
        }
        left = length();
        if (left < 0) {
            to.headers().remove("Content-Length");
            to.chunked();
        }
        from.handler(this::chunk);
        from.endHandler(end -> whole());
        idle.watch(this);
    }

    private long length() {
        var length = to.headers().get("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void chunk(Buffer bytes) {
        if (to.isGone()) {
            call.cancel();
            return;
        }
        movedAt = System.nanoTime();
        if (keeper.isPresent() && !keeper.get().add(bytes.getBytes())) {
            keeper = Optional.empty();
        }
        if (left >= 0) {
            left -= bytes.length();
        }
        if (left == 0) {
            // Head, body and end in one write: most answers are one chunk.
            ended = true;
            to.end(bytes);
        } else {
            to.write(bytes);
            if (to.isFull()) {
                from.pause();
                held = true;
                to.onDrain(ready -> {
                    movedAt = System.nanoTime();
                    held = false;
                    from.resume();
                });
            }
        }
    }

    private void whole() {
        idle.forget(this);
        keeper.ifPresent(Cache.Keeper::end);
        if (!ended) {
            ended = true;
            to.end();
        }
        call.relayed(attempt, from);
    }

    private void brokeOff(Throwable cause) {
        idle.forget(this);
        attempt.brokeOff(Failure.of(Failure.Kind.BROKEN, "the answer broke off", true));
        if (!ended) {
            ended = true;
            to.abort();
        }
        call.over();
    }

    @Override
    public long movedAt() {
        return movedAt;
    }

    @Override
    public void silent() {
        if (held) {
            attempt.drop();
        } else {
            attempt.brokeOff(Failure.of(Failure.Kind.TIMEOUT, "the answer stopped in the middle", true));
        }
        to.abort();
        call.over();
    }

    /** The client has left. */
    void stop() {
        idle.forget(this);
        attempt.drop();
    }
}
