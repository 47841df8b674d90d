package dev.detour.config;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Instants as programs read them: RFC 3339 in UTC, always with milliseconds (SPEC §7, §8). */
public final class Instants {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Instants() {}

    /** {@code 2026-11-20T08:00:00.000Z}; what is finer than a millisecond is dropped. */
    public static String text(Instant wall) {
        return MILLIS.format(wall);
    }
}
