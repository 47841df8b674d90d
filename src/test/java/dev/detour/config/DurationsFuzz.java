package dev.detour.config;

import dev.detour.fuzz.Input;
import java.time.Duration;

/** Any text is a duration within the bounds that is read back as it was, or is refused with the right form. */
public final class DurationsFuzz {
    private DurationsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = Input.text(input);
        try {
            Duration read = Durations.parse(text);
            Input.require(!read.isNegative() && read.compareTo(Duration.ofDays(3650)) <= 0, "out of bounds: " + read);
            Input.require(Durations.parse(Durations.format(read)).equals(read), "not read back: " + read);
        } catch (IllegalArgumentException e) {
            Input.require(e.getMessage().contains("; write "), "no form: " + e.getMessage());
        }
        try {
            long bytes = Sizes.read(text);
            Input.require(bytes >= 0 && Sizes.read(Sizes.format(bytes)) == bytes, "not read back: " + bytes);
        } catch (Wrong e) {
            Input.require(e.form().startsWith("write "), "no form: " + e.form());
        }
    }
}
