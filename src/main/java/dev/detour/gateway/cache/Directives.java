package dev.detour.gateway.cache;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code Cache-Control} says (RFC 9111, 5.2): names in lower case, each with its argument. Of a number given twice
 * the lesser counts, and a number that is none counts as 0 (4.2.1: such an answer is stale).
 */
record Directives(Map<String, String> named) {
    private static final Directives NONE = new Directives(Map.of());
    private static final Pattern DIRECTIVE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]*)))?");
    /** 1.2.2: what is greater counts as this. */
    private static final long MOST = 1L << 31;

    static Directives of(Fields fields) {
        List<String> lines = fields.all("Cache-Control");
        return lines.isEmpty() ? NONE : parse(String.join(", ", lines));
    }

    private static Directives parse(String text) {
        var named = new HashMap<String, String>();
        Matcher matcher = DIRECTIVE.matcher(text);
        while (matcher.find()) {
            String argument = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
            named.merge(
                    matcher.group(1).toLowerCase(Locale.ROOT),
                    argument == null ? "" : argument,
                    (a, b) -> number(a) <= number(b) ? a : b);
        }
        return new Directives(named);
    }

    boolean isEmpty() {
        return named.isEmpty();
    }

    boolean has(String name) {
        return named.containsKey(name);
    }

    /** A directive's time; empty when it is not there. */
    Optional<Duration> time(String name) {
        return Optional.ofNullable(named.get(name)).map(text -> Duration.ofSeconds(number(text)));
    }

    static long number(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        return text.length() > 10 ? MOST : Math.min(Long.parseLong(text), MOST);
    }
}
