package dev.detour.gateway;

import dev.detour.config.Service;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /gateway/{service}/…} (SPEC §9): from a request to its {@link Call}. Everything happens on one event loop; the
 * public methods but {@link #handle} may be called from any thread.
 */
public final class Gateway implements Handler<HttpServerRequest> {
    /** How the paths begin that are its own. */
    public static final String START = "/gateway/";

    private static final Set<String> CANNOT_PASS = Set.of("CONNECT", "TRACE");

    private static final int LONGEST_SHOWN = 60;

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final World world;
    private final Context loop;
    private final Looks looks;
    private final boolean open;
    /** Added by the program itself; configured ones of the same name go before them. */
    private final Map<String, Service> registered = new LinkedHashMap<>();

    private volatile Map<String, LiveService> services = Map.of();
    private List<Service> configured = List.of();
    private Threads threads;

    /** Without services, and they are nobody's business; nothing is opened before {@link #become}. */
    public Gateway(World world) {
        this(world, false);
    }

    /** @param open whether who asks may know what services there are: where the API tells them without a token */
    public Gateway(World world, boolean open) {
        this.world = world;
        this.open = open;
        this.loop = world.vertx().getOrCreateContext();
        this.looks = new Looks(world.vertx(), world.look());
    }

    /** Serves these from now on. One that is as it was goes on; calls under way at any other may end. */
    public CompletionStage<Void> become(List<Service> wanted) {
        return onLoop(done -> {
            configured = wanted;
            renew();
            done.complete(null);
        });
    }

    /** Adds one to those that are configured. */
    CompletionStage<Void> register(Service service) {
        return onLoop(done -> {
            registered.put(service.name(), service);
            renew();
            done.complete(null);
        });
    }

    /** Somebody waits for the answer: what the work throws is one. */
    private <T> CompletionStage<T> onLoop(Consumer<CompletableFuture<T>> work) {
        var answer = new CompletableFuture<T>();
        loop.runOnContext(now -> {
            try {
                work.accept(answer);
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private void renew() {
        var wanted = new LinkedHashMap<String, Service>();
        configured.forEach(service -> wanted.put(service.name(), service));
        registered.forEach(wanted::putIfAbsent);
        var before = services;
        // The old are closed before the new are made: both may have meters of the same names.
        before.forEach((name, old) -> {
            if (!old.settings().equals(wanted.get(name))) {
                old.close();
            }
        });
        var next = new LinkedHashMap<String, LiveService>();
        wanted.forEach((name, service) -> {
            var same = before.get(name);
            next.put(name, same != null && same.settings().equals(service) ? same : new LiveService(world, service));
        });
        services = Collections.unmodifiableMap(next);
        looks.at(next.values());
    }

    @Override
    public void handle(HttpServerRequest request) {
        var answering = new HttpAnswering(request);
        var method = request.method();
        request.exceptionHandler(cause -> broken(request, answering, cause));
        request.response().exceptionHandler(cause -> LOG.debug("an answer could not be sent", cause));
        var target = Paths.of(request.uri());
        if (services.isEmpty()) {
            Refusals.noServices(answering, method);
        } else if (target.isEmpty()) {
            Refusals.refused(
                    answering,
                    method,
                    404,
                    "there is no such path",
                    "paths have no encoded dots, slashes or backslashes");
        } else if (CANNOT_PASS.contains(method.name())) {
            Refusals.refused(answering, method, 405, "this method cannot pass", "use another");
        } else {
            var service = services.get(target.get().service());
            if (service == null) {
                unknown(target.get().service(), answering, method);
            } else if (mayAsk(service, request, answering)) {
                serve(service, request, target.get().rest(), answering);
            }
        }
    }

    private void unknown(String service, Answering answering, HttpMethod method) {
        if (open) {
            var hint = "the services are " + String.join(", ", services.keySet());
            Refusals.refused(answering, method, 404, "there is no service \"" + shown(service) + "\"", hint);
        } else {
            Refusals.refused(
                    answering, method, 404, "there is no such service", "the path begins with /gateway/<service>/");
        }
    }

    /** A client's word, made safe to repeat. */
    private static String shown(String word) {
        var plain = word.replaceAll("[^ -~]", "?");
        return plain.length() <= LONGEST_SHOWN ? plain : plain.substring(0, LONGEST_SHOWN - 1) + "…";
    }

    /** Its body cannot be read, or the client has left. */
    private static void broken(HttpServerRequest request, Answering answering, Throwable cause) {
        if (!(cause instanceof HttpClosedException) && !request.response().headWritten()) {
            answering.headers().set("Connection", "close");
            Refusals.refused(answering, request.method(), 400, "this is no HTTP request", "see RFC 9112");
            // Vert.x closes next, and what is not on its way by then is lost.
            if (request.connection() instanceof ConnectionBase connection) {
                connection.channelHandlerContext().flush();
            }
        }
    }

    private static boolean mayAsk(LiveService service, HttpServerRequest request, Answering answering) {
        var token = service.settings().token();
        if (token.isEmpty()) {
            return true;
        }
        var offered = Strangers.bearer(request);
        if (offered.isEmpty()) {
            answering.headers().set("WWW-Authenticate", "Bearer realm=\"" + service.name() + "\"");
            Refusals.refused(
                    answering,
                    request.method(),
                    401,
                    "this service needs a token",
                    "send Authorization: Bearer <token>");
            return false;
        }
        if (MessageDigest.isEqual(bytes(token.get()), bytes(offered.get()))) {
            return true;
        }
        Refusals.refused(answering, request.method(), 403, "this is not the service's token", "ask its operator");
        return false;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void serve(LiveService service, HttpServerRequest request, String rest, HttpAnswering answering) {
        if (service.upstreams().isEmpty()) {
            Refusals.noServices(answering, request.method());
            return;
        }
        var via = service.settings().via();
        // What a route makes of an answer is known to nobody else.
        var found = via.isPresent()
                ? Cache.Found.OFF
                : service.find(new Cache.Request(request.method().name(), rest, request.headers()));
        if (found instanceof Cache.Found.Hit hit) {
            Kept.answer(answering, request.method(), hit);
            return;
        }
        var askedAt = System.nanoTime();
        new Reading(request, service.timeoutMillis(), answering).begin(world.vertx(), body -> {
            if (via.isPresent()) {
                threads().pass(via.get(), service, request, rest, body, answering);
                return;
            }
            var call = new Call(service, request.method(), rest, request.headers(), body, answering, found, askedAt);
            request.response().closeHandler(gone -> call.cancel());
            request.exceptionHandler(cause -> {
                // First, or the answer would end what cancels it.
                call.cancel();
                broken(request, answering, cause);
            });
            call.start();
        });
    }

    private Threads threads() {
        if (threads == null) {
            threads = new Threads(world);
        }
        return threads;
    }

    /**
     * Asks a service from within the program.
     *
     * @param rest path and query below the service
     * @param headers of which what is no HTTP field is left out
     * @param body empty for none
     */
    CompletionStage<Reply> execute(String service, String method, String rest, MultiMap headers, byte[] body) {
        return onLoop(answer -> {
            var answering = new Gathering(answer);
            var asked = HttpMethod.valueOf(method);
            var live = services.get(service);
            var path = Paths.clean(rest.isEmpty() || rest.startsWith("/") || rest.startsWith("?") ? rest : "/" + rest);
            if (live == null || live.upstreams().isEmpty()) {
                Refusals.noServices(answering, asked);
            } else if (path.isEmpty()) {
                Refusals.refused(
                        answering, asked, 404, "there is no such path", "no dots, encoded or double slashes in it");
            } else {
                ask(live, asked, path.get(), Fields.sound(headers), body, answering);
            }
        });
    }

    private void ask(
            LiveService live, HttpMethod method, String rest, MultiMap headers, byte[] body, Gathering answering) {
        var found = body.length == 0 ? live.find(new Cache.Request(method.name(), rest, headers)) : Cache.Found.OFF;
        if (found instanceof Cache.Found.Hit hit) {
            Kept.answer(answering, method, hit);
        } else {
            var whole = body.length == 0 ? Body.NONE : Body.whole(Buffer.buffer(body));
            var call = new Call(live, method, rest, headers, whole, answering, found, System.nanoTime());
            // A stream of events is never silent, and never ends; but who asks here waits for its end.
            var timer = world.vertx().setTimer(live.wholeMillis(), tick -> {
                answering.tooLate();
                call.cancel();
            });
            answering.whenDone(() -> world.vertx().cancelTimer(timer));
            call.start();
        }
    }

    /** In order. */
    public List<String> names() {
        return List.copyOf(services.keySet());
    }

    public List<GatewayView.Service> view() {
        return services.values().stream().map(LiveService::view).toList();
    }

    public Optional<GatewayView.Service> view(String service) {
        return Optional.ofNullable(services.get(service)).map(LiveService::view);
    }

    /**
     * Opens or closes an upstream's breaker, or gives it back to itself.
     *
     * @param state {@code open}, {@code closed} or {@code auto}
     * @return false when the service has no such upstream
     */
    public boolean order(String service, String upstream, String state) {
        var live = services.get(service);
        var found = live == null
                ? Optional.<Upstream>empty()
                : live.upstreams().stream()
                        .filter(one -> one.url().equals(upstream))
                        .findFirst();
        found.ifPresent(one -> loop.runOnContext(now -> one.order(state)));
        return found.isPresent();
    }

    /** Looks at every upstream of a service now: whether one of them answers. */
    CompletionStage<Boolean> look(String service) {
        return onLoop(answer -> {
            var live = services.get(service);
            if (live == null) {
                answer.complete(false);
            } else {
                looks.now(live).onComplete(done -> answer.complete(done.succeeded() && done.result()));
            }
        });
    }
}
