package dev.detour.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads configurations out of a folder, for the tests of this package. */
record Reading(Path folder) {
    static final String ONE_GROUP = """
            detour.groups=a
            detour.group.a.regions=NAM=cloud.nam.ext.com,EU=cloud.eu.ext.com
            """;

    Loaded file(String text) {
        return file(text, Map.of());
    }

    Loaded file(String text, Map<String, String> environment) {
        write("application.properties", text);
        return Configuration.load(Sources.of(folder, environment));
    }

    Loaded environment(Map<String, String> environment) {
        return Configuration.load(Sources.of(folder, environment));
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Settings settings(Loaded loaded) {
        return loaded.settings().orElseThrow(() -> new AssertionError(problems(loaded)));
    }

    static List<String> problems(Loaded loaded) {
        return loaded.problems().stream().map(Problem::toString).toList();
    }

    static List<String> warnings(Loaded loaded) {
        return loaded.warnings().stream().map(Problem::toString).toList();
    }

    static Effective effective(Loaded loaded, String key) {
        return loaded.effective().stream()
                .filter(e -> e.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no value for " + key));
    }
}
