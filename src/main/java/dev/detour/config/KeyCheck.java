package dev.detour.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks at every key that was given: is it known, does it name what exists, does its value hold. */
final class KeyCheck {
    private final Layers layers;
    private final Values values;
    private final Report report;
    private final Map<String, Map<String, String>> regions;

    /** @param regions of each group, targets by name; a group whose regions cannot be read is missing */
    KeyCheck(Layers layers, Values values, Report report, Map<String, Map<String, String>> regions) {
        this.layers = layers;
        this.values = values;
        this.report = report;
        this.regions = regions;
    }

    void run(List<String> groups, List<String> services) {
        for (Value value : layers.values()) {
            var match = KeyFinder.find(value.key());
            if (match.isEmpty()) {
                String hint = Nearest.of(value.key(), known(groups, services))
                        .map(n -> "did you mean " + n + "?")
                        .orElse("remove it");
                report.unnamed(value, "unknown key", hint);
            } else {
                check(value, match.get(), groups);
            }
        }
    }

    private void check(Value value, KeyFinder.Match match, List<String> groups) {
        Key<?> row = match.row();
        List<String> names = match.names();
        if (ServiceKeys.isOf(row)) {
            if (!Names.GROUP.fits(names.get(0))) {
                report.unnamed(value, names.get(0) + " is no service name", "write " + Names.GROUP.words());
            }
        } else if (!names.isEmpty() && !groups.contains(names.get(0))) {
            unknownName(value, "group", names.get(0), "is not in detour.groups", groups);
        } else if (row.free().contains("NAME") && regions.containsKey(names.get(0))) {
            Set<String> known = regions.get(names.get(0)).keySet();
            if (!known.contains(names.get(1))) {
                unknownName(value, "region", names.get(1), "is not in " + Keys.REGIONS.at(names.get(0)), known);
            }
        } else if (row.free().contains("name")) {
            List<String> known = values.get(Keys.STEPS, names.get(0));
            if (!known.contains(names.get(1))) {
                unknownName(value, "step", names.get(1), "is not in " + Keys.STEPS.at(names.get(0)), known);
            }
        }
        values.find(row, names.toArray(new String[0]));
    }

    private void unknownName(Value value, String word, String name, String what, Collection<String> known) {
        String form = known.isEmpty() ? "add it there, or remove the key" : "known are " + String.join(", ", known);
        report.unnamed(
                value,
                word + " " + name + " " + what,
                form + Nearest.hint(name, known).replace("; ", ", "));
    }

    private List<String> known(List<String> groups, List<String> services) {
        var known = new ArrayList<String>();
        for (Key<?> row : Keys.rows()) {
            if (ServiceKeys.isOf(row)) {
                services.forEach(service -> known.add(row.at(service)));
                continue;
            }
            switch (row.free().size()) {
                case 0 -> known.add(row.pattern());
                case 1 -> groups.forEach(group -> known.add(row.at(group)));
                default -> groups.forEach(group -> names(row, group).forEach(name -> known.add(row.at(group, name))));
            }
        }
        return known;
    }

    private Collection<String> names(Key<?> row, String group) {
        if (row.free().contains("NAME")) {
            return regions.containsKey(group) ? regions.get(group).keySet() : List.of();
        }
        return row.free().contains("name") ? values.get(Keys.STEPS, group) : List.of();
    }
}
