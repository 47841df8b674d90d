package dev.detour.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes: {@code 512B}, {@code 64KB}, {@code 10MB}, {@code 1GB}; a KB is 1024 bytes. */
final class Sizes {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(B|KB|MB|GB)");
    private static final List<String> UNITS = List.of("B", "KB", "MB", "GB");

    private Sizes() {}

    static long read(String text) throws Wrong {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new Wrong("not a size", "write for example 512B, 64KB, 10MB");
        }
        return Long.parseLong(matcher.group(1)) << (10 * UNITS.indexOf(matcher.group(2)));
    }

    /** The text with the largest unit that divides it. */
    static String format(long bytes) {
        int unit = 0;
        long count = bytes;
        while (count > 0 && count % 1024 == 0 && unit < UNITS.size() - 1) {
            count /= 1024;
            unit++;
        }
        return count + UNITS.get(unit);
    }
}
