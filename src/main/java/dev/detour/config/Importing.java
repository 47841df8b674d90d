package dev.detour.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Turns what the programs that Detour replaces were told into a file of our own keys (SPEC §3, presets; §10,
 * {@code import}). The file, read where those variables are not set, yields what the preset yields where they are.
 */
public final class Importing {
    private static final Pattern VARIABLE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)");
    private static final Map<String, String> TITLES = Map.of(
            "seed 1", "External Cloud Failover Handler",
            "seed 2", "Failover Monitor for KEDA",
            "seed 3", "Service Failover System");

    private final Sources sources;
    private final Report report = new Report();
    private final List<String> lines = new ArrayList<>();

    /**
     * What came of it.
     *
     * @param text the file; empty when nothing of any seed was found
     * @param problems what does not hold; then there is no text
     */
    public record Imported(Optional<String> text, List<Problem> problems, List<Problem> warnings) {}

    private Importing(Sources sources) {
        this.sources = sources;
    }

    /** Of the variables, and of a {@code config.ini}'s text where there is one; no file is read. */
    public static Imported of(Sources sources, Optional<String> ini) {
        return new Importing(sources).all(ini);
    }

    /**
     * The variables of an env file, whoever it was written for. Its comments, quotes and {@code export} are left out; a
     * shell's substitutions are not made.
     */
    public static Map<String, String> variables(List<String> envFile) {
        var variables = new LinkedHashMap<String, String>();
        for (String line : envFile) {
            Matcher matcher = VARIABLE.matcher(line.strip());
            if (matcher.matches()) {
                variables.put(matcher.group(1), EnvText.meant(matcher.group(2)));
            }
        }
        return variables;
    }

    private Imported all(Optional<String> ini) {
        List<Preset> presets = Preset.ALL.stream()
                .map(preset -> preset instanceof Seed3 ? new Seed3(Optional.of(ini.orElse(""))) : preset)
                .filter(preset -> preset.applies(sources))
                .toList();
        lines.add("# Put this file where detour runs, as application.properties; unset the variables and move the"
                + " config.ini away:");
        lines.add("# while they are there their presets apply, and this file changes what it says otherwise.");
        if (presets.isEmpty()) {
            return new Imported(Optional.empty(), report.problems(), report.warnings());
        }
        var names = presets.stream().flatMap(preset -> preset.group().stream()).toList();
        if (!names.isEmpty()) {
            lines.addAll(List.of("", Keys.GROUPS.pattern() + "=" + String.join(",", names)));
        }
        presets.forEach(preset -> block(preset, presets));
        String text = String.join("\n", lines) + "\n";
        return new Imported(
                report.isClean() ? Optional.of(text) : Optional.empty(), report.problems(), report.warnings());
    }

    private void block(Preset preset, List<Preset> presets) {
        var layers = new Layers();
        preset.fill(sources, layers, report);
        var others = new LinkedHashSet<String>();
        for (Preset earlier : presets.subList(0, presets.indexOf(preset))) {
            var before = new Layers();
            earlier.fill(sources, before, new Report());
            before.values().forEach(value -> others.add(value.key()));
        }
        lines.add("");
        lines.add("# " + TITLES.get(preset.name()));
        var values = new ArrayList<>(layers.values());
        values.removeIf(value -> value.key().equals(Keys.GROUPS.pattern()));
        port(preset, values);
        values.stream().filter(this::isGiven).forEach(value -> {
            lines.add("# " + value.origin().variable().orElseThrow());
            line(value, others);
        });
        lines.add("# built in there, or its default");
        values.stream().filter(value -> !isGiven(value)).forEach(value -> line(value, others));
        dropped(preset);
    }

    /** The seed's own variable for the port is one for all of Detour. */
    private void port(Preset preset, List<Value> values) {
        String port = EnvText.meant(sources.environment().getOrDefault("PORT", ""));
        if (preset instanceof Seed2 && !port.isEmpty()) {
            values.add(new Value(Keys.HTTP_PORT.pattern(), port, Origin.preset(preset.name(), "PORT")));
        }
    }

    /** Whether the user's own words made it. */
    private boolean isGiven(Value value) {
        if (value.origin().line() > 0) {
            return true;
        }
        return value.origin().variable().stream()
                .flatMap(variables -> Stream.of(variables.split(", ")))
                .anyMatch(variable -> sources.environment().containsKey(variable)
                        || sources.environment().containsKey("EXT_CLOUD_" + variable));
    }

    private void line(Value value, Set<String> others) {
        if (others.contains(value.key())) {
            lines.add("# left out, the first of both says it for all: " + value.key());
            return;
        }
        if (isGiven(value)
                && KeyFinder.find(value.key()).map(m -> m.row().secret()).orElse(false)) {
            lines.add("# secret: may stand in a file of its own, as " + value.key() + "-file");
        }
        lines.add(property(value.key(), value.raw()));
    }

    private void dropped(Preset preset) {
        if (preset instanceof Seed1) {
            lines.add("# dropped: --region, which run takes as it was; speedtest, see throughput in"
                    + " doc/configuration.md");
        } else if (preset instanceof Seed3) {
            lines.add("# dropped: nothing; health is looked at aside, no longer before every call");
        } else {
            lines.add("# dropped: nothing; gunicorn's -w and -b have no meaning here");
        }
    }

    /** A line of a properties file. */
    static String property(String key, String value) {
        String text = escaped(value);
        return escaped(key).replaceAll("([:=#! ])", "\\\\$1") + "=" + (text.startsWith(" ") ? "\\" + text : text);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t")
                .replace("\f", "\\f");
    }
}
