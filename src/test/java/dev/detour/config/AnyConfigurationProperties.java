package dev.detour.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever is written, reading it ends in settings or in problems. */
class AnyConfigurationProperties {
    private static Path folder;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("detour-config");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Property(tries = 2000)
    void readingNeverFails(@ForAll @Size(max = 12) List<@From("lines") String> lines) {
        Loaded loaded = new Reading(folder).file(String.join("\n", lines));

        assertThat(loaded.settings().isPresent()).isEqualTo(loaded.problems().isEmpty());
    }

    @Property(tries = 1000)
    void readingVariablesNeverFails(@ForAll @Size(max = 12) List<@From("lines") String> lines) {
        Map<String, String> environment = new HashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            environment.put(Variables.of(line.substring(0, equals)), line.substring(equals + 1));
        }
        Loaded loaded = Configuration.load(Sources.of(folder.resolve("none"), environment));

        assertThat(loaded.settings().isPresent()).isEqualTo(loaded.problems().isEmpty());
    }

    @Provide
    Arbitrary<String> lines() {
        Arbitrary<String> keys = Arbitraries.of(Keys.rows())
                .flatMap(row -> Arbitraries.of("NAM", "EU", "restart", "X").map(name -> row.at("a", name)));
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of(
                        "a",
                        "a,b",
                        "NAM=x,EU=y",
                        "NAM=localhost",
                        "10s",
                        "0s",
                        "3",
                        "3/1h",
                        "80%/10m",
                        "10%",
                        "true",
                        "false",
                        "active",
                        "all",
                        "supervisor",
                        "exec",
                        "never",
                        "none",
                        "webhook",
                        "write-env",
                        "https://{target}/",
                        "{target}",
                        "tcp://{region}:1",
                        "unix:///x",
                        "{{a}}",
                        "{{env:HOME}}",
                        "{{detour.group.a.outage}}",
                        "",
                        "64KB",
                        "POST",
                        "route:x",
                        "observe",
                        "/",
                        "."),
                Arbitraries.strings().ofMaxLength(8));
        Arbitrary<String> start = Arbitraries.of("detour.groups=a", "detour.group.a.regions=NAM=localhost,EU=x");
        return Arbitraries.oneOf(start, Combinators.combine(keys, values).as((key, value) -> key + "=" + value));
    }

    /** A value that the check lets pass reaches the application as it is, through a shell that reads the file. */
    @Property(tries = 100)
    void whatIsAllowedInTheEnvFileSurvivesTheShell(@ForAll("values") String value) throws Exception {
        Loaded loaded = Configuration.load(Sources.of(folder.resolve("none"), Map.of())
                .withOverrides(Map.of(
                        "detour.groups", "a",
                        "detour.group.a.regions", "NAM=x",
                        "detour.group.a.env-file", "/tmp/x.env",
                        "detour.group.a.variable.X", value)));
        Assume.that(loaded.settings().isPresent());
        Path file = Files.writeString(folder.resolve("x.env"), "export X=" + value);
        Process shell = new ProcessBuilder("sh", "-c", ". \"$1\" && printf %s \"$X\"", "sh", file.toString())
                .redirectErrorStream(true)
                .start();
        String read = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(read).isEqualTo(value);
    }

    @Provide
    Arbitrary<String> values() {
        Arbitrary<Character> signs = Arbitraries.of(
                "=:/.-_%+@,![]^é€\u00a0".chars().mapToObj(c -> (char) c).toList());
        Arbitrary<Character> any = Arbitraries.chars().range('!', '~');
        Arbitrary<Character> letters = Arbitraries.chars().alpha();
        return Arbitraries.frequencyOf(Tuple.of(6, letters), Tuple.of(3, signs), Tuple.of(1, any))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(chars -> chars.stream().map(String::valueOf).reduce("", String::concat));
    }
}
