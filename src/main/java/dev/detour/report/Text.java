package dev.detour.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Words and numbers of a report. */
final class Text {
    private static final DateTimeFormatter AT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Text() {}

    /** UTC, to the millisecond. */
    static String at(Instant at) {
        return AT.format(at);
    }

    /** Without the day. */
    static String time(Instant at) {
        return TIME.format(at);
    }

    static String at(Optional<Instant> at) {
        return at.map(Text::at).orElse("–");
    }

    static String span(Optional<Duration> span) {
        return span.map(Text::span).orElse("–");
    }

    /** {@code 3 ms}, {@code 4.2 s}, {@code 4 min 3 s}, {@code 1 h 5 min}. */
    static String span(Duration d) {
        if (d.compareTo(Duration.ofSeconds(1)) < 0) {
            return d.toMillis() + " ms";
        }
        if (d.compareTo(Duration.ofMinutes(1)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1000.0);
        }
        return d.toHours() > 0
                ? d.toHours() + " h " + d.toMinutesPart() + " min"
                : d.toMinutes() + " min " + d.toSecondsPart() + " s";
    }
}
