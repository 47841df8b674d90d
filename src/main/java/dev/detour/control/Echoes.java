package dev.detour.control;

import dev.detour.decision.Notice;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Keeps the same thing from being told twice in a row, such as by two paths of the core, or again after a restart in the
 * middle. How long something lasts, and how often it was seen, is no news. What was told in between makes it news again: a
 * hold that ended and began anew is told.
 *
 * <p>Of one group. Safe from any thread.
 */
final class Echoes {
    private static final Pattern MEASURE =
            Pattern.compile("\\{at:[^}]*}|\\b\\d+ (?:ms|s|min|h)\\b|\\b\\d+ (?=(?:failed|good) probe)");

    private record Told(Object event, Long epoch, String region, String words) {}

    private Told last;

    /** Whether the notice before this one said the same. */
    synchronized boolean isEcho(Notice notice) {
        var words = MEASURE.matcher(notice.message()).replaceAll("#");
        var now = new Told(notice.event(), notice.epoch(), notice.region(), words);
        boolean echo = Objects.equals(now, last);
        last = now;
        return echo;
    }
}
