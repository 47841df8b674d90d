package dev.detour.config;

import java.nio.file.Path;
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
 * @param files all whose content is part of the configuration: the properties file, secrets, certificates and their keys
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
        Optional<String> text) {
    public Loaded {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
        others = Map.copyOf(others);
        effective = List.copyOf(effective);
        files = List.copyOf(files);
    }
}
