package dev.detour.act;

import dev.detour.fuzz.Input;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What systemd takes of an {@code EnvironmentFile=}, by the words of systemd.exec(5): lines of {@code VAR=VALUE}; empty
 * lines and those that begin with {@code #} or {@code ;} are ignored; a backslash at the end of a line continues it; outside
 * of quotes a backslash protects the sign after it, and blanks around the value fall away; single quotes keep all but
 * themselves; within double quotes a backslash protects {@code " \ ` $}. Names that are none, and values that are no
 * UTF-8 or hold controls other than tab and newline, are dropped (env-util.c). systemd itself reads them in PID 1 alone.
 */
final class EnvironmentFile {
    private static final String ESCAPED_IN_DOUBLE = "\"\\`$";

    private final String text;
    private final Map<String, String> found = new TreeMap<>();
    private int at;

    private EnvironmentFile(String text) {
        this.text = text;
    }

    static Map<String, String> read(byte[] content) {
        Input.require(Input.isText(content), "no UTF-8");
        var file = new EnvironmentFile(new String(content, StandardCharsets.UTF_8));
        while (file.at < file.text.length()) {
            file.line();
        }
        return file.found;
    }

    private void line() {
        skipBlanks(true);
        if (at == text.length()) {
            return;
        }
        if (text.charAt(at) == '#' || text.charAt(at) == ';') {
            comment();
            return;
        }
        int start = at;
        while (at < text.length() && !isLineEnd(text.charAt(at)) && text.charAt(at) != '=') {
            at++;
        }
        if (at == text.length() || isLineEnd(text.charAt(at))) {
            return;
        }
        String name = text.substring(start, at++).stripTrailing();
        skipBlanks(false);
        String value = value();
        boolean plain = value.chars().noneMatch(c -> (c < ' ' && c != '\t' && c != '\n') || c == 0x7f);
        if (name.matches("[A-Za-z_][A-Za-z0-9_]*") && plain) {
            found.put(name, value);
        }
    }

    private void comment() {
        while (at < text.length() && !isLineEnd(text.charAt(at))) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(at, text.length());
    }

    private String value() {
        var value = new StringBuilder();
        int kept = 0;
        while (at < text.length() && !isLineEnd(text.charAt(at))) {
            char c = text.charAt(at++);
            if (value.isEmpty() && (c == '\'' || c == '"')) {
                quoted(value, c);
                kept = value.length();
            } else if (c == '\\') {
                if (at < text.length() && !isLineEnd(text.charAt(at))) {
                    value.append(text.charAt(at));
                }
                at = Math.min(at + 1, text.length());
                kept = value.length();
            } else {
                value.append(c);
                kept = isBlank(c) ? kept : value.length();
            }
        }
        return value.substring(0, kept);
    }

    private void quoted(StringBuilder value, char quote) {
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (quote == '"' && c == '\\' && at < text.length()) {
                char escaped = text.charAt(at++);
                if (!isLineEnd(escaped)) {
                    value.append(ESCAPED_IN_DOUBLE.indexOf(escaped) >= 0 ? "" : "\\")
                            .append(escaped);
                }
            } else {
                value.append(c);
            }
        }
        at++;
    }

    private void skipBlanks(boolean lines) {
        while (at < text.length() && (isBlank(text.charAt(at)) || lines && isLineEnd(text.charAt(at)))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }
}
