package dev.detour.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the row of the table that a key is of. A thousand regions have thousands of keys, so most are found by name. */
final class KeyFinder {
    private static final String GROUP = "detour.group.";
    private static final String FILE = "-file";

    /** The rows without a free part but the group's or the service's name, by pattern. */
    private static final Map<String, Key<?>> PLAIN = new HashMap<>();

    private static final List<Key<?>> OPEN = new ArrayList<>();

    static {
        for (Key<?> row : Keys.rows()) {
            if (row.free().isEmpty()
                    || row.free().equals(List.of("group"))
                    || row.free().equals(List.of("service"))) {
                PLAIN.put(row.pattern(), row);
            } else {
                OPEN.add(row);
            }
        }
    }

    /**
     * A key and the row it is of.
     *
     * @param names of the group, the region and what else is free in the row
     * @param file whether the key names a file that holds the value
     */
    record Match(Key<?> row, List<String> names, boolean file) {}

    private KeyFinder() {}

    static Optional<Match> find(String key) {
        if (key.endsWith(FILE)) {
            Optional<Match> base = itself(key.substring(0, key.length() - FILE.length()));
            if (base.isPresent() && base.get().row().secret()) {
                return Optional.of(new Match(base.get().row(), base.get().names(), true));
            }
        }
        return itself(key);
    }

    /** Not as one that names a file. */
    static Optional<Match> itself(String key) {
        Key<?> plain = PLAIN.get(unnamed(key));
        if (plain != null) {
            return plain.match(key).map(names -> new Match(plain, names, false));
        }
        for (Key<?> row : OPEN) {
            Optional<List<String>> names = row.match(key);
            if (names.isPresent()) {
                return Optional.of(new Match(row, names.get(), false));
            }
        }
        return Optional.empty();
    }

    /** The key with the place of a group's or a service's name in that of the name. */
    private static String unnamed(String key) {
        boolean group = key.startsWith(GROUP);
        if (!group && !key.startsWith(ServiceKeys.START)) {
            return key;
        }
        int dot = key.indexOf('.', group ? GROUP.length() : ServiceKeys.START.length());
        return dot < 0 ? key : (group ? GROUP + "<group>" : ServiceKeys.START + "<service>") + key.substring(dot);
    }
}
