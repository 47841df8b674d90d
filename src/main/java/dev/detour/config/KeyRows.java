package dev.detour.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A part of the table of keys, in the order in which its rows are written down. */
final class KeyRows {
    private final List<Key<?>> rows = new ArrayList<>();

    /** @param standard the default, as text; null for none */
    <T> Key<T> add(String pattern, Type<T> type, String standard, String meaning) {
        var key = new Key<T>(pattern, type, Optional.ofNullable(standard), false, meaning);
        rows.add(key);
        return key;
    }

    /** Has the row just added hold a secret. */
    <T> Key<T> asSecret(Key<T> last) {
        Key<T> secret = last.asSecret();
        rows.set(rows.size() - 1, secret);
        return secret;
    }

    List<Key<?>> all() {
        return List.copyOf(rows);
    }
}
