package dev.detour.gateway.cache;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long an answer is fresh (RFC 9111, 4.2.1) and how old it came (4.2.3). */
final class Freshness {
    private Freshness() {}

    /**
     * {@code s-maxage}, else {@code max-age}, else {@code Expires} less {@code Date}, else {@code unnamed}: there is no
     * guess by Last-Modified.
     *
     * @param wall when the answer came; stands in for a missing {@code Date} (RFC 9110, 6.6.1)
     */
    static Duration lifetime(Directives directives, Fields answer, Instant wall, Duration unnamed) {
        return directives
                .time("s-maxage")
                .or(() -> directives.time("max-age"))
                .or(() -> untilExpires(answer, wall))
                .orElse(unnamed);
    }

    /** An {@code Expires} that is no date, or one of several, is in the past (RFC 9111, 5.3). */
    private static Optional<Duration> untilExpires(Fields answer, Instant wall) {
        var lines = answer.all("Expires");
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Instant date = answer.first("Date").flatMap(Freshness::date).orElse(wall);
        return Optional.of(
                lines.size() > 1
                        ? Duration.ZERO
                        : date(lines.get(0))
                                .map(expires -> Duration.between(date, expires))
                                .orElse(Duration.ZERO));
    }

    /**
     * {@code Age} and the time the answer took. Upstreams' clocks are not compared with ours, which 4.2.3 leaves free: a
     * wrong one would make everything stale.
     */
    static Duration initialAge(Fields answer, Duration delay) {
        long age =
                answer.first("Age").map(String::strip).map(Directives::number).orElse(0L);
        return delay.plusSeconds(age);
    }

    /** The form of HTTP's dates that may be sent (RFC 9110, 5.6.7); empty for any other text. */
    static Optional<Instant> date(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip(), Instant::from));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
