package dev.detour.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.detour.peers.Ports;
import dev.detour.peers.RealPeers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The command of each example's README, run as it stands there, with the real programs. */
class ExamplesTest {
    @TempDir
    Path folder;

    static List<String> withStory() throws IOException {
        try (Stream<Path> examples = Files.list(Path.of("examples"))) {
            return examples.filter(example -> Files.exists(example.resolve("try")))
                    .map(example -> example.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("withStory")
    void theReadmeSaysTheCommandAndWhatOneSees(String example) {
        var page = Markdown.of("examples/" + example + "/README.md");

        assertThat(page.blocks().get(0).text().strip()).isEqualTo("examples/" + example + "/try");
        assertThat(Path.of("examples", example, "try")).isExecutable();
    }

    @Test
    void everyStoryIsTold() throws IOException {
        assertThat(withStory())
                .contains("fleet", "haproxy", "keda", "kubernetes-rollout", "supervisord", "webhook-step");
        assertThat(Markdown.of("README.md").links())
                .containsAll(withStory().stream()
                        .map(example -> "examples/" + example)
                        .toList());
    }

    @Test
    void editorsTakeEveryRouteOfAnExample() throws IOException {
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                .getSchema(ExamplesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));
        try (Stream<Path> files = Files.walk(Path.of("examples"))) {
            var routes = files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .toList();
            assertThat(routes).hasSizeGreaterThanOrEqualTo(3);
            for (var file : routes) {
                var tree = new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
                assertThat(schema.validate(tree)).as(file.toString()).isEmpty();
                assertThat(tree.findValues("route")).allSatisfy(route -> {
                    assertThat(route.path("id").asText()).isNotBlank();
                    assertThat(route.path("description").asText()).endsWith(".");
                });
            }
        }
    }

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({
        "fleet, sshd, restarts with export SHOP_HOST=",
        "haproxy, haproxy, the application is answered by US",
        "keda, curl, '{\"value\":4}'",
        "kubernetes-rollout, curl, kubectl -n shop set env deployment/shop",
        "supervisord, supervisord, Waited for 4s. Application restarting due to failure with Ext Cloud: 127.0.0.11",
        "webhook-step, curl, '/hooks/region {\"group\":\"shop\",\"region\":\"US\"'"
    })
    void runsItsStoryToTheEndAndLeavesNothing(String example, String program, String sees) throws Exception {
        if (Stream.of("/usr/bin/", "/usr/sbin/").noneMatch(place -> Files.isExecutable(Path.of(place + program)))) {
            RealPeers.missing("examples/" + example + ": " + program + " is not installed");
        }
        var output = folder.resolve("output");
        var builder = new ProcessBuilder("examples/" + example + "/try")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DETOUR_") || name.startsWith("EXT_CLOUD"));
        builder.environment().put("DETOUR_NO_ARCHIVE", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("TMPDIR", folder.toString());
        builder.environment().put("PORTS", ports());
        var process = builder.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            process.destroy();
        }

        var said = Files.readString(output);
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said).contains(sees);
        assertThat(folder.toFile().list()).containsExactly("output");
        assertThat(ProcessHandle.allProcesses()
                        .filter(p -> p.info().commandLine().orElse("").contains(folder.toString())))
                .as("processes")
                .isEmpty();
    }

    private static String ports() {
        return IntStream.range(0, 10)
                .mapToObj(i -> Integer.toString(Ports.free()))
                .collect(Collectors.joining(" "));
    }
}
