package dev.detour.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A light look at the upstreams: HEAD of the base URL, where any answer that is no failure is good; and only where traffic
 * said nothing for a while, since traffic knows better. It shows in status and metrics; who is tried is the breaker's
 * affair.
 */
final class Looks {
    private final Vertx vertx;
    private final long everyMillis;
    private final Names names;
    private final Set<Upstream> resolving = new HashSet<>();
    private List<LiveService> services = List.of();
    private long timer = -1;
    /** Lookups may hang for minutes: their one thread is nobody else's. Null while there is nothing to look up. */
    private WorkerExecutor resolver;

    /** The system's resolver, which waits. */
    interface Names {
        void resolve(String host) throws UnknownHostException;
    }

    Looks(Vertx vertx, Duration every) {
        this(vertx, every, InetAddress::getByName);
    }

    Looks(Vertx vertx, Duration every, Names names) {
        this.vertx = vertx;
        this.everyMillis = every.toMillis();
        this.names = names;
    }

    /** These from now on. */
    void at(Collection<LiveService> next) {
        services = List.copyOf(next);
        if (services.isEmpty() && timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
            forgetNames();
        } else if (!services.isEmpty() && timer < 0) {
            timer = vertx.setPeriodic(
                    Math.max(1, everyMillis / 10), everyMillis, tick -> services.forEach(this::round));
        }
    }

    private void round(LiveService service) {
        for (var upstream : service.upstreams()) {
            resolve(service, upstream);
            if (!upstream.heardOf(TimeUnit.MILLISECONDS.toNanos(everyMillis))) {
                look(service, upstream);
            }
        }
    }

    /** Every upstream at once; whether one of them answers. */
    Future<Boolean> now(LiveService service) {
        var looks = service.upstreams().stream()
                .map(upstream -> look(service, upstream))
                .toList();
        return Future.join(looks).map(all -> looks.stream().anyMatch(Future::result));
    }

    private Future<Boolean> look(LiveService service, Upstream upstream) {
        var seen = Promise.<Boolean>promise();
        var options = upstream.request(HttpMethod.HEAD, "").setTimeout(service.attemptMillis());
        upstream.client()
                .request(options)
                .compose(request -> ask(service, request))
                .onSuccess(status -> {
                    // 501: it does not know HEAD, but it is there.
                    var good = !Failure.isFailure(status) || status == 501;
                    upstream.looked(good ? Health.UP : Health.DOWN, "status " + status);
                    seen.complete(good);
                })
                .onFailure(cause -> {
                    upstream.looked(Health.DOWN, Attempt.words(cause));
                    seen.complete(false);
                });
        return seen.future();
    }

    private static Future<Integer> ask(LiveService service, HttpClientRequest request) {
        service.writeOwn(request.headers());
        return request.send().map(answer -> answer.statusCode());
    }

    /** Off the event loop: how long a name takes, which no call waits for. One that is still looked up is left alone. */
    private void resolve(LiveService service, Upstream upstream) {
        if (upstream.host().matches("[0-9.]+|.*:.*") || !resolving.add(upstream)) {
            return;
        }
        if (resolver == null) {
            resolver = vertx.createSharedWorkerExecutor("gateway-names", 1);
        }
        resolver.executeBlocking(
                        () -> {
                            var began = System.nanoTime();
                            names.resolve(upstream.host());
                            service.meters().resolution.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
                            return upstream;
                        },
                        false)
                .onComplete(done -> resolving.remove(upstream));
    }

    private void forgetNames() {
        if (resolver != null) {
            resolver.close();
            resolver = null;
        }
        resolving.clear();
    }
}
