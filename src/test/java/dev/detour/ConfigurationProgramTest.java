package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.DetourProcess;
import dev.detour.peers.FastStart;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program says and does, and what it leaves alone, when it cannot start as it was asked to. */
class ConfigurationProgramTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HELD = """
            detour.groups=shop
            detour.group.shop.regions=NAM=127.0.0.1:9,EU=127.0.0.1:9
            detour.group.shop.probe.url=http://{target}/
            detour.group.shop.env-file=shop.env
            detour.group.shop.variable.REGION={region}
            """;

    @TempDir
    Path folder;

    @TempDir
    Path beside;

    private record Said(int exit, String out, String err) {}

    private Said detour(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m"));
        command.addAll(List.of(FastStart.options()));
        command.addAll(
                List.of("-jar", Path.of("target/detour.jar").toAbsolutePath().toString()));
        command.addAll(List.of(words));
        var out = beside.resolve("out");
        var err = beside.resolve("err");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DETOUR_") || name.startsWith("EXT_CLOUD"));
        builder.environment().put("DETOUR_HTTP_PORT", Integer.toString(DetourProcess.freePort()));
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> String.join(" ", words) + " ends by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Said detour(String... words) throws IOException, InterruptedException {
        return detour(Map.of(), words);
    }

    private void configure(String text) throws IOException {
        Files.writeString(folder.resolve("application.properties"), text);
    }

    /** Nothing but what the user put there. */
    private void nothingIsWritten(String... own) throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(own);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check"})
    @Fault({"F2", "F3"})
    void saysEveryProblemOfTheFileAtOnceAndWritesNothing(String verb) throws Exception {
        configure(HELD + """
                detour.group.shop.probe.timeout=5
                detour.group.shop.outtage=4m
                detour.group.shop.mode=automatic
                detour.group.shop.env-file=C:\\temp\\shop.env
                detour.group.shop.probe.accept-status=^2(
                detour.group.shop.restart=exec
                detour.http.port=http
                """);

        var said = detour(verb);

        assertThat(said.exit()).isEqualTo(8);
        assertThat(said.out()).isEmpty();
        assertThat(said.err())
                .contains("application.properties:6: detour.group.shop.probe.timeout=5:", "10s")
                .contains("application.properties:7: detour.group.shop.outtage:", "detour.group.shop.outage")
                .contains("application.properties:8: detour.group.shop.mode=automatic:", "approve, auto, observe")
                .contains("application.properties:9: detour.group.shop.env-file", "given twice, first in line 4")
                .contains("application.properties:10: detour.group.shop.probe.accept-status=^2(:")
                .contains("detour.group.shop.restart.command")
                .doesNotContain("Exception", "\tat ");
        nothingIsWritten("application.properties");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check"})
    @Fault("F3")
    void saysEveryProblemOfTheEnvironmentAtOnceAndWritesNothing(String verb) throws Exception {
        configure(HELD);

        var said = detour(
                Map.of(
                        "DETOUR_GROUP_SHOP_OUTAGE", "4",
                        "DETOUR_GROUP_SHOP_MODE", "automatic",
                        "DETOUR_GROUP_SHOP_PROBE_INTERVAL", "-1s",
                        "DETOUR_HTTP_PORT", "99999",
                        "DETOUR_GROUP_SHOP_OUTTAGE", "4m"),
                verb);

        assertThat(said.exit()).isEqualTo(8);
        assertThat(said.out()).isEmpty();
        assertThat(said.err())
                .contains("environment: DETOUR_GROUP_SHOP_OUTAGE=4:")
                .contains("environment: DETOUR_GROUP_SHOP_MODE=automatic:")
                .contains("environment: DETOUR_GROUP_SHOP_PROBE_INTERVAL=-1s:")
                .contains("environment: DETOUR_HTTP_PORT=99999:")
                .containsPattern("warning: .*DETOUR_GROUP_SHOP_OUTTAGE");
        nothingIsWritten("application.properties");
    }

    @Test
    void anEmptyFolderGetsAnExampleAndTheWayOfTheOldHandler() throws Exception {
        var said = detour("run");

        assertThat(said.exit()).isEqualTo(8);
        assertThat(said.err()).contains("detour.groups=", ".regions=", "EXT_CLOUD_FAILOVER_LIST");
        nothingIsWritten();
    }

    @Test
    @Fault("F9")
    void checkShowsEveryValueWithItsOriginAndNoSecret() throws Exception {
        Files.writeString(beside.resolve("token"), "a-secret-kept-in-a-file\n");
        configure(HELD + """
                detour.http.token-file=%s
                detour.notify.webhook.url=https://chat.example.com/hooks/secret-of-the-hook
                detour.group.shop.probe.header.Authorization=Bearer secret-of-the-header
                detour.group.shop.probe.proxy=http://user:secret-of-the-proxy@127.0.0.1:3128
                """.formatted(beside.resolve("token")));

        var said = detour(Map.of("DETOUR_GROUP_SHOP_OUTAGE", "2m"), "check", "-v");

        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out())
                .containsPattern("detour\\.group\\.shop\\.outage=2m +# env DETOUR_GROUP_SHOP_OUTAGE")
                .containsPattern("detour\\.group\\.shop\\.env-file=.*# application\\.properties:4")
                .containsPattern("detour\\.group\\.shop\\.min-failures=3 +# built-in")
                .contains("detour.notify.webhook.url=***", "probe.header.Authorization=***", "detour.http.token");
        assertThat(said.out() + said.err()).doesNotContain("secret-");
        nothingIsWritten("application.properties");
    }

    @Test
    @Fault("F9")
    void aWrongSecretIsRefusedWithoutBeingShown() throws Exception {
        configure(HELD + """
                detour.http.token=secret
                detour.notify.webhook.url=chat.example.com/secret-hook
                detour.group.shop.restart=supervisor
                detour.group.shop.restart.programs=app
                detour.group.shop.restart.supervisor=htp://user:secret-word@127.0.0.1:9001
                """);

        var said = detour("run");

        assertThat(said.exit()).isEqualTo(8);
        assertThat(said.err())
                .contains(":6: detour.http.token=***", ":7: detour.notify.webhook.url=***", ":10: ")
                .doesNotContain("secret");
        nothingIsWritten("application.properties");
    }

    @Test
    void anUnknownVerbOrOptionIsMisuse() throws Exception {
        var verb = detour("rum");
        assertThat(verb.exit()).isEqualTo(2);
        assertThat(verb.out()).isEmpty();
        assertThat(verb.err()).contains("rum").contains("run");

        assertThat(detour("run", "--fast").exit()).isEqualTo(2);
        assertThat(detour().exit()).isEqualTo(2);
        nothingIsWritten();
    }

    @Test
    void aConfigFileThatIsNotThereIsNamed() throws Exception {
        var said = detour("run", "--config", "elsewhere.properties");

        assertThat(said.exit()).isEqualTo(8);
        assertThat(said.err()).contains("elsewhere.properties").contains("there is no such file");
        nothingIsWritten();
    }

    @Test
    void everyRouteThatIsNamedButNotThereIsNamed() throws Exception {
        try (var peer = FaultPeer.http(Toxics.ok())) {
            configure(HELD.replace("127.0.0.1:9", "127.0.0.1:" + peer.port()) + """
                    detour.group.shop.steps=write-env,warm-up
                    detour.group.shop.notify=pager
                    detour.group.shop.choose=route:cheapest
                    """);

            var said = detour("run");

            assertThat(said.exit()).isEqualTo(8);
            assertThat(said.err())
                    .contains("direct:step-warm-up", "there are: restart, verify, write-env")
                    .contains("direct:notify-pager", "there are: datadog, exec, webhook")
                    .contains("direct:choose-cheapest", "there is none");
            assertThat(peer.connections()).as("nothing is probed").isZero();
            nothingIsWritten("application.properties");
        }
    }

    /** The lists on the disk cannot be read, so those of the last good configuration are what it is measured by. */
    @Test
    void aRegionThatTheLastGoodConfigurationDoesNotKnowIsMisuse() throws Exception {
        configure(HELD);
        try (var before = DetourProcess.run(folder)) {
            before.awaitEvent("started", PATIENCE);
            Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("data/last-good.json")));
        }
        configure(HELD.replace("NAM=127.0.0.1:9,EU=127.0.0.1:9", "NAM,EU"));

        var said = detour("run", "--region", "MARS");

        assertThat(said.exit()).as(said.err()).isEqualTo(2);
        assertThat(said.err()).contains("MARS", "NAM, EU").doesNotContain("Exception", "last good");
    }

    @Test
    void checkFindsRoutesThatAreNotThereToo() throws Exception {
        configure(HELD + "detour.group.shop.steps=write-env,warm-up\n");

        var said = detour("check");

        assertThat(said.exit()).isEqualTo(8);
        assertThat(said.err()).contains("direct:step-warm-up");
        nothingIsWritten("application.properties");
    }

    /** The shipped routes, to which a user adds one of their own. */
    private Path ownRoute(String steps) throws IOException {
        Files.createDirectory(folder.resolve("routes"));
        try (var shipped = Files.list(Path.of("routes"))) {
            for (var file : shipped.toList()) {
                Files.copy(file, folder.resolve("routes").resolve(file.getFileName()));
            }
        }
        var file = folder.resolve("routes/mine.camel.yaml");
        return Files.writeString(
                file, "- route:\n    id: mine\n    from:\n      uri: direct:step-mine\n      steps:\n" + steps);
    }

    @ParameterizedTest
    @CsvSource({
        "run, '    - log: a', 'line 6, column 5'",
        "check, '    - log: a', 'line 6, column 5'",
        "run, '        - shout: a', 'Unknown node id: shout'",
        "check, '        - log: {mesage: a}', 'Unsupported field: mesage'"
    })
    void aBrokenRouteFileIsNamedWithItsLineAndNothingIsWritten(String verb, String steps, String what)
            throws Exception {
        configure(HELD);
        ownRoute(steps);

        var said = detour(verb);

        assertThat(said.exit()).isEqualTo(8);
        assertThat(said.err()).contains("mine.camel.yaml, line ", what).doesNotContain("\tat ");
        nothingIsWritten("application.properties", "routes");
    }

    @Test
    void anEmptyRouteFileWasTakenForADiskError() throws Exception {
        configure(HELD);
        Files.writeString(ownRoute(""), "");

        var said = detour("run");

        assertThat(said.exit()).isEqualTo(8);
        assertThat(said.err()).contains("mine.camel.yaml", "empty");
        nothingIsWritten("application.properties", "routes");
    }

    /** What only shows when a route is made: its file and its id are said all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"- to: htpp:a", "- to: 'direct:{{nope}}'", "- bean: {ref: nobody}"})
    void aRouteThatCannotBeMadeIsNamedWithItsFileAndNothingIsProbed(String step) throws Exception {
        try (var peer = FaultPeer.http(Toxics.ok())) {
            configure(HELD.replace("127.0.0.1:9", "127.0.0.1:" + peer.port()));
            ownRoute("        " + step + "\n");

            var said = detour("run");

            assertThat(said.exit()).isEqualTo(8);
            assertThat(said.err())
                    .contains("routes/mine.camel.yaml: route mine: ")
                    .doesNotContain("\tat ");
            assertThat(peer.connections()).isZero();
            assertThat(folder.resolve("shop.env")).doesNotExist();
        }
    }

    @Test
    void aTakenPortIsSaidAndNothingIsDecided() throws Exception {
        configure(HELD);
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());

            var said = detour(Map.of("DETOUR_HTTP_PORT", port), "run");

            assertThat(said.exit()).isEqualTo(1);
            assertThat(said.err())
                    .contains("detour: cannot listen on 127.0.0.1:" + port, "detour.http.port")
                    .doesNotContain("Exception");
            // What never watched does not stop either.
            assertThat(said.out() + said.err()).doesNotContain("Detour stops.");
        }
        assertThat(folder.resolve("shop.env")).doesNotExist();
    }

    @Test
    @Fault("O16")
    void aSecondProcessOnTheSameDataIsRefusedAndTheFirstGoesOn() throws Exception {
        configure(HELD);
        try (var first = DetourProcess.run(folder)) {
            first.awaitEvent("started", PATIENCE);

            var said = detour("run");

            assertThat(said.exit()).isEqualTo(1);
            assertThat(said.err()).contains("data").contains("another").doesNotContain("Exception");
            assertThat(first.alive()).isTrue();
            assertThat(first.get("/api/v1/status").path("ready").isBoolean()).isTrue();
        }
    }
}
