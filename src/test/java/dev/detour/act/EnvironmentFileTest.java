package dev.detour.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.RealPeers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The oracle of {@link SystemdFuzz} reads as systemd's own parser does. Services' env files are read in PID 1, but the
 * generator for environment.d(5) is a program of its own with the same parser; it only leaves out what is empty, and fills
 * in dollar signs.
 */
class EnvironmentFileTest {
    private static final String GENERATOR =
            "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";
    private static final Pattern SAID = Pattern.compile("(D_[A-Z]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(.*))");
    private static final Pattern ESCAPE = Pattern.compile("(?s)\\\\(.)");

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "D_A=cloud.eu.example.com\nD_B=EU",
                "D_A=a\\\nb\nD_B=1",
                "D_A=  a b  \n  D_B  =  c\t\n",
                "# a comment\\\nD_A=1\n;D_A=2\nD_B=3",
                "D_A='a \\b'c\nD_B=x'y z'",
                "D_A=\"a \\\" \\\\ \\n\"\nD_B=\"b\"c",
                "D_A=a\\ b\\\"c\nD_B=#d",
                "export D_A=1\nD_B=2\nnothing\n=x\nD-C=3",
                "D_A=1\nD_A=2\r\nD_B=é:/@%+=,._-",
                "D_A=a'b\nD_B=\"two\nlines\"",
                "D_A=x\\"
            })
    void readsAsSystemdDoes(String text) throws Exception {
        if (!Files.isExecutable(Path.of(GENERATOR))) {
            RealPeers.missing(GENERATOR + ", of systemd");
        }

        assertThat(EnvironmentFile.read(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(systemds(text));
    }

    @Test
    void emptyValuesAreKept() {
        assertThat(EnvironmentFile.read("A=\nB=''\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Map.of("A", "", "B", ""));
    }

    private Map<String, String> systemds(String text) throws IOException {
        Path folder = Files.createDirectories(home.resolve(".config/environment.d"));
        Files.writeString(folder.resolve("a.conf"), text);
        var builder = new ProcessBuilder(GENERATOR);
        builder.environment().clear();
        builder.environment().put("HOME", home.toString());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        String said = new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> found = new TreeMap<>();
        Matcher matcher = SAID.matcher(said);
        while (matcher.find()) {
            String quoted = matcher.group(2);
            found.put(matcher.group(1), quoted == null ? matcher.group(3) : unescaped(quoted));
        }
        return found;
    }

    private static String unescaped(String said) {
        return ESCAPE.matcher(said)
                .replaceAll(m -> Matcher.quoteReplacement(m.group(1).equals("n") ? "\n" : m.group(1)));
    }
}
