package dev.detour.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
    private static final Map<String, String> KEYS =
            Map.of("a", "1", "b", "{{a}}2", "name", "a", "loop", "{{loop}}", "open", "x");
    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    private final Placeholders placeholders =
            new Placeholders(System.getenv(), Map.of("detour.test", "sys"), key -> Optional.ofNullable(KEYS.get(key)));

    @BeforeContainer
    static void startCamel() {
        var properties = new Properties();
        properties.putAll(KEYS);
        CAMEL.getPropertiesComponent().setInitialProperties(properties);
        System.setProperty("detour.test", "sys");
    }

    @AfterContainer
    static void stopCamel() {
        CAMEL.stop();
        System.clearProperty("detour.test");
    }

    @Test
    void fillsInKeysVariablesAndDefaults() throws Wrong {
        var own = new Placeholders(Map.of("HOST_NAME", "h"), Map.of(), key -> Optional.ofNullable(KEYS.get(key)));

        assertThat(own.fill("{{env:HOST_NAME}}-{{b}}-{{c:d:e}}-{{env:NO:{{a}}}}-{{?no}}-{{host-name}}-{{?env:NO}}"))
                .isEqualTo("h-12-d:e-1--h-");
    }

    @Test
    void refusesWhatDoesNotHold() {
        assertThatThrownBy(() -> placeholders.fill("{{loop}}"))
                .isInstanceOf(Wrong.class)
                .hasMessage("the placeholder {{loop}} leads back to itself");
        assertThatThrownBy(() -> placeholders.fill("a}}{{b}}")).hasMessage("}} without {{");
        assertThatThrownBy(() -> placeholders.fill("{{sys::b}}"))
                .hasMessage("the placeholder {{sys::b}} names no system property");
        assertThat(camels("{{sys::b}}")).isEqualTo("refused");
    }

    @Property(tries = 2000)
    void agreesWithCamel(@ForAll("texts") String text) {
        // Camel closes what is left open by itself; we refuse it, since it is a slip.
        Assume.that(text.contains("}}") || !text.contains("{{"));
        assertThat(ours(text)).isEqualTo(camels(text));
    }

    private String ours(String text) {
        try {
            return placeholders.fill(text);
        } catch (Wrong e) {
            return "refused";
        }
    }

    private static String camels(String text) {
        try {
            return Optional.ofNullable(CAMEL.resolvePropertyPlaceholders(text)).orElse("");
        } catch (IllegalArgumentException e) {
            return "refused";
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "{{",
                        "}}",
                        "a",
                        "b",
                        "{{a}}",
                        "{{b}}",
                        "{{name}}",
                        "{{no:x}}",
                        "{{?no}}",
                        "{{no}}",
                        ":",
                        "'",
                        "{{sys:detour.test}}",
                        "{{env:NO_SUCH_VARIABLE:y}}",
                        "{{env:PATH}}",
                        "{{loop}}",
                        "{{sys:?no}}",
                        "{{{{name}}}}",
                        "-")
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }
}
