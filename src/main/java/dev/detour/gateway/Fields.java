package dev.detour.gateway;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which header fields pass, either way: end-to-end ones, and none that are orders to Camel or the gateway's own. */
final class Fields {
    static final String UPSTREAM = "X-Detour-Upstream";
    static final String ATTEMPTS = "X-Detour-Attempts";
    static final String CACHE = "X-Detour-Cache";

    /** What the gateway says of an answer, and nobody else. */
    static final List<String> TOLD = List.of(UPSTREAM, ATTEMPTS, CACHE);

    /** RFC 9110, 7.6.1, and what old clients and proxies add to it. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    /** Written anew for each upstream. */
    private static final Set<String> REQUEST_ONLY = Set.of("host", "expect", "content-length");

    /** Would give a script of the upstream's power over the page, which has the same origin. */
    private static final String WORKERS = "service-worker-allowed";

    private static final Set<String> OURS = Set.of("x-detour-upstream", "x-detour-attempts", "x-detour-cache");

    /** RFC 9110, 5.6.2. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** RFC 9110, 5.5. */
    private static final Pattern VALUE = Pattern.compile("[^\\x00-\\x08\\x0a-\\x1f\\x7f]*");

    private Fields() {}

    /** Copies what of a client's request goes upstream. */
    static void toUpstream(Iterable<Map.Entry<String, String>> from, MultiMap to, boolean withoutAuthorization) {
        var named = named(from);
        for (var field : from) {
            var lower = field.getKey().toLowerCase(Locale.ROOT);
            if (passes(lower, named)
                    && !REQUEST_ONLY.contains(lower)
                    && !(withoutAuthorization && lower.equals("authorization"))) {
                to.add(field.getKey(), field.getValue());
            }
        }
    }

    /** Copies what of an upstream's answer goes to the client; its length too. */
    static void toClient(Iterable<Map.Entry<String, String>> from, MultiMap to) {
        var named = named(from);
        for (var field : from) {
            var lower = field.getKey().toLowerCase(Locale.ROOT);
            if (passes(lower, named) && !lower.equals(WORKERS)) {
                to.add(field.getKey(), field.getValue());
            }
        }
    }

    /** A program's fields without those that are none, such as a value of two lines: the attempt would end by them. */
    static MultiMap sound(Iterable<Map.Entry<String, String>> from) {
        var sound = MultiMap.caseInsensitiveMultiMap();
        for (var field : from) {
            if (NAME.matcher(field.getKey()).matches()
                    && VALUE.matcher(field.getValue()).matches()) {
                sound.add(field.getKey(), field.getValue());
            }
        }
        return sound;
    }

    private static boolean passes(String lower, Set<String> named) {
        return !HOP_BY_HOP.contains(lower)
                && !named.contains(lower)
                && !OURS.contains(lower)
                && !Strangers.isCamels(lower);
    }

    /** What Connection names belongs to the connection too. */
    private static Set<String> named(Iterable<Map.Entry<String, String>> fields) {
        Set<String> named = Set.of();
        for (var field : fields) {
            if (field.getKey().equalsIgnoreCase("connection")
                    && !field.getValue().equalsIgnoreCase("keep-alive")
                    && !field.getValue().equalsIgnoreCase("close")) {
                named = named.isEmpty() ? new HashSet<>() : named;
                for (var name : List.of(field.getValue().split(","))) {
                    named.add(name.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return named;
    }
}
