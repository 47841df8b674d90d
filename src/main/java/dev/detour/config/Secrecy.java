package dev.detour.config;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What of a value may be shown. */
final class Secrecy {
    private static final String SUPERVISOR = ".restart.supervisor";
    private static final String CREDENTIALS = "(?s)://.*@";
    private static final Set<Type<?>> LISTS = Set.of(Types.URLS, ServiceTypes.UPSTREAMS);

    private Secrecy() {}

    /** The value as it may be shown: {@code ***} for a secret, no credentials in any URL. */
    static String shown(String key, String value) {
        var row = KeyFinder.itself(key).map(KeyFinder.Match::row);
        if (row.map(Key::secret).orElse(false) && !key.endsWith(SUPERVISOR)) {
            return "***";
        }
        if (value.indexOf('@') < 0) {
            return value;
        }
        if (key.endsWith(SUPERVISOR)) {
            // An address without its scheme may hold a password too.
            return ofEach(value, "(?s)^([a-z]+://)?.*@", "$1***@");
        }
        boolean list = row.map(known -> LISTS.contains(known.type())).orElse(false);
        return list ? ofEach(value, CREDENTIALS, "://***@") : value.replaceAll(CREDENTIALS, "://***@");
    }

    /** Of a list's entries, which begin where a scheme follows a comma: a comma alone may be part of a password. */
    private static String ofEach(String value, String masked, String mask) {
        return Stream.of(value.split(",(?=\\s*[A-Za-z][A-Za-z0-9+.-]*://)", -1))
                .map(entry -> entry.replaceAll(masked, mask))
                .collect(Collectors.joining(","));
    }
}
