package dev.detour.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command that the README and the examples show is run by something; this is the table of what. */
class CommandsTest {
    /** For those that need what no build has: other machines, minutes of a reader, a release of others. */
    private static final String BY_HAND = "by hand";

    private static final Map<String, String> RUN_BY = Map.ofEntries(
            Map.entry("./detour demo", "src/test/java/dev/detour/DemoTest.java"),
            Map.entry("./detour demo --break NAM --for 30s --exit", "src/test/java/dev/detour/DemoTest.java"),
            Map.entry("./detour check", "src/test/java/dev/detour/docs/NewcomerTest.java"),
            Map.entry("./detour probe", "src/test/java/dev/detour/docs/NewcomerTest.java"),
            Map.entry("./detour run", "src/test/java/dev/detour/docs/NewcomerTest.java"),
            Map.entry("./detour status", "src/test/java/dev/detour/docs/NewcomerTest.java"),
            Map.entry("./detour explain", "src/test/java/dev/detour/docs/NewcomerTest.java"),
            Map.entry("./detour switch US", "src/test/java/dev/detour/docs/NewcomerTest.java"),
            Map.entry("./detour check -v", "src/test/java/dev/detour/docs/CommandsTest.java"),
            Map.entry("./detour doctor", "src/test/java/dev/detour/ToolVerbsTest.java"),
            Map.entry("export EXT_CLOUD_FAILOVER_LIST=", "src/test/java/dev/detour/seed/SeedOneDefaultsTest.java"),
            Map.entry("export CONNECTION_KEEPALIVE_ORG_ID=", "src/test/java/dev/detour/seed/SeedOneDefaultsTest.java"),
            Map.entry("./detour run --region EU", "src/test/java/dev/detour/seed/SeedOneStartTest.java"),
            Map.entry("set -a; . ./.env; ./detour run", "examples/keda/try"),
            Map.entry("camel run ", "src/test/java/dev/detour/CamelRunTest.java"),
            Map.entry("camel get route", BY_HAND),
            Map.entry("bin/test-packages", ".ci/run"),
            Map.entry("./mvnw verify", ".ci/run"),
            Map.entry("./mvnw verify -Pfaults", BY_HAND),
            Map.entry("bench/run", BY_HAND),
            Map.entry("./detour report ", "src/test/java/dev/detour/report/ReportTest.java"),
            // examples/gateway, whose three terminals are played by the tests of the gateway, not word by word.
            Map.entry("java Upstream.java ", BY_HAND),
            Map.entry("../../detour run", BY_HAND),
            Map.entry("curl -i localhost:8000/gateway/", BY_HAND),
            Map.entry("curl localhost:8000/gateway/", BY_HAND),
            Map.entry("curl -s localhost:8000/api/v1/gateway", BY_HAND),
            Map.entry("examples/", "src/test/java/dev/detour/docs/ExamplesTest.java"),
            Map.entry("ssh-key", "examples/fleet/try"),
            Map.entry("prometheus --config.file=prometheus.yml", "src/test/java/dev/detour/docs/DeployTest.java"),
            Map.entry("DETOUR_JAVA_OPTS=\"-javaagent:", "src/test/java/dev/detour/JolokiaTest.java"),
            Map.entry("curl 'http://127.0.0.1:8778/jolokia", "src/test/java/dev/detour/JolokiaTest.java"));

    @TempDir
    Path folder;

    @Test
    void everyCommandIsRunBySomething() throws Exception {
        try (Stream<Markdown> pages = Markdown.all()) {
            var lines = pages.filter(page -> page.file().equals(Path.of("README.md"))
                            || page.file().startsWith("examples"))
                    .flatMap(page -> page.blocks().stream())
                    .filter(block -> List.of("", "sh").contains(block.language()))
                    .flatMap(block -> block.text().replaceAll("\\\\\\n *", "").lines())
                    .map(String::strip)
                    .toList();

            assertThat(lines).hasSizeGreaterThan(20).allSatisfy(line -> assertThat(runBy(line))
                    .as("what runs: %s", line)
                    .matches(by -> by.equals(BY_HAND) || Files.exists(Path.of(by))));
        }
    }

    /** The row that says most of the line's beginning. */
    private static String runBy(String line) {
        return RUN_BY.keySet().stream()
                .filter(line::startsWith)
                .max((a, b) -> Integer.compare(a.length(), b.length()))
                .map(RUN_BY::get)
                .orElse("");
    }

    @Test
    void theFullerConfigurationOfTheReadmeHolds() throws Exception {
        try (var shell = new Shell(folder, 1)) {
            var section = Markdown.of("README.md").blocks("A fuller configuration");
            shell.write("application.properties", section.get(0).text());

            var said = shell.run(section.get(1).lines().get(0));

            assertThat(said.exit()).as(said.text()).isZero();
            assertThat(said.text()).contains("detour.group.shop.outage", "application.properties");
        }
    }
}
