package dev.detour.gateway;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** RFC 9110, 10.2.3: seconds or a date. What is neither says nothing. */
final class RetryAfter {
    private static final Duration MOST = Duration.ofHours(1);

    private RetryAfter() {}

    /** At most an hour; a date that has passed is no time at all. */
    static Optional<Duration> read(String value, Instant wall) {
        if (value == null) {
            return Optional.empty();
        }
        var text = value.strip();
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(text))));
        }
        try {
            var until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Optional.of(bounded(Duration.between(wall, until.toInstant())));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration time) {
        return time.isNegative() ? Duration.ZERO : time.compareTo(MOST) > 0 ? MOST : time;
    }
}
