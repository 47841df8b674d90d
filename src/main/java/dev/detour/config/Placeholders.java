package dev.detour.config;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Fills in {@code {{…}}} the way Camel's own {@code DefaultPropertiesParser} does: innermost first, {@code {{key:default}}},
 * {@code {{?key}}} (nothing when missing), {@code {{env:NAME:default}}}, {@code {{sys:name:default}}}, quoted or escaped
 * braces left alone, circles refused; a system property wins over a key, a variable is the last resort.
 */
final class Placeholders {
    private final Map<String, String> environment;
    private final Map<String, String> system;
    private final Function<String, Optional<String>> keys;

    /** @param keys the raw value of a key */
    Placeholders(Map<String, String> environment, Map<String, String> system, Function<String, Optional<String>> keys) {
        this.environment = environment;
        this.system = system;
        this.keys = keys;
    }

    /** @throws Wrong for an unknown name, a circle, or braces that do not match */
    String fill(String text) throws Wrong {
        return fill(text, new HashSet<>());
    }

    /**
     * The same.
     *
     * @param asked takes the names of all keys and variables that were asked for on the way
     */
    String fill(String text, Set<String> asked) throws Wrong {
        return text.contains("{{") ? fill(text, asked, Set.of()) : text;
    }

    private String fill(String input, Set<String> asked, Set<String> under) throws Wrong {
        String text = input;
        for (int close = close(text); close >= 0; close = close(text)) {
            int open = open(text, close);
            if (open < 0) {
                throw new Wrong("}} without {{", "write for example {{env:NAME:default}}");
            }
            String name = text.substring(open + 2, close);
            if (under.contains(name)) {
                throw new Wrong("the placeholder {{" + name + "}} leads back to itself", "give it a value of its own");
            }
            var inner = new HashSet<>(under);
            inner.add(name);
            Optional<String> value = lookup(name, asked);
            String filled = value.isPresent() ? fill(value.get(), asked, inner) : "";
            text = text.substring(0, open) + filled + text.substring(close + 2);
        }
        if (open(text, text.length()) >= 0) {
            throw new Wrong("{{ without }}", "write for example {{env:NAME:default}}");
        }
        return text;
    }

    private Optional<String> lookup(String placeholder, Set<String> asked) throws Wrong {
        boolean optional = placeholder.startsWith("?");
        String name = optional ? placeholder.substring(1) : placeholder;
        String function = name.contains(":") ? name.substring(0, name.indexOf(':')) : "";
        boolean named = function.equals("env") || function.equals("sys");
        String rest = named ? name.substring(4) : name;
        if (named && rest.startsWith("?")) {
            optional = true;
            rest = rest.substring(1);
        }
        int colon = rest.indexOf(':');
        String key = colon < 0 ? rest : rest.substring(0, colon);
        asked.add(key);
        if (function.equals("sys") && key.isEmpty()) {
            throw new Wrong(
                    "the placeholder {{" + placeholder + "}} names no system property",
                    "name one: {{sys:name}} or {{sys:name:default}}");
        }
        Optional<String> value =
                switch (function) {
                    case "env" -> variable(key);
                    case "sys" -> Optional.ofNullable(system.get(key));
                    default -> property(key);
                };
        if (value.isEmpty() && colon < 0 && !optional) {
            throw new Wrong(
                    "unknown placeholder {{" + placeholder + "}}",
                    "set it, or give a default: {{" + placeholder + ":default}}");
        }
        return value.isPresent() || colon < 0 ? value : Optional.of(rest.substring(colon + 1));
    }

    private Optional<String> property(String key) {
        return Optional.ofNullable(system.get(key)).or(() -> keys.apply(key)).or(() -> variable(key));
    }

    private Optional<String> variable(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Optional.ofNullable(environment.get(name))
                .or(() -> Optional.ofNullable(environment.get(upper)))
                .or(() -> Optional.ofNullable(
                        environment.get(upper.replace('.', '_').replace('-', '_'))));
    }

    private static int close(String text) {
        int index = text.indexOf("}}");
        while (index >= 0 && isLiteral(text, index)) {
            index = text.indexOf("}}", index + 1);
        }
        return index;
    }

    private static int open(String text, int before) {
        int index = text.lastIndexOf("{{", before - 1);
        while (index >= 0 && isLiteral(text, index)) {
            index = text.lastIndexOf("{{", index - 1);
        }
        return index;
    }

    private static boolean isLiteral(String text, int index) {
        char before = index > 0 ? text.charAt(index - 1) : ' ';
        char after = index + 2 < text.length() ? text.charAt(index + 2) : ' ';
        boolean quoted = before == after && (before == '\'' || before == '"');
        boolean escaped = before == '\\' && (index < 2 || text.charAt(index - 2) != '\\');
        return quoted || escaped;
    }
}
