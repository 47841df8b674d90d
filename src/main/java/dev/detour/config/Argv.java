package dev.detour.config;

import java.util.ArrayList;
import java.util.List;

/** A command line, split into words as a POSIX shell would (2.2 Quoting), with nothing expanded: no shell runs it. */
public final class Argv {
    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private Argv(String text) {
        this.text = text;
    }

    /** The words of a value that was found to hold when the configuration was read. */
    public static List<String> words(String checked) {
        try {
            return split(checked);
        } catch (Wrong e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static List<String> split(String text) throws Wrong {
        return new Argv(text).split();
    }

    private List<String> split() throws Wrong {
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case ' ', '\t', '\n' -> endWord();
                case '\'' -> singleQuoted();
                case '"' -> doubleQuoted();
                case '\\' -> add(next("a backslash at the end"));
                default -> add(c);
            }
        }
        endWord();
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw new Wrong("no command", "write for example /usr/bin/systemctl restart app");
        }
        return List.copyOf(words);
    }

    private void singleQuoted() throws Wrong {
        inWord = true;
        for (char c = next("an unbalanced '"); c != '\''; c = next("an unbalanced '")) {
            word.append(c);
        }
    }

    private void doubleQuoted() throws Wrong {
        inWord = true;
        for (char c = next("an unbalanced \""); c != '"'; c = next("an unbalanced \"")) {
            if (c == '\\' && at < text.length() && "\"\\$`".indexOf(text.charAt(at)) >= 0) {
                c = text.charAt(at++);
            }
            word.append(c);
        }
    }

    private char next(String fault) throws Wrong {
        if (at == text.length()) {
            throw new Wrong(fault, "close the quote, or escape it with a backslash (\\\\ in a properties file)");
        }
        return text.charAt(at++);
    }

    private void add(char c) {
        inWord = true;
        word.append(c);
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
