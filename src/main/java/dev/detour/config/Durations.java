package dev.detour.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 10s}, {@code 4m}, {@code 1h30m}, {@code 250ms}, {@code 1d}; units descending,
 * each once.
 */
public final class Durations {
    private static final Pattern FORM = Pattern.compile(
            "(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?(?:([0-9]{1,9})ms)?");
    private static final long[] UNIT_MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    private static final String[] UNITS = {"d", "h", "m", "s", "ms"};
    private static final Duration MOST = Duration.ofDays(3650);

    private Durations() {}

    /**
     * Reads one.
     *
     * @return zero to 3650 days
     * @throws IllegalArgumentException with the right form, for anything else
     */
    public static Duration parse(String text) {
        try {
            return read(text);
        } catch (Wrong e) {
            throw new IllegalArgumentException(e.what() + "; " + e.form(), e);
        }
    }

    static Duration read(String text) throws Wrong {
        Matcher matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new Wrong("not a duration", "write for example 10s, 4m, 1h30m, 250ms");
        }
        long millis = 0;
        for (int i = 0; i < UNITS.length; i++) {
            if (matcher.group(i + 1) != null) {
                millis += Long.parseLong(matcher.group(i + 1)) * UNIT_MILLIS[i];
            }
        }
        var duration = Duration.ofMillis(millis);
        if (duration.compareTo(MOST) > 0) {
            throw new Wrong("too long", "write at most " + format(MOST));
        }
        return duration;
    }

    /** The shortest text that {@link #parse} reads back; whole milliseconds, what is finer is cut off. */
    public static String format(Duration duration) {
        long rest = duration.toMillis();
        var text = new StringBuilder();
        for (int i = 0; i < UNITS.length; i++) {
            long count = rest / UNIT_MILLIS[i];
            if (count > 0) {
                text.append(count).append(UNITS[i]);
            }
            rest %= UNIT_MILLIS[i];
        }
        return text.isEmpty() ? "0s" : text.toString();
    }
}
