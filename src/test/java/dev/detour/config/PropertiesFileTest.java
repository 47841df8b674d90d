package dev.detour.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PropertiesFileTest {
    @Test
    void knowsTheLineOfEachEntry() {
        var entries = PropertiesFile.read("\uFEFF# a comment\n\na=1\\\n  2\r\n  ! another\nb : c d\nempty");

        assertThat(entries).extracting(PropertiesFile.Entry::line).containsExactly(3, 6, 7);
        assertThat(entries).extracting(PropertiesFile.Entry::value).containsExactly("12", "c d", "");
    }

    @Test
    @Fault("F4")
    void tellsWhatThePropertiesFormatWouldEat() {
        assertThat(PropertiesFile.read("a=^2\\d$").get(0).fault())
                .contains("a lone backslash before 'd', which properties files eat");
        assertThat(PropertiesFile.read("a=\\u12x4").get(0).fault())
                .contains("a broken \\u escape: four hexadecimal digits belong there");
        assertThat(PropertiesFile.read("a=\\\\d\\u0041\\:\\ ").get(0))
                .isEqualTo(new PropertiesFile.Entry("a", "\\dA: ", 1, java.util.Optional.empty()));
    }

    @Property(tries = 5000)
    void readsWhatThePropertiesClassReads(@ForAll("texts") String text) throws IOException {
        var properties = new Properties();
        properties.load(new StringReader(text));
        Map<String, String> read = new LinkedHashMap<>();
        PropertiesFile.read(text).forEach(e -> read.put(e.key(), e.value()));

        assertThat(read).isEqualTo(properties);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a", "b", "=", ":", " ", "\t", "\n", "\r", "\r\n", "#", "!", "\\\\", "\\\n", "\\ ", "\\n",
                        "\\u0041", "é")
                .list()
                .ofMaxSize(30)
                // Whether a continuation of nothing at the end of a file is an entry is an accident of its buffer.
                .map(parts -> String.join("", parts) + "\nlast=1");
    }
}
