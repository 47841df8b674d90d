package dev.detour.serve;

import dev.detour.gateway.Strangers;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Stands before every path of the server (SPEC §8): who may ask what, and what of a request may pass on. It refuses, or
 * cleans and hands on; it never answers for a path itself.
 *
 * <p>Host names: on a loopback address a foreign {@code Host} is refused, because there reading needs no token and a
 * page elsewhere could read by rebinding its name. On any other address clients use names that we cannot know, and all
 * but the public paths needs the token, which no foreign page has.
 */
final class Guard implements Handler<RoutingContext> {
    /** Answered without a token on any address. */
    private static final Set<String> PUBLIC = Set.of("/metrics", "/healthz", "/readyz");

    /** Parameters that the routes take from the path; nobody may say them another way. */
    private static final Set<String> FROM_PATH = Set.of("group", "verb");

    private static final Set<String> FROM_QUERY = Set.of("limit", "before");

    private static final int MOST_HEADERS = 100;
    /** RFC 9110, 7.2: an authority without a user; no more than names and addresses need. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]+");

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final String ownHost;
    private final boolean loopback;
    private final boolean tls;
    private final Token token;
    private final Guesses guesses = new Guesses();
    private volatile String lastOurs = "";

    Guard(String host, boolean tls, Token token) {
        this.ownHost = host.toLowerCase(Locale.ROOT);
        this.loopback = isLoopback(host);
        this.tls = tls;
        this.token = token;
    }

    @Override
    public void handle(RoutingContext ctx) {
        var request = ctx.request();
        ctx.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Security-Policy", "default-src 'self'")
                .putHeader("Referrer-Policy", "no-referrer");
        try {
            checkForm(request);
            checkOrigin(request);
            if (!mayAsk(ctx)) {
                return;
            }
            checkContent(request);
        } catch (Refusal e) {
            Http.refuse(ctx, e.answer());
            return;
        }
        clean(request.headers(), true);
        clean(ctx.queryParams(), false);
        ctx.next();
    }

    /**
     * What holds for whatever is asked, also where somebody else says who may.
     *
     * @throws Refusal when it does not
     */
    void checkStranger(HttpServerRequest request) {
        checkForm(request);
        checkOrigin(request);
    }

    private static void checkForm(HttpServerRequest request) {
        if (!request.uri().startsWith("/")) {
            throw new Refusal(400, "the request line must name a path", "such as GET /api/v1/status");
        }
        if (request.headers().entries().size() > MOST_HEADERS) {
            throw new Refusal(431, "more than " + MOST_HEADERS + " header fields", "send fewer");
        }
        int hosts = request.headers().getAll("Host").size();
        // Load balancers' checks are HTTP/1.0 without one; browsers, which could be led here, always send it.
        boolean old = hosts == 0 && request.version() == HttpVersion.HTTP_1_0;
        if (hosts != 1 && !old) {
            throw new Refusal(400, "a request has one Host header", "send Host: localhost");
        }
        for (var coding : request.headers().getAll("Transfer-Encoding")) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new Refusal(400, "the only transfer coding is chunked", "send a Content-Length");
            }
        }
        if (Strangers.isDisguised(request.path())) {
            throw new Refusal(404, "there is no such path", "paths have no encoded dots, slashes or backslashes");
        }
    }

    private void checkOrigin(HttpServerRequest request) {
        var host = request.getHeader("Host");
        if (loopback && host != null && !isOurs(host)) {
            throw new Refusal(
                    403, "Host \"" + Texts.shown(host) + "\" is not this server", "use its address or localhost");
        }
        for (var origin : request.headers().getAll("Origin")) {
            if (!origin.equalsIgnoreCase((tls ? "https://" : "http://") + host)) {
                throw new Refusal(403, "requests from other sites are refused", "call the API directly");
            }
        }
    }

    private boolean isOurs(String host) {
        // Clients say the same again and again.
        if (host.equals(lastOurs)) {
            return true;
        }
        if (!looksOurs(host)) {
            return false;
        }
        lastOurs = host;
        return true;
    }

    private boolean looksOurs(String host) {
        if (!HOST.matcher(host).matches()) {
            return false;
        }
        String name;
        try {
            name = new URI("http://" + host).getHost();
        } catch (java.net.URISyntaxException e) {
            return false;
        }
        return name != null
                && (name.equalsIgnoreCase("localhost")
                        || name.equalsIgnoreCase(ownHost)
                        || name.startsWith("[")
                        || IPV4.matcher(name).matches());
    }

    /** @return false when the request was refused, maybe a moment later */
    private boolean mayAsk(RoutingContext ctx) {
        var changes = !reads(ctx.request().method());
        if (!changes && (loopback || isPublic(ctx.normalizedPath()))) {
            return true;
        }
        var offered = Strangers.bearer(ctx.request());
        if (offered.isEmpty()) {
            ctx.response().putHeader("WWW-Authenticate", "Bearer realm=\"detour\"");
            if (!changes && isBrowserAtPage(ctx)) {
                ctx.put(Page.STRANGER, true);
                return true;
            }
            throw new Refusal(
                    401,
                    "this needs the token",
                    "send Authorization: Bearer <token>; it is detour.http.token, or stands in data/token");
        }
        if (token.is(offered.get())) {
            return true;
        }
        refuseSlowly(ctx);
        return false;
    }

    private void refuseSlowly(RoutingContext ctx) {
        var wrong = Answer.error(403, "this is not the token", "it is detour.http.token, or stands in data/token");
        var address = ctx.request().remoteAddress();
        var delay = guesses.wrong(address == null ? "" : String.valueOf(address.hostAddress()), System.nanoTime());
        if (delay == 0) {
            Http.refuse(ctx, wrong);
            return;
        }
        ctx.vertx().setTimer(delay, timer -> {
            guesses.answered();
            Http.refuse(ctx, wrong);
        });
    }

    private static void checkContent(HttpServerRequest request) {
        if (reads(request.method())) {
            return;
        }
        var length = request.getHeader("Content-Length");
        if (length != null && !length.matches("\\d{1,9}")) {
            throw new Refusal(413, "the body's length is not from 0 to 64 KB", "send less");
        }
        if (length != null && Integer.parseInt(length) > Server.MOST_BODY) {
            throw new Refusal(413, "the body is longer than 64 KB", "send less");
        }
        var type = request.getHeader("Content-Type");
        var media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!media.equals("application/json")) {
            throw new Refusal(415, "the body must be JSON", "send Content-Type: application/json");
        }
    }

    private static void clean(MultiMap named, boolean headers) {
        for (var name : Set.copyOf(named.names())) {
            var lower = name.toLowerCase(Locale.ROOT);
            if (Strangers.isCamels(lower)
                    || FROM_PATH.contains(lower)
                    || (headers ? FROM_QUERY.contains(lower) : lower.equals("x-detour-by"))) {
                named.remove(name);
            }
        }
    }

    private static boolean reads(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private static boolean isPublic(String path) {
        return PUBLIC.contains(path) || path.startsWith("/metric/") || Page.isFile(path);
    }

    /** Who reads HTML gets the 401 as a page that asks for the token; it holds nothing else. */
    private static boolean isBrowserAtPage(RoutingContext ctx) {
        var accepted = ctx.request().getHeader("Accept");
        return ctx.normalizedPath().equals("/") && accepted != null && accepted.contains("text/html");
    }

    /** Whether only this machine can reach {@code host}; a name that does not resolve is taken for the outside. */
    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
