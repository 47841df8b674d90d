package dev.detour.act;

/** Text from outside, made fit for a log line or a page. */
final class Printable {
    private static final int MOST = 300;

    private Printable() {}

    /** At most 300 characters; control characters are shown as <code>\\u001b</code>. */
    static String of(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && out.length() < MOST; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.length() < MOST ? out.toString() : out + "…";
    }
}
