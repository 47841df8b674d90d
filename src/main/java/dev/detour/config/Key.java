package dev.detour.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of the table of keys.
 *
 * @param pattern the key, its free parts in angle brackets: {@code detour.group.<group>.region.<NAME>.role}
 * @param standard the default; empty for none
 * @param secret never shown; may be given as {@code X-file}
 * @param later known, but of a later version
 * @param meaning in one line
 */
record Key<T>(String pattern, Type<T> type, Optional<String> standard, boolean secret, boolean later, String meaning) {
    private static final Pattern FREE = Pattern.compile("<([A-Za-z]+)>");

    Key<T> asSecret() {
        return new Key<>(pattern, type, standard, true, later, meaning);
    }

    /** The key with its free parts filled in, in order. */
    String at(String... names) {
        String key = pattern;
        for (String name : names) {
            key = FREE.matcher(key).replaceFirst(Matcher.quoteReplacement(name));
        }
        return key;
    }

    /** The names in a key of this row; empty when it is of another. */
    Optional<List<String>> match(String key) {
        String[] row = pattern.split("\\.");
        String[] parts = key.split("\\.", last(row).startsWith("<") ? row.length : -1);
        if (parts.length != row.length) {
            return Optional.empty();
        }
        var names = new ArrayList<String>();
        for (int i = 0; i < row.length; i++) {
            if (!row[i].startsWith("<") && !row[i].equals(parts[i]) || parts[i].isEmpty()) {
                return Optional.empty();
            }
            if (row[i].startsWith("<")) {
                names.add(parts[i]);
            }
        }
        return Optional.of(names);
    }

    private static String last(String[] row) {
        return row[row.length - 1];
    }

    /** The names of the free parts, in order: {@code group}, {@code NAME}. */
    List<String> free() {
        return FREE.matcher(pattern).results().map(r -> r.group(1)).toList();
    }
}
