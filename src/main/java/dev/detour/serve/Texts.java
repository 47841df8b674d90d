package dev.detour.serve;

/** Texts from outside, made safe to store and to show: printable, on one line, of bounded length. */
final class Texts {
    private static final int SHOWN = 60;

    private Texts() {}

    /** What someone sent, for an error message. */
    static String shown(String text) {
        return oneLine(text, SHOWN);
    }

    /** Control characters and lone surrogates become {@code ?}; what is longer than {@code most} ends with an ellipsis. */
    static String oneLine(String text, int most) {
        var safe = new StringBuilder();
        text.codePoints().limit(most + 1L).forEach(c -> safe.appendCodePoint(printable(c) ? c : '?'));
        if (safe.codePointCount(0, safe.length()) <= most) {
            return safe.toString();
        }
        return safe.substring(0, safe.offsetByCodePoints(0, most - 1)) + "…";
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
