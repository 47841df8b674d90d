package dev.detour.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists every value in force, defaults and presets included: for people with secrets masked, for routes without. */
final class InForce {
    private final Values values;
    private final List<String> groups;
    private final Map<String, Map<String, String>> regions;
    private final List<String> services;

    InForce(Values values, List<String> groups, Map<String, Map<String, String>> regions, List<String> services) {
        this.values = values;
        this.groups = groups;
        this.regions = regions;
        this.services = services;
    }

    List<Effective> effective() {
        var effective = new ArrayList<Effective>();
        texts().forEach((key, text) -> {
            boolean secret = KeyFinder.find(key).map(m -> m.row().secret()).orElse(false);
            String shown = values.holdsSecret(key) ? values.raw(key).orElse("") : text;
            effective.add(new Effective(key, Secrecy.shown(key, shown), values.origin(key), secret));
        });
        return effective;
    }

    DetourPropertiesSource placeholders() {
        Map<String, String> all = new LinkedHashMap<>(values.others());
        all.putAll(texts());
        return new DetourPropertiesSource(all);
    }

    private Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        for (String key : keys()) {
            values.text(key).ifPresent(text -> texts.put(key, text));
        }
        if (!groups.isEmpty()) {
            // The presets' groups are in force too.
            texts.put(Keys.GROUPS.pattern(), String.join(",", groups));
        }
        return texts;
    }

    /** In the order of the table, group by group, then service by service. */
    private Set<String> keys() {
        var keys = new LinkedHashSet<String>();
        rows(0).forEach(row -> keys.add(row.pattern()));
        for (String group : groups) {
            for (Key<?> row : Keys.rows()) {
                if (!row.free().isEmpty() && !ServiceKeys.isOf(row)) {
                    names(row, group).forEach(names -> keys.add(row.at(names)));
                }
            }
        }
        for (String service : services) {
            for (Key<?> row : ServiceKeys.rows()) {
                names(row, service).forEach(names -> keys.add(row.at(names)));
            }
        }
        return keys;
    }

    private static List<Key<?>> rows(int free) {
        return Keys.rows().stream().filter(row -> row.free().size() == free).toList();
    }

    private List<String[]> names(Key<?> row, String group) {
        if (row.free().size() == 1) {
            return List.<String[]>of(new String[] {group});
        }
        List<String> names =
                switch (row.free().get(1)) {
                    case "NAME" ->
                        regions.containsKey(group)
                                ? List.copyOf(regions.get(group).keySet())
                                : List.of();
                    case "name" -> values.get(Keys.STEPS, group);
                    default -> values.names(row.start(group));
                };
        return names.stream().map(name -> new String[] {group, name}).toList();
    }
}
