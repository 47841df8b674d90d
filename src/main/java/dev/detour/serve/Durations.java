package dev.detour.serve;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as configuration and requests write them: {@code 10s}, {@code 1h30m}, {@code 250ms}, {@code 1d} (SPEC §3). */
public final class Durations {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,5})d)?(?:(\\d{1,6})h)?(?:(\\d{1,8})m)?(?:(\\d{1,9})s)?(?:(\\d{1,12})ms)?");

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException naming the right form
     */
    public static Duration parseDuration(String text) {
        var match = FORM.matcher(text);
        if (text.isEmpty() || !match.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no duration; write a number with its unit, such as 10s, 2h, 1h30m or 1d");
        }
        return Duration.ofDays(number(match.group(1)))
                .plusHours(number(match.group(2)))
                .plusMinutes(number(match.group(3)))
                .plusSeconds(number(match.group(4)))
                .plusMillis(number(match.group(5)));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
