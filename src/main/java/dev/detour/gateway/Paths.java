package dev.detour.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What of a request's target goes to an upstream (FAULTS G7 to G9): nothing that could leave the upstream's base path, and
 * no parameter that Camel would take for an order.
 */
final class Paths {
    private static final Pattern UPWARDS = Pattern.compile("/\\.{1,2}(?:;[^/]*)?(?:/|$)");

    private Paths() {}

    /** @param rest path and query, beginning with a slash or a question mark, or empty */
    record Target(String service, String rest) {}

    /** Empty when it is none that may be passed on. */
    static Optional<Target> of(String uri) {
        var slash = uri.indexOf('/', Gateway.START.length());
        var question = uri.indexOf('?', Gateway.START.length());
        var end = slash < 0 || (question >= 0 && question < slash) ? question : slash;
        var service = end < 0 ? uri.substring(Gateway.START.length()) : uri.substring(Gateway.START.length(), end);
        var rest = end < 0 ? "" : uri.substring(end);
        return clean(rest).map(target -> new Target(service, target));
    }

    /** A path and query as they may be appended to a base URL. */
    static Optional<String> clean(String rest) {
        var question = rest.indexOf('?');
        var path = question < 0 ? rest : rest.substring(0, question);
        if (!path.isEmpty() && path.charAt(0) != '/') {
            return Optional.empty();
        }
        if (mayBeOdd(path)
                && (Strangers.isDisguised(path) || UPWARDS.matcher(path).find())) {
            return Optional.empty();
        }
        if (!isPlain(rest)) {
            return Optional.empty();
        }
        return Optional.of(question < 0 ? path : path + query(rest.substring(question + 1)));
    }

    /** RFC 3986: no blank, no control, nothing beyond ASCII, no fragment. Some other signs are sent all the same. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (sign <= ' ' || sign > '~' || sign == '#' || sign == '<' || sign == '>') {
                return false;
            }
        }
        return true;
    }

    private static boolean mayBeOdd(String path) {
        return path.indexOf('%') >= 0 || path.indexOf('\\') >= 0 || path.contains("/.");
    }

    /** With its question mark; without parameters that Camel reads orders from, in any spelling. */
    private static String query(String query) {
        if (!query.toLowerCase(Locale.ROOT).contains("camel") && query.indexOf('%') < 0) {
            return "?" + query;
        }
        var kept = new StringBuilder();
        for (var parameter : query.split("&", -1)) {
            var equals = parameter.indexOf('=');
            if (!Strangers.isCamels(decoded(equals < 0 ? parameter : parameter.substring(0, equals)))) {
                kept.append(kept.isEmpty() ? "?" : "&").append(parameter);
            }
        }
        return kept.toString();
    }

    private static String decoded(String name) {
        try {
            return java.net.URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Not decodable by us, and so by no one whom we know; but nobody needs it either.
            return "camel";
        }
    }
}
