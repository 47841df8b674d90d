package dev.detour.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One request on its way to an answer (SPEC §9): rounds over the upstreams, until one answers, the rules allow no further
 * attempt, or time is up. At any moment it waits, has attempts under way, or relays an answer; {@link #cancel} ends each.
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
    /** When the client asked; its body may have taken much of the time since. */
    private final long askedAt;

    private final long began = System.nanoTime();
    private final Tally tally = new Tally();
    private final Wait wait;
    private final UnderWay underWay;

    private List<Upstream> order = List.of();
    private int round;
    private int next;
    private int attempts;
    private boolean triedInRound;
    private boolean exhausted;
    /** An upstream got it and failed: it may have done it all the same, whatever the next one says. */
    private boolean unsure;

    private boolean over;
    private Relay relay;

    /**
     * @param headers of the request
     * @param found what the cache said
     * @param askedAt by {@link System#nanoTime}: from then the service's timeout counts
     */
    Call(
            LiveService service,
            HttpMethod method,
            String rest,
            MultiMap headers,
            Body body,
            Answering to,
            Cache.Found found,
            long askedAt) {
        this.service = service;
        this.question = new Attempt.Question(method, rest, fields -> service.write(headers, fields), body);
        this.to = to;
        this.repeatable = REPEATABLE.contains(method) || headers.contains("Idempotency-Key");
        this.asked = new Cache.Request(method.name(), rest, headers);
        this.found = found;
        this.askedAt = askedAt;
        this.wait = new Wait(service.vertx);
        this.underWay = new UnderWay(service.vertx);
    }

    void start() {
        service.budget.request(began);
        var turn = service.turn();
        if (turn < 0 || (turn > 0 && TimeUnit.NANOSECONDS.toMillis(turn) >= leftMillis())) {
            refuse(429, "too many requests for service " + service.name(), service.retryAfter());
        } else if (turn == 0) {
            round();
        } else {
            service.waiting(1);
            wait.time(turn / 1_000_000, () -> {
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
        while (!exhausted && next < order.size()) {
            var upstream = order.get(next++);
            var now = System.nanoTime();
            if (upstream.isClosedTo(now)) {
                tally.passedOver(upstream, now);
            } else if (!upstream.pool.tryAcquire()) {
                await(upstream);
                return;
            } else if (tryAt(upstream)) {
                return;
            }
        }
        endRound();
    }

    /** Where every place is taken; what its breaker says then decides again. */
    private void await(Upstream upstream) {
        Runnable turn = () -> {
            var now = System.nanoTime();
            if (upstream.isClosedTo(now)) {
                upstream.pool.release();
                tally.passedOver(upstream, now);
                next();
            } else if (!tryAt(upstream)) {
                next();
            }
        };
        Runnable late = () -> refuse(503, "no connection to " + upstream.url() + " was free in time", 1);
        if (!wait.place(upstream.pool, leftMillis(), turn, late)) {
            refuse(503, "too many wait for a connection to " + upstream.url(), 1);
        }
    }

    /**
     * With a place in its pool.
     *
     * @return false when it came to nothing, and the place is given back
     */
    private boolean tryAt(Upstream upstream) {
        if (leftMillis() <= 0 || (attempts > 0 && !mayRepeat())) {
            upstream.pool.release();
            exhausted = true;
            return false;
        }
        if (!upstream.tryAcquire()) {
            upstream.pool.release();
            tally.passedOver(upstream, System.nanoTime());
            return false;
        }
        triedInRound = true;
        service.hedgeMillis(question).ifPresent(after -> underWay.hedgeAfter(after, this::hedge));
        attempt(upstream);
        return true;
    }

    /** The first failover of a request is free. */
    private boolean mayRepeat() {
        return (attempts == 1 && round == 1) || service.budget.take(System.nanoTime());
    }

    private void attempt(Upstream upstream) {
        attempts++;
        var attempt = new Attempt(service.vertx, upstream, question, service.idle, this);
        underWay.add(attempt);
        var left = leftMillis();
        // Half the call or more is time enough to count as a timeout: else, where a call is no longer than an
        // attempt, none ever would, and the next upstream never be asked.
        var shortened = left < service.attemptMillis() && left < service.timeoutMillis() / 2;
        attempt.begin(Math.min(service.attemptMillis(), left), shortened);
    }

    /** Asks the next upstream too, if there is one that has room at once; that counts as a retry. */
    private void hedge() {
        while (leftMillis() > 0 && next < order.size()) {
            var upstream = order.get(next++);
            if (upstream.isClosedTo(System.nanoTime()) || !upstream.pool.tryAcquire()) {
                continue;
            }
            if (service.budget.take(System.nanoTime()) && upstream.tryAcquire()) {
                attempt(upstream);
                return;
            }
            upstream.pool.release();
        }
    }

    private void endRound() {
        var pause = exhausted || round >= service.rounds() ? Long.MAX_VALUE : service.pause(round);
        if (pause >= leftMillis() || (!triedInRound && nobodyWillBeOpen())) {
            fail();
        } else {
            wait.time(pause, this::round);
        }
    }

    /** Waiting is of no use when every upstream stays closed for longer than the call may take. */
    private boolean nobodyWillBeOpen() {
        var now = System.nanoTime();
        return order.stream().allMatch(upstream -> upstream.closedFor(now) / 1_000_000 > leftMillis());
    }

    @Override
    public void answered(Attempt done, HttpClientResponse answer) {
        var other = underWay.left(done);
        if (!Failure.isFailure(answer.statusCode())) {
            done.upstream().proven();
        } else if (mayGoElsewhere()) {
            var failure = Attempt.status(answer);
            tally.failed(done.upstream(), failure);
            unsure = true;
            done.discard(answer, failure);
            if (!other) {
                next();
            }
            return;
        }
        underWay.drop();
        relay(done, answer);
    }

    private boolean mayGoElsewhere() {
        return repeatable && question.body().isWhole();
    }

    private void relay(Attempt done, HttpClientResponse answer) {
        to.headers().set(Fields.UPSTREAM, done.upstream().url());
        tell();
        relay = new Relay(
                this,
                done,
                answer,
                to,
                service.idle,
                endToEnd -> service.keep(asked, found, answer.statusCode(), unsure, endToEnd));
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
        var other = underWay.left(done);
        tally.failed(done.upstream(), failure);
        unsure = unsure || failure.sent();
        if (over || other) {
            return;
        }
        if (!failure.sent() || mayGoElsewhere()) {
            next();
        } else {
            fail();
        }
    }

    @Override
    public void unfinished(Attempt done) {
        underWay.left(done);
        if (!over) {
            giveUp();
            Refusals.refused(to, question.method(), 408, "the body did not come in time", "send it faster");
            over();
        }
    }

    private void fail() {
        giveUp();
        Refusals.allFailed(to, question.method(), tally.all());
        over();
    }

    private void refuse(int status, String error, long retryAfterSeconds) {
        giveUp();
        to.headers().set("Retry-After", Long.toString(Math.max(1, retryAfterSeconds)));
        Refusals.refused(to, question.method(), status, error, "ask again later");
        over();
    }

    /** Nobody will know what came of it. */
    private void giveUp() {
        tell();
        service.cache.sent(asked, 0);
    }

    private void tell() {
        to.headers().set(Fields.ATTEMPTS, Integer.toString(attempts));
        to.headers().set(Fields.CACHE, found.word());
    }

    private long leftMillis() {
        return service.timeoutMillis() - (System.nanoTime() - askedAt) / 1_000_000;
    }

    void over() {
        if (!over) {
            over = true;
            underWay.drop();
            service.finished(began);
        }
    }

    /** The client has left. */
    void cancel() {
        if (over) {
            return;
        }
        if (round == 0) {
            service.waiting(-1);
        }
        wait.end();
        service.cache.sent(asked, 0);
        question.body().stop();
        if (relay != null) {
            relay.stop();
        }
        over();
    }
}
