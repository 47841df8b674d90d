package dev.detour.gateway.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The header fields of a message, as they came; names are alike in upper and lower case (RFC 9110, 5.1). */
public interface Fields {
    /** The values of all lines of this name, in order; empty when there is none. */
    List<String> all(String name);

    /** Every line, name and value, in order. */
    void each(BiConsumer<String, String> line);

    default boolean has(String name) {
        return !all(name).isEmpty();
    }

    default Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** All values of a list-valued field as one, empty when there is none (RFC 9110, 5.3). */
    default String joined(String name) {
        return String.join(", ", all(name));
    }

    /** A copy to keep. */
    static Fields of(List<Map.Entry<String, String>> lines) {
        return new Kept(List.copyOf(lines));
    }

    /** Fields that stay as they are. */
    record Kept(List<Map.Entry<String, String>> lines) implements Fields {
        @Override
        public List<String> all(String name) {
            var values = new ArrayList<String>();
            for (var line : lines) {
                if (line.getKey().equalsIgnoreCase(name)) {
                    values.add(line.getValue());
                }
            }
            return values;
        }

        @Override
        public void each(BiConsumer<String, String> line) {
            lines.forEach(l -> line.accept(l.getKey(), l.getValue()));
        }
    }
}
