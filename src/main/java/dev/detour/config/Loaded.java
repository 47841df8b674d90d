package dev.detour.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What reading the configuration gave.
 *
 * @param settings present exactly when there is no problem
 * @param problems all of them
 * @param warnings what is allowed but worth a word
 * @param effective every value in force, with its origin, secrets masked
 * @param placeholders every value for route files, secrets included
 * @param others the file's keys that are not ours, such as {@code camel.*}, as they stand there
 * @param files all whose content is part of the configuration: the properties file, secrets, certificates and their keys
 * @param routeFolder where route files are read from, also when the settings do not hold; empty for those in the jar
 * @param http where the API is, likewise, as far as it can be read
 * @param data where state lies, likewise
 * @param routeUses every route that is asked for by name, likewise
 * @param text the properties file as it was read; empty when there is none, or it is not readable text
 */
public record Loaded(
        Optional<Settings> settings,
        List<Problem> problems,
        List<Problem> warnings,
        List<Effective> effective,
        DetourPropertiesSource placeholders,
        Map<String, String> others,
        List<Path> files,
        Optional<Path> routeFolder,
        Settings.Http http,
        Path data,
        List<RouteUse> routeUses,
        Optional<String> text) {
    public Loaded {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
        others = Map.copyOf(others);
        effective = List.copyOf(effective);
        files = List.copyOf(files);
        routeUses = List.copyOf(routeUses);
    }

    /** The same with more that is wrong. */
    public Loaded with(List<Problem> more) {
        if (more.isEmpty()) {
            return this;
        }
        var all = Stream.concat(problems.stream(), more.stream()).toList();
        return new Loaded(
                Optional.empty(),
                all,
                warnings,
                effective,
                placeholders,
                others,
                files,
                routeFolder,
                http,
                data,
                routeUses,
                text);
    }
}
