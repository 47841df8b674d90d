package dev.detour.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * All that configuration is read from; nothing is taken from static state.
 *
 * @param directory the working directory, absolute
 * @param config {@code --config FILE}; without it {@code application.properties} of the directory, if there is one
 * @param environment the variables
 * @param system the JVM's properties, for <code>{{sys:…}}</code>
 * @param region {@code --region}
 * @param overrides keys and values given on the command line
 */
public record Sources(
        Path directory,
        Optional<Path> config,
        Map<String, String> environment,
        Map<String, String> system,
        Optional<String> region,
        Map<String, String> overrides) {
    public Sources {
        environment = Map.copyOf(environment);
        system = Map.copyOf(system);
        overrides = Map.copyOf(overrides);
    }

    /** The directory and variables alone. */
    public static Sources of(Path directory, Map<String, String> environment) {
        return new Sources(directory, Optional.empty(), environment, Map.of(), Optional.empty(), Map.of());
    }

    public Sources withConfig(Path file) {
        return new Sources(directory, Optional.of(file), environment, system, region, overrides);
    }

    public Sources withRegion(String name) {
        return new Sources(directory, config, environment, system, Optional.of(name), overrides);
    }

    public Sources withOverrides(Map<String, String> values) {
        return new Sources(directory, config, environment, system, region, values);
    }

    /** The file that is read, whether or not it is there. */
    public Path file() {
        return directory.resolve(config.orElse(Path.of("application.properties")));
    }

    /** The file as messages name it. */
    String fileName() {
        return config.map(Path::toString).orElse("application.properties");
    }

    /** What relative paths of the file, the presets and the defaults start from. */
    public Path home() {
        Path parent = file().toAbsolutePath().getParent();
        return parent == null ? directory : parent;
    }
}
