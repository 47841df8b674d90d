package dev.detour.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the gateway and the API's guard both look for in a request. */
public final class Strangers {
    /** Encoded dots, slashes, backslashes, NUL: who decodes them later sees another path than we do. */
    private static final Pattern DISGUISED = Pattern.compile("%(?:2f|5c|00|2e)|\\\\", Pattern.CASE_INSENSITIVE);

    private static final String BEARER = "Bearer ";

    private Strangers() {}

    public static boolean isDisguised(String path) {
        return DISGUISED.matcher(path).find();
    }

    /** Camel reads its orders from fields of such names, and fills some from query parameters. */
    public static boolean isCamels(String name) {
        var lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("camel") || lower.startsWith("org.apache.camel");
    }

    /** What the client says that the token is. */
    public static Optional<String> bearer(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip())
                .filter(value -> !value.isEmpty());
    }
}
