package dev.detour.gateway;

import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.net.ConnectException;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * One try at one upstream. Holds a place in the upstream's pool and a permit of its breaker from its beginning, and gives
 * back both once: when the answer's last byte is there, when it failed, or when nobody waits for it any more.
 */
final class Attempt implements Idle.Watched {
    /** What is left of an answer that nobody wants is read up to this, so that the connection can be used again. */
    private static final int MOST_DISCARDED = 64 * 1024;

    /** What was asked. */
    record Question(HttpMethod method, String rest, Consumer<MultiMap> headers, Body body) {}

    /** Who made it. Each attempt ends in exactly one of these, unless it was dropped. */
    interface Judge {
        /** An answer's head, whatever its status; the body follows once somebody takes it. */
        void answered(Attempt attempt, HttpClientResponse answer);

        void failed(Attempt attempt, Failure failure);

        /** The client stopped in the middle of its body; the attempt is over, and says nothing about the upstream. */
        void unfinished(Attempt attempt);
    }

    private final Vertx vertx;
    private final Upstream upstream;
    private final Question question;
    private final Idle idle;
    private final Judge judge;
    private final long began = System.nanoTime();
    private long movedAt = began;
    private long limitMillis;
    private long timer = -1;
    private boolean cutShort;
    private HttpClientRequest request;
    private boolean answered;
    private boolean finished;

    Attempt(Vertx vertx, Upstream upstream, Question question, Idle idle, Judge judge) {
        this.vertx = vertx;
        this.upstream = upstream;
        this.question = question;
        this.idle = idle;
        this.judge = judge;
    }

    Upstream upstream() {
        return upstream;
    }

    /**
     * @param millis up to the answer's head; of a body that streams its time does not count
     * @param shortened whether this is less than an attempt is due, and little of the call's time: then running out of it
     *     is not the upstream's fault
     */
    void begin(long millis, boolean shortened) {
        limitMillis = Math.max(1, millis);
        cutShort = shortened;
        timer = vertx.setTimer(limitMillis, tick -> timeout());
        upstream.client()
                .request(upstream.request(question.method(), question.rest()))
                .onComplete(this::connected);
    }

    private void connected(AsyncResult<HttpClientRequest> connection) {
        if (finished) {
            if (connection.succeeded()) {
                connection.result().reset();
            }
            return;
        }
        if (connection.failed()) {
            fail(Failure.of(Failure.Kind.CONNECT, words(connection.cause()), false));
            return;
        }
        request = connection.result();
        request.exceptionHandler(this::broken);
        request.response().onSuccess(this::head).onFailure(this::broken);
        question.headers().accept(request.headers());
        if (question.body().isStreamed()) {
            vertx.cancelTimer(timer);
            idle.watch(this);
        }
        question.body().send(request, () -> movedAt = System.nanoTime(), this::bodySent);
    }

    private void bodySent() {
        if (question.body().isStreamed() && !answered && !finished) {
            idle.forget(this);
            timer = vertx.setTimer(limitMillis, tick -> timeout());
        }
    }

    private void head(HttpClientResponse answer) {
        if (finished) {
            return;
        }
        vertx.cancelTimer(timer);
        idle.forget(this);
        if (answer.statusCode() < 200) {
            fail(Failure.of(Failure.Kind.BROKEN, "an answer that is none: status " + answer.statusCode(), true));
            return;
        }
        answered = true;
        upstream.counted(question.method(), answer.statusCode());
        judge.answered(this, answer);
    }

    private void timeout() {
        if (!finished) {
            var text = request == null ? "no connection within " : "no answer within ";
            fail(Failure.of(Failure.Kind.TIMEOUT, text + limitMillis + " ms", request != null));
        }
    }

    private void broken(Throwable cause) {
        if (!finished && !answered) {
            fail(Failure.of(Failure.Kind.BROKEN, words(cause), true));
        }
    }

    @Override
    public long movedAt() {
        return movedAt;
    }

    /** The request's body does not move: the upstream does not take it, or the client does not send it. */
    @Override
    public void silent() {
        if (!finished && !request.writeQueueFull()) {
            drop();
            judge.unfinished(this);
        } else if (!finished) {
            fail(Failure.of(Failure.Kind.TIMEOUT, "the request's body did not move", true));
        }
    }

    private void fail(Failure failure) {
        upstream.counted(question.method(), 0);
        if (failure.kind() == Failure.Kind.TIMEOUT && cutShort) {
            upstream.spared();
        } else {
            upstream.failed(failure, System.nanoTime() - began);
        }
        leave();
        judge.failed(this, failure);
    }

    /** The answer's status is a failure, and another attempt follows: what is left of the answer is thrown away. */
    void discard(HttpClientResponse answer, Failure failure) {
        upstream.failed(failure, System.nanoTime() - began);
        if (length(answer) > MOST_DISCARDED || !question.body().isSent()) {
            leave();
            return;
        }
        timer = vertx.setTimer(limitMillis, tick -> leave());
        answer.exceptionHandler(cause -> leave());
        answer.endHandler(end -> finish());
    }

    private static long length(HttpClientResponse answer) {
        var length = answer.getHeader("Content-Length");
        try {
            return length == null ? Long.MAX_VALUE : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The answer went to the client, whole. */
    void done() {
        if (!finished) {
            upstream.succeeded(System.nanoTime() - began);
            end();
        }
    }

    /** The answer went to the client, whole; its status was a failure all the same. */
    void done(Failure failure) {
        if (!finished) {
            upstream.failed(failure, System.nanoTime() - began);
            end();
        }
    }

    private void end() {
        if (question.body().isSent()) {
            finish();
        } else {
            leave();
        }
    }

    /** The answer broke off. */
    void brokeOff(Failure failure) {
        if (!finished) {
            upstream.failed(failure, System.nanoTime() - began);
            leave();
        }
    }

    /** Nobody waits for it any more. */
    void drop() {
        if (!finished) {
            upstream.spared();
            leave();
        }
    }

    /** Ends the connection too: it is in the middle of something. */
    private void leave() {
        if (!finished) {
            question.body().stop();
            finish();
            if (request != null) {
                request.reset();
            }
        }
    }

    private void finish() {
        if (!finished) {
            finished = true;
            vertx.cancelTimer(timer);
            idle.forget(this);
            upstream.pool.release();
        }
    }

    static Failure status(HttpClientResponse answer) {
        return Failure.status(answer.statusCode(), RetryAfter.read(answer.getHeader("Retry-After"), Instant.now()));
    }

    static String words(Throwable cause) {
        if (cause instanceof ConnectException) {
            return "connection refused";
        }
        var message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
