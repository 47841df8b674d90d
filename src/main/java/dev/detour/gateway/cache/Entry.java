package dev.detour.gateway.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An answer that was kept. Nothing changes it.
 *
 * @param fields as the upstream sent them, but {@code Age}, {@code Content-Length} and what is the connection's
 * @param fieldsUnmodified those of them that a 304 carries (RFC 9110, 15.4.5)
 * @param body not copied: nobody may write to it
 * @param lifetime how long it is fresh
 * @param initialAge how old it was when it came
 * @param stored when it came
 */
public record Entry(
        int status,
        Fields fields,
        Fields fieldsUnmodified,
        @SuppressWarnings("ArrayRecordComponent") byte[] body,
        Duration lifetime,
        Duration initialAge,
        Instant stored,
        Variant variant) {
    private static final Set<String> UNMODIFIED =
            Set.of("cache-control", "content-location", "date", "etag", "expires", "last-modified", "vary");
    /** RFC 9110, 7.6.1; {@code Content-Length} is that of the body that is sent. */
    private static final Set<String> NOT_KEPT = Set.of(
            "age",
            "content-length",
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    static Fields kept(Fields answer) {
        var lines = new ArrayList<Map.Entry<String, String>>();
        answer.each((name, value) -> {
            if (!NOT_KEPT.contains(name.toLowerCase(Locale.ROOT))) {
                lines.add(Map.entry(name, value));
            }
        });
        return Fields.of(lines);
    }

    static Fields unmodified(Fields kept) {
        var lines = new ArrayList<Map.Entry<String, String>>();
        kept.each((name, value) -> {
            if (UNMODIFIED.contains(name.toLowerCase(Locale.ROOT))) {
                lines.add(Map.entry(name, value));
            }
        });
        return Fields.of(lines);
    }

    /** RFC 9111, 4.2.3. */
    Duration age(Instant now) {
        return initialAge.plus(Duration.between(stored, now));
    }

    /** Whether a request with these directives may be answered with it now (RFC 9111, 4.2 and 5.2.1). */
    boolean mayAnswer(Directives request, Instant now) {
        Duration age = age(now);
        Duration least = request.time("min-fresh").orElse(Duration.ZERO);
        return lifetime.compareTo(age.plus(least)) > 0
                && request.time("max-age").map(most -> age.compareTo(most) <= 0).orElse(true);
    }

    /** The variants but those that this one takes the place of, and at most so many. */
    static List<Entry> with(List<Entry> entries, Entry added, int most) {
        var next = new ArrayList<Entry>();
        next.add(added);
        for (Entry entry : entries) {
            if (next.size() < most && !entry.variant.isAlike(added.variant)) {
                next.add(entry);
            }
        }
        return List.copyOf(next);
    }
}
