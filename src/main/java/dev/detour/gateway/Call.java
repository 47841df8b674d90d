package dev.detour.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One request on its way to an answer (SPEC §9): rounds over the upstreams, until one answers, the rules allow no further
 * attempt, or time is up. At any moment it waits for exactly one thing, which {@link #cancel} ends.
 */
final class Call implements Attempt.Judge {
    private static final Set<HttpMethod> REPEATABLE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

    private final LiveService service;
    private final Attempt.Question question;
    private final Answering to;
    private final boolean repeatable;
    private final Cache.Request asked;
    private final Cache.Found found;
    private final long began = System.nanoTime();
    private final Map<String, Refusals.Tried> tried = new LinkedHashMap<>();

    private List<Upstream> order = List.of();
    private int round;
    private int next;
    private int attempts;
    private boolean triedInRound;
    private boolean over;
    /** What is waited for; each of them may be absent. */
    private long timer = -1;

    private Upstream pooled;
    private Runnable turn;
    private Attempt attempt;
    private Relay relay;

    /**
     * @param headers of the request
     * @param found what the cache said
     */
    Call(
            LiveService service,
            HttpMethod method,
            String rest,
            MultiMap headers,
            Body body,
            Answering to,
            Cache.Found found) {
        this.service = service;
        this.question = new Attempt.Question(method, rest, fields -> service.write(headers, fields), body);
        this.to = to;
        this.repeatable = REPEATABLE.contains(method) || headers.contains("Idempotency-Key");
        this.asked = new Cache.Request(method.name(), rest, headers);
        this.found = found;
    }

    void start() {
        service.budget.request(began);
        var wait = service.turn();
        if (wait < 0) {
            refuse(429, "too many requests for service " + service.name(), "ask again later", service.retryAfter());
        } else if (wait == 0) {
            round();
        } else {
            service.waiting(1);
            timer = service.vertx.setTimer(Math.max(1, wait / 1_000_000), tick -> {
                timer = -1;
                service.waiting(-1);
                round();
            });
        }
    }

    private void round() {
        round++;
        next = 0;
        triedInRound = false;
        order = service.order();
        next();
    }

    /** The next upstream of the round that may be tried; at the end of the round a pause, or the end. */
    private void next() {
        while (next < order.size()) {
            var upstream = order.get(next++);
            var now = System.nanoTime();
            if (upstream.isClosedTo(now)) {
                tried.putIfAbsent(upstream.url(), new Refusals.Tried(upstream.url(), upstream.whyClosed(now), null));
            } else if (upstream.pool.tryAcquire()) {
                if (tryAt(upstream)) {
                    return;
                }
            } else {
                await(upstream);
                return;
            }
        }
        endRound();
    }

    /** @return false when it came to nothing, and the place in the pool is given back */
    private boolean tryAt(Upstream upstream) {
        var left = leftMillis();
        if (left <= 0 || (attempts > 0 && !mayRepeat())) {
            upstream.pool.release();
            next = order.size();
            round = Integer.MAX_VALUE;
            return false;
        }
        if (!upstream.tryAcquire()) {
            upstream.pool.release();
            tried.putIfAbsent(
                    upstream.url(), new Refusals.Tried(upstream.url(), upstream.whyClosed(System.nanoTime()), null));
            return false;
        }
        attempts++;
        triedInRound = true;
        attempt = new Attempt(service.vertx, upstream, question, service.idle, this);
        attempt.begin(Math.min(service.attemptMillis(), left), left < service.attemptMillis());
        return true;
    }

    /** The first failover of a request is free. */
    private boolean mayRepeat() {
        return (attempts == 1 && round == 1) || service.budget.take(System.nanoTime());
    }

    private void await(Upstream upstream) {
        pooled = upstream;
        turn = () -> {
            stopWaiting();
            if (upstream.isClosedTo(System.nanoTime())) {
                upstream.pool.release();
                next();
            } else if (!tryAt(upstream)) {
                next();
            }
        };
        if (!upstream.pool.await(turn)) {
            refuse(503, "too many wait for a connection to " + upstream.url(), "ask again later", 1);
            return;
        }
        timer = service.vertx.setTimer(Math.max(1, leftMillis()), tick -> {
            upstream.pool.forget(turn);
            timer = -1;
            refuse(503, "no connection to " + upstream.url() + " was free in time", "ask again later", 1);
        });
    }

    private void stopWaiting() {
        if (timer >= 0) {
            service.vertx.cancelTimer(timer);
            timer = -1;
        }
        pooled = null;
        turn = null;
    }

    private void endRound() {
        var pause = round >= service.rounds() ? -1 : service.pause(round);
        if (pause < 0 || pause >= leftMillis() || (!triedInRound && nobodyWillBeOpen())) {
            fail();
        } else {
            timer = service.vertx.setTimer(Math.max(1, pause), tick -> {
                timer = -1;
                round();
            });
        }
    }

    /** Waiting is of no use when every upstream stays closed for longer than the call may take. */
    private boolean nobodyWillBeOpen() {
        var now = System.nanoTime();
        return order.stream().allMatch(upstream -> upstream.closedFor(now) / 1_000_000 > leftMillis());
    }

    @Override
    public void answered(Attempt done, HttpClientResponse answer) {
        attempt = done;
        if (Failure.isFailure(answer.statusCode())) {
            var failure = Attempt.status(answer);
            note(done, failure);
            if (repeatable && question.body().isWhole()) {
                attempt = null;
                done.discard(answer, failure);
                next();
                return;
            }
        }
        relay(done, answer);
    }

    private void relay(Attempt done, HttpClientResponse answer) {
        if (!Failure.isFailure(answer.statusCode())) {
            done.upstream().proven();
        }
        var headers = to.headers();
        headers.set(Fields.UPSTREAM, done.upstream().url());
        headers.set(Fields.ATTEMPTS, Integer.toString(attempts));
        headers.set(Fields.CACHE, found.word());
        relay = new Relay(
                this,
                done,
                answer,
                to,
                service.idle,
                endToEnd -> service.keep(asked, found, answer.statusCode(), endToEnd));
        relay.begin(question.method());
    }

    /** The answer is with the client. */
    void relayed(Attempt done, HttpClientResponse answer) {
        if (Failure.isFailure(answer.statusCode())) {
            done.done(Attempt.status(answer));
        } else {
            done.done();
        }
        over();
    }

    @Override
    public void failed(Attempt done, Failure failure) {
        attempt = null;
        note(done, failure);
        if (over) {
            return;
        }
        if (!failure.sent() || (repeatable && question.body().isWhole())) {
            next();
        } else {
            fail();
        }
    }

    @Override
    public void unfinished(Attempt done) {
        attempt = null;
        to.headers().set(Fields.ATTEMPTS, Integer.toString(attempts)).set(Fields.CACHE, found.word());
        service.cache.sent(asked, 0);
        Refusals.refused(to, question.method(), 408, "the body did not come in time", "send it faster");
        over();
    }

    private void note(Attempt done, Failure failure) {
        var url = done.upstream().url();
        tried.put(url, new Refusals.Tried(url, failure.text(), failure.status() == 0 ? null : failure.status()));
    }

    private void fail() {
        to.headers().set(Fields.ATTEMPTS, Integer.toString(attempts)).set(Fields.CACHE, found.word());
        service.cache.sent(asked, 0);
        Refusals.allFailed(to, question.method(), List.copyOf(tried.values()));
        over();
    }

    private void refuse(int status, String error, String hint, long retryAfterSeconds) {
        to.headers().set("Retry-After", Long.toString(Math.max(1, retryAfterSeconds)));
        to.headers().set(Fields.ATTEMPTS, Integer.toString(attempts)).set(Fields.CACHE, found.word());
        Refusals.refused(to, question.method(), status, error, hint);
        over();
    }

    private long leftMillis() {
        return service.timeoutMillis() - (System.nanoTime() - began) / 1_000_000;
    }

    void over() {
        if (!over) {
            over = true;
            service.finished(began);
        }
    }

    /** The client has left. */
    void cancel() {
        if (over) {
            return;
        }
        if (pooled != null) {
            pooled.pool.forget(turn);
        } else if (timer >= 0 && round == 0) {
            service.waiting(-1);
        }
        stopWaiting();
        service.cache.sent(asked, 0);
        question.body().stop();
        if (relay != null) {
            relay.stop();
        } else if (attempt != null) {
            attempt.drop();
        }
        over();
    }
}
