package dev.detour.reload;

import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** An edit in words: the files, and the keys with their new values. */
final class Changes {
    private Changes() {}

    static String words(Edition before, Edition after) {
        var parts = new ArrayList<String>();
        var old = before.routes().map(RouteFiles::texts).orElse(Map.of());
        var now = after.routes().map(RouteFiles::texts).orElse(Map.of());
        var names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        for (var name : names) {
            if (!now.containsKey(name)) {
                parts.add("routes/" + name + " taken out");
            } else if (!Objects.equals(old.get(name), now.get(name))) {
                parts.add("routes/" + name);
            }
        }
        var edits = new Edits(before.loaded(), after.loaded(), files -> false);
        if (!edits.changed(key -> true).isEmpty() || parts.isEmpty()) {
            parts.add(edits.words(""));
        }
        return String.join(", ", parts);
    }
}
