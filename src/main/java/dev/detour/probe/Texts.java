package dev.detour.probe;

import java.time.Duration;

/** Words for people, safe for any log and page. */
final class Texts {
    private static final int LONGEST = 160;

    private Texts() {}

    /** Bytes of a stranger as one short line: what is not plainly printable is escaped, what is too long is cut. */
    static String safe(String untrusted) {
        var out = new StringBuilder(Math.min(untrusted.length(), LONGEST) + 8);
        int i = 0;
        while (i < untrusted.length() && out.length() < LONGEST) {
            int c = untrusted.codePointAt(i);
            i += Character.charCount(c);
            if (printable(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(String.format("\\u%04x", c));
            }
        }
        return i < untrusted.length() ? out.append('…').toString() : out.toString();
    }

    /** {@code 5 s}, {@code 1.5 s}, {@code 250 ms}. */
    static String span(Duration d) {
        long millis = d.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        return millis % 1000 == 0 ? millis / 1000 + " s" : Math.round(millis / 100.0) / 10.0 + " s";
    }

    /** {@code 3 days}, {@code 1 hour}, {@code 0 minutes}: the largest unit that fits. */
    static String rough(Duration d) {
        if (d.toDays() > 0) {
            return count(d.toDays(), "day");
        }
        return d.toHours() > 0 ? count(d.toHours(), "hour") : count(d.toMinutes(), "minute");
    }

    private static String count(long n, String unit) {
        return n + " " + unit + (n == 1 ? "" : "s");
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> c != 0xFFFD;
        };
    }
}
