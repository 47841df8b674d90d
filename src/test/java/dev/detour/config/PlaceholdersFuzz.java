package dev.detour.config;

import dev.detour.fuzz.Input;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;

/** What is filled in is what Camel fills in, or is refused. */
public final class PlaceholdersFuzz {
    private static final Map<String, String> KEYS =
            Map.of("a", "1", "b", "{{a}}2", "name", "a", "loop", "{{loop}}", "open", "x");
    private static final DefaultCamelContext CAMEL = camel();
    private static final Placeholders OURS =
            new Placeholders(System.getenv(), Map.of(), key -> Optional.ofNullable(KEYS.get(key)));

    private PlaceholdersFuzz() {}

    private static DefaultCamelContext camel() {
        var context = new DefaultCamelContext();
        var properties = new Properties();
        properties.putAll(KEYS);
        context.getPropertiesComponent().setInitialProperties(properties);
        return context;
    }

    public static void fuzzerTestOneInput(byte[] input) {
        String text = Input.text(input);
        // Camel drops the backslash of an escape, and then reads on from there; ours leaves both alone.
        if (text.indexOf('\\') >= 0) {
            return;
        }
        // Both look into the JVM's properties; that one of the many is named by chance is nothing to find.
        if (text.contains("sys:") || text.contains("service") || text.contains("bean:")) {
            return;
        }
        String filled;
        try {
            filled = OURS.fill(text);
        } catch (Wrong e) {
            Input.require(!e.form().isBlank(), "no form: " + e.what());
            return;
        }
        if (text.contains("{{") && !text.contains("}}")) {
            throw new AssertionError("left open, and not refused: " + text);
        }
        String camels;
        try {
            camels =
                    Optional.ofNullable(CAMEL.resolvePropertyPlaceholders(text)).orElse("");
        } catch (IllegalArgumentException e) {
            throw new AssertionError("Camel refuses what became " + filled, e);
        }
        Input.require(filled.equals(camels), filled + " but Camel has " + camels);
    }
}
