package dev.detour.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A properties file, read with the syntax of {@link java.util.Properties} but with line numbers, and without its silent
 * loss: a backslash that {@code Properties} would eat is told.
 */
final class PropertiesFile {
    /**
     * @param line where it begins, from 1
     * @param fault what is wrong with how it is written
     */
    record Entry(String key, String value, int line, Optional<String> fault) {}

    private final String text;
    private final List<Entry> entries = new ArrayList<>();
    private int at;
    private int line = 1;
    private Optional<String> fault = Optional.empty();

    private PropertiesFile(String text) {
        this.text = text;
    }

    static List<Entry> read(String text) {
        var file = new PropertiesFile(text.startsWith("\uFEFF") ? text.substring(1) : text);
        while (file.at < file.text.length()) {
            file.readEntry();
        }
        return file.entries;
    }

    private void readEntry() {
        skipBlanksAndContinuations();
        if (atEnd()) {
            return;
        }
        if (atLineEnd()) {
            endLine();
            return;
        }
        if (text.charAt(at) == '#' || text.charAt(at) == '!') {
            while (!atEnd() && !atLineEnd()) {
                at++;
            }
            return;
        }
        int start = line;
        fault = Optional.empty();
        String key = readPart(true);
        skipSeparator();
        entries.add(new Entry(key, readPart(false), start, fault));
    }

    private void skipSeparator() {
        skipBlanksAndContinuations();
        if (!atEnd() && (text.charAt(at) == '=' || text.charAt(at) == ':')) {
            at++;
            skipBlanksAndContinuations();
        }
    }

    private String readPart(boolean key) {
        var part = new StringBuilder();
        while (!atEnd() && !atLineEnd() && !(key && isSeparator(text.charAt(at)))) {
            char c = text.charAt(at++);
            if (c != '\\') {
                part.append(c);
            } else if (atLineEnd()) {
                endLine();
                skipBlanks();
            } else if (!atEnd()) {
                escape(part);
            } else {
                note("a lone backslash at the end of the file");
            }
        }
        return part.toString();
    }

    private void escape(StringBuilder part) {
        char c = text.charAt(at++);
        switch (c) {
            case 't' -> part.append('\t');
            case 'n' -> part.append('\n');
            case 'r' -> part.append('\r');
            case 'f' -> part.append('\f');
            case '\\', ' ', ':', '=', '#', '!' -> part.append(c);
            case 'u' -> unicode(part);
            default -> {
                note("a lone backslash before '" + c + "', which properties files eat");
                part.append('\\').append(c);
            }
        }
    }

    private void unicode(StringBuilder part) {
        String digits = text.substring(at, Math.min(at + 4, text.length()));
        if (digits.matches("[0-9A-Fa-f]{4}")) {
            part.append((char) Integer.parseInt(digits, 16));
            at += 4;
        } else {
            note("a broken \\u escape: four hexadecimal digits belong there");
            part.append("\\u");
        }
    }

    private void note(String what) {
        if (fault.isEmpty()) {
            fault = Optional.of(what);
        }
    }

    private void skipBlanksAndContinuations() {
        skipBlanks();
        while (at + 1 < text.length() && text.charAt(at) == '\\' && isLineEnd(text.charAt(at + 1))) {
            at++;
            endLine();
            skipBlanks();
        }
    }

    private void skipBlanks() {
        while (!atEnd() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private void endLine() {
        boolean both = text.charAt(at) == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
        at += both ? 2 : 1;
        line++;
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private boolean atLineEnd() {
        return !atEnd() && isLineEnd(text.charAt(at));
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f';
    }

    private static boolean isSeparator(char c) {
        return isBlank(c) || c == '=' || c == ':';
    }
}
