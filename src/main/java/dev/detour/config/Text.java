package dev.detour.config;

/** What a single-line value may hold. */
final class Text {
    private Text() {}

    /** Controls (newline and NUL among them), line separators, direction marks, halves of surrogate pairs. */
    static boolean isUnprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** @throws Wrong naming the character by its place, never by the text around it */
    static String line(String text) throws Wrong {
        int at = 0;
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            at++;
            if (isUnprintable(text.codePointAt(i))) {
                throw new Wrong(
                        "holds a control character (U+%04X, at %d)".formatted(text.codePointAt(i), at),
                        "write one line of printable text");
            }
        }
        return text;
    }

    /** Like {@link #line}, but not empty. */
    static String filled(String text) throws Wrong {
        if (text.isBlank()) {
            throw new Wrong("is empty", "give a value, or remove it");
        }
        return line(text);
    }
}
