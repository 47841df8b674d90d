package dev.detour.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One row of the table of keys. Immutable. */
final class Key<T> {
    private final String pattern;
    private final Type<T> type;
    private final Optional<String> standard;
    private final boolean secret;
    private final String meaning;
    private final List<String> parts;
    private final List<String> free;

    /**
     * @param pattern the key, its free parts in angle brackets: {@code detour.group.<group>.region.<NAME>.role}
     * @param standard the default; empty for none; {@code = outage} for the value of another key of the group
     * @param secret never shown; may be given as {@code X-file}
     * @param meaning in one line
     */
    Key(String pattern, Type<T> type, Optional<String> standard, boolean secret, String meaning) {
        this.pattern = pattern;
        this.type = type;
        this.standard = standard;
        this.secret = secret;
        this.meaning = meaning;
        this.parts = List.of(pattern.split("\\."));
        this.free = parts.stream()
                .filter(Key::isFree)
                .map(part -> part.substring(1, part.length() - 1))
                .toList();
    }

    String pattern() {
        return pattern;
    }

    Type<T> type() {
        return type;
    }

    Optional<String> standard() {
        return standard;
    }

    boolean secret() {
        return secret;
    }

    String meaning() {
        return meaning;
    }

    /** The names of the free parts, in order: {@code group}, {@code NAME}. */
    List<String> free() {
        return free;
    }

    Key<T> asSecret() {
        return new Key<>(pattern, type, standard, true, meaning);
    }

    /** The key with its free parts filled in, in order; those that are not given stay as they are. */
    String at(String... names) {
        var key = new StringBuilder();
        int next = 0;
        for (String part : parts) {
            key.append(key.isEmpty() ? "" : ".").append(isFree(part) && next < names.length ? names[next++] : part);
        }
        return key.toString();
    }

    /** What every key of this row begins with, once the first of its free parts are filled in. */
    String start(String... names) {
        String key = at(names);
        return key.substring(0, key.indexOf('<'));
    }

    /** The names in a key of this row; empty when it is of another. What stands last may hold dots: a header's name does. */
    Optional<List<String>> match(String key) {
        boolean openEnd = isFree(parts.get(parts.size() - 1));
        String[] given = key.split("\\.", openEnd ? parts.size() : -1);
        if (given.length != parts.size()) {
            return Optional.empty();
        }
        var names = new ArrayList<String>();
        for (int i = 0; i < given.length; i++) {
            if ((!isFree(parts.get(i)) && !parts.get(i).equals(given[i])) || given[i].isEmpty()) {
                return Optional.empty();
            }
            if (isFree(parts.get(i))) {
                names.add(given[i]);
            }
        }
        return Optional.of(names);
    }

    private static boolean isFree(String part) {
        return part.startsWith("<");
    }
}
