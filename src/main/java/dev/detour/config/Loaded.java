package dev.detour.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What reading the configuration gave.
 *
 * @param settings present exactly when there is no problem
 * @param problems all of them
 * @param warnings what is allowed but worth a word
 * @param effective every value in force, with its origin, secrets masked
 * @param placeholders every value for route files, secrets included
 * @param others the file's keys that are not ours, such as {@code camel.*}, as they stand there
 */
public record Loaded(
        Optional<Settings> settings,
        List<Problem> problems,
        List<Problem> warnings,
        List<Effective> effective,
        DetourPropertiesSource placeholders,
        Map<String, String> others) {
    public Loaded {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
        others = Map.copyOf(others);
        effective = List.copyOf(effective);
    }
}
