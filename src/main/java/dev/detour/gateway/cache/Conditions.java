package dev.detour.gateway.cache;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the client has what is kept already (RFC 9110, 13; RFC 9111, 4.3.2). */
final class Conditions {
    private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[^\"]*\")");

    private Conditions() {}

    static boolean notModified(Fields request, Fields kept) {
        var tags = request.all("If-None-Match");
        if (!tags.isEmpty()) {
            return hasTag(String.join(", ", tags), kept.first("ETag"));
        }
        Optional<Instant> since = request.first("If-Modified-Since").flatMap(Freshness::date);
        Optional<Instant> changed = kept.first("Last-Modified").flatMap(Freshness::date);
        return since.isPresent() && changed.isPresent() && !changed.get().isAfter(since.get());
    }

    /** By weak comparison (RFC 9110, 13.1.2). */
    private static boolean hasTag(String tags, Optional<String> kept) {
        if (tags.strip().equals("*")) {
            return true;
        }
        Optional<String> own = kept.map(TAG::matcher).filter(Matcher::matches).map(m -> m.group(1));
        return own.isPresent()
                && TAG.matcher(tags).results().anyMatch(tag -> tag.group(1).equals(own.get()));
    }
}
