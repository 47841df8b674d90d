package dev.detour.config;

import java.util.Optional;

/**
 * Where a value came from; later kinds win over earlier ones.
 *
 * @param name the file, the variable or the preset; empty for the others
 * @param line in the file, from 1; 0 elsewhere
 * @param variable the variable a preset took it from, if it did
 */
public record Origin(Kind kind, String name, int line, Optional<String> variable) {
    public enum Kind {
        BUILT_IN,
        PRESET,
        FILE,
        ENVIRONMENT,
        COMMAND_LINE
    }

    static Origin builtIn() {
        return new Origin(Kind.BUILT_IN, "", 0, Optional.empty());
    }

    static Origin preset(String preset) {
        return new Origin(Kind.PRESET, preset, 0, Optional.empty());
    }

    static Origin preset(String preset, String variable) {
        return new Origin(Kind.PRESET, preset, 0, Optional.of(variable));
    }

    /** @param line in the preset's own file; 0 for a variable of the environment */
    static Origin preset(String preset, String variable, int line) {
        return new Origin(Kind.PRESET, preset, line, Optional.of(variable));
    }

    static Origin file(String file, int line) {
        return new Origin(Kind.FILE, file, line, Optional.empty());
    }

    static Origin environment(String variable) {
        return new Origin(Kind.ENVIRONMENT, variable, 0, Optional.empty());
    }

    static Origin commandLine() {
        return new Origin(Kind.COMMAND_LINE, "", 0, Optional.empty());
    }

    /** As {@code check -v} shows it: {@code application.properties:12}, {@code env DETOUR_HTTP_PORT}, {@code preset seed 1}. */
    @Override
    public String toString() {
        return switch (kind) {
            case BUILT_IN -> "built-in";
            case PRESET ->
                "preset " + name
                        + variable.map(v -> " (" + (line > 0 ? IniFile.NAME + ":" + line + " " : "") + v + ")")
                                .orElse("");
            case FILE -> name + ":" + line;
            case ENVIRONMENT -> "env " + name;
            case COMMAND_LINE -> "command line";
        };
    }
}
