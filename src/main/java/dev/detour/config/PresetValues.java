package dev.detour.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a preset's values into its layer.
 *
 * @param preset {@code seed 1}
 * @param group the group that the values are of
 */
record PresetValues(Layers layers, String preset, String group) {
    /** @param name the second free part of the key, where it has one */
    void put(Key<?> key, String text, String... name) {
        put(key, text, Origin.preset(preset), name);
    }

    /** A value that a variable of the user's gave: messages about it name the variable. */
    void from(String variable, Key<?> key, String text, String... name) {
        put(key, text, Origin.preset(preset, variable), name);
    }

    void from(Origin origin, Key<?> key, String text) {
        put(key, text, origin);
    }

    /** What file, environment or command line say of a key, before any default. */
    Optional<Value> given(Key<?> key, String... name) {
        return layers.value(key.at(names(name)));
    }

    private void put(Key<?> key, String text, Origin origin, String... name) {
        layers.put(new Value(key.at(names(name)), text, origin));
    }

    private String[] names(String... name) {
        var names = new ArrayList<>(List.of(group));
        names.addAll(List.of(name));
        return names.toArray(String[]::new);
    }
}
