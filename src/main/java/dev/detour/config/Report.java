package dev.detour.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what is wrong, each thing once. A secret key's value is masked on its way in; a variable's is shown as it is given,
 * and must hold no secret.
 */
final class Report {
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Set<Problem> warnings = new LinkedHashSet<>();

    void problem(Value value, String what, String form) {
        problems.add(about(value, what, form));
    }

    void problem(Value value, Wrong wrong) {
        wrong.each().forEach(one -> problem(value, one.what(), one.form()));
    }

    /** About a key that was not given; {@code place} is where it would belong. */
    void missing(Origin place, String key, String what, String form) {
        problems.add(new Problem(file(place), place.line(), key, null, what, form));
    }

    /** About a variable whose value never became one of a key. */
    void variable(String variable, String value, String what, String form) {
        problems.add(new Problem("environment", 0, variable, value, what, form));
    }

    /** About the whole, or about something that has no key. */
    void problem(String place, String key, String what, String form) {
        problems.add(new Problem(place, 0, key, null, what, form));
    }

    /** About a key whose value says nothing, or may be a secret under a wrong name. */
    void unnamed(Value value, String what, String form) {
        problems.add(new Problem(file(value.origin()), value.origin().line(), name(value), null, what, form));
    }

    void warning(Value value, String what, String form) {
        warnings.add(about(value, what, form));
    }

    void warning(Origin place, String key, String what, String form) {
        warnings.add(new Problem(file(place), place.line(), key, null, what, form));
    }

    boolean isClean() {
        return problems.isEmpty();
    }

    List<Problem> problems() {
        return new ArrayList<>(problems);
    }

    List<Problem> warnings() {
        return new ArrayList<>(warnings);
    }

    static Problem about(Value value, String what, String form) {
        String shown = Secrecy.shown(value.key(), value.raw());
        return new Problem(file(value.origin()), value.origin().line(), name(value), shown, what, form);
    }

    /** The variable, where it was given by one: that is what the reader has to mend. */
    private static String name(Value value) {
        Origin origin = value.origin();
        return origin.kind() == Origin.Kind.ENVIRONMENT
                ? origin.name()
                : origin.variable().orElse(value.key());
    }

    private static String file(Origin origin) {
        return switch (origin.kind()) {
            case BUILT_IN -> "";
            case FILE -> origin.name();
            case PRESET -> {
                if (origin.line() > 0) {
                    yield IniFile.NAME;
                }
                yield origin.variable().isPresent() ? "environment" : "preset " + origin.name();
            }
            case ENVIRONMENT -> "environment";
            case COMMAND_LINE -> "command line";
        };
    }
}
