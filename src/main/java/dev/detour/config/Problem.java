package dev.detour.config;

/**
 * One thing that is wrong, or worth a warning, in the configuration. Holds no secret: the value is masked before it comes
 * here.
 *
 * @param file the file, {@code environment}, {@code command line}, {@code preset seed 1}; empty when nothing was given
 * @param line from 1; 0 when there is none
 * @param key the key, or the variable it was given by; empty when it is about the whole
 * @param value as given; null when there is none
 * @param what what is wrong
 * @param form the right form, as a hint; empty when there is none
 */
public record Problem(String file, int line, String key, String value, String what, String form) {
    /** {@code application.properties:7: detour.group.a.outage=five: not a duration; write for example 10s}. */
    @Override
    public String toString() {
        var text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        if (!text.isEmpty()) {
            text.append(": ");
        }
        if (!key.isEmpty()) {
            text.append(printable(key + (value == null ? "" : "=" + value))).append(": ");
        }
        // About the whole we may say more than a line; about a key, what it is called may be part of the words.
        text.append(key.isEmpty() ? what : printable(what));
        return text.append(form.isEmpty() ? "" : "; " + printable(form)).toString();
    }

    /** One line whatever was given: control characters are shown as escapes. */
    private static String printable(String given) {
        var text = new StringBuilder();
        given.codePoints().forEach(c -> {
            if (Text.isUnprintable(c)) {
                text.append(String.format("\\u%04x", c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }
}
