package dev.detour.config;

import dev.detour.config.Origin.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What each layer gives, before defaults: preset, file, environment, command line; the later wins. */
final class Layers {
    private final Map<Kind, Map<String, Value>> layers = new EnumMap<>(Kind.class);

    Layers() {
        for (Kind kind : Kind.values()) {
            layers.put(kind, new LinkedHashMap<>());
        }
    }

    /** Adds a value, unless its layer has one for the key already: that is returned, and stays. */
    Optional<Value> put(Value value) {
        return Optional.ofNullable(layers.get(value.origin().kind()).putIfAbsent(canonical(base(value.key())), value));
    }

    /** The winning value; its key ends in {@code -file} where it names a file. */
    Optional<Value> value(String key) {
        String canonical = canonical(key);
        Optional<Value> winner = Optional.empty();
        for (Kind kind : Kind.values()) {
            Value value = layers.get(kind).get(canonical);
            winner = value == null ? winner : Optional.of(value);
        }
        return winner;
    }

    /** The winning values: presets' keys first, then the file's, each in their order. */
    List<Value> values() {
        Set<String> keys = new LinkedHashSet<>();
        layers.values().forEach(layer -> keys.addAll(layer.keySet()));
        var values = new ArrayList<Value>();
        keys.forEach(key -> value(key).ifPresent(values::add));
        return values;
    }

    /** All values of all layers, the losing ones too. */
    List<Value> all() {
        return layers.values().stream().flatMap(l -> l.values().stream()).toList();
    }

    /** The key that a {@code -file} key gives the value of; any other key itself. */
    static String base(String key) {
        return isFile(key) ? key.substring(0, key.length() - "-file".length()) : key;
    }

    static boolean isFile(String key) {
        return key.endsWith("-file")
                && KeyFinder.find(key).map(KeyFinder.Match::file).orElse(false);
    }

    /** Header names are alike in upper and lower case (RFC 9110, 5.1). */
    static String canonical(String key) {
        int header = key.startsWith(ServiceKeys.START) ? key.indexOf(".header.") : key.indexOf(".probe.header.");
        return header < 0
                ? key
                : key.substring(0, header) + key.substring(header).toLowerCase(Locale.ROOT);
    }
}
