package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.peers.Fault;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands, disks and webhooks that do not do what they should, while a detour is being taken. */
class ActingFaultsTest {
    private static final String UNTIL_MENDED = """
            cd "$(dirname "$0")"
            if [ "$1" != 1 ] && [ ! -f mended ]; then
              echo "attempt $1" >> attempts
              %s
            fi
            exec sh restart.sh "$1" "$2"
            """;

    private static final Map<String, Held> HELD = new HashMap<>();
    private static Street street;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        street = new Street(folder);
        patient("stubborn").with("step.restart.timeout", "2s").script(UNTIL_MENDED.formatted("""
                trap '' TERM
                echo $$ >> pids
                sh -c 'trap "" TERM; echo $$ >> pids; while :; do sleep 1; done' &
                while :; do sleep 1; done
                """));
        patient("failing").script(UNTIL_MENDED.formatted("echo first; echo no licence; exit 7"));
        patient("flooding").with("step.restart.timeout", "2s").script(UNTIL_MENDED.formatted("exec yes flood"));
        tool(patient("missing"));
        street.shop("once").script(UNTIL_MENDED.formatted("touch mended; exit 1"));
        street.shop("hook");
        dying(street.shop("dying"));
        dying(street.shop("lonely"));
        Files.createDirectories(folder.resolve("routes"));
        try (var shipped = Files.newDirectoryStream(Path.of("routes"))) {
            for (var file : shipped) {
                Files.copy(file, folder.resolve("routes").resolve(file.getFileName()));
            }
        }
        Files.writeString(folder.resolve("routes/linger.camel.yaml"), """
                - route:
                    id: step-linger
                    from:
                      uri: direct:step-linger
                      steps:
                        - delay:
                            constant: 2500
                """);
        street.webhook().now(line -> {
            var request = line.read();
            if (request != null && request.body().contains("\"group\":\"hook\"")) {
                line.hold();
            } else if (request != null) {
                line.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            }
        });
        street.open();
        Files.delete(street.shop("missing").folder().resolve("tool"));
        for (var name : List.of("stubborn", "failing", "flooding", "missing", "once", "hook", "dying")) {
            street.shop(name).down("NAM");
        }
        street.shop("lonely").down("NAM", "APAC");
        var patients = List.of("stubborn", "failing", "flooding", "missing");
        for (var name : patients) {
            var shop = street.shop(name);
            shop.awaitLog("step-failed");
            var status = shop.awaitGate("step-failed");
            HELD.put(
                    name,
                    new Held(
                            status,
                            shop.env(),
                            shop.starts().size(),
                            shop.metric("detour_hold", "gate=\"step-failed\"")));
        }
        tool(street.shop("missing"));
        patients.forEach(name -> street.shop(name).write("mended", ""));
    }

    /** How a group was while its restart kept failing. */
    private record Held(JsonNode status, String env, int starts, Optional<Double> gate) {}

    private static Shop patient(String name) {
        return street.shop(name).with("step.restart.retries", "0");
    }

    private static void tool(Shop shop) throws IOException {
        var tool = shop.folder().resolve("tool");
        Files.writeString(tool, "#!/bin/sh\nexec sh " + shop.folder() + "/restart.sh \"$@\"\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        shop.command(tool + " {epoch} " + shop.envFile());
    }

    /** EU dies as soon as the env file names it, long before the restart. */
    private static void dying(Shop shop) {
        shop.with("steps", "write-env,linger,restart,verify");
        shop.now(line -> (shop.env().contains(shop.target("EU")) ? Toxics.status(500) : Toxics.ok()).serve(line), "EU");
    }

    @AfterAll
    static void close() throws IOException {
        street.close();
    }

    @Test
    @Fault({"A3", "A4"})
    void commandThatIgnoresTermIsEndedWithItsGrandchild() {
        var shop = street.shop("stubborn");
        var failed = failed(shop);
        assertThat(failed).contains("did not end within 2 s");
        var pids = shop.read("pids").lines().map(Long::parseLong).toList();
        assertThat(pids).hasSizeGreaterThanOrEqualTo(2);
        assertThat(pids)
                .noneMatch(
                        pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
        heldAndWasMended(shop);
    }

    @Test
    @Fault("A2")
    void commandThatFailsIsToldWithItsLastWords() {
        var shop = street.shop("failing");
        assertThat(failed(shop)).contains("status 7", "no licence");
        heldAndWasMended(shop);
    }

    @Test
    @Fault("A5")
    void floodIsEndedAndKeptShort() {
        var shop = street.shop("flooding");
        var failed = failed(shop);
        assertThat(failed).contains("did not end within 2 s").hasSizeLessThan(70_000);
        heldAndWasMended(shop);
    }

    @Test
    @Fault("A1")
    void missingCommandIsNamed() {
        var shop = street.shop("missing");
        assertThat(failed(shop)).contains("command not found");
        heldAndWasMended(shop);
    }

    private static String failed(Shop shop) {
        return shop.awaitLog("step-failed").path("message").asText();
    }

    private static void heldAndWasMended(Shop shop) {
        var held = HELD.get(shop.name());
        assertThat(held.env()).isEqualTo(shop.envOf("EU"));
        assertThat(held.starts()).isEqualTo(1);
        assertThat(held.status().path("state").asText()).isEqualTo("holding");
        assertThat(held.status()
                        .path("decision")
                        .path("steps")
                        .path(1)
                        .path("text")
                        .asText())
                .isNotBlank();
        assertThat(held.status().path("failoverReady").path("ready").asBoolean())
                .isFalse();
        assertThat(held.gate()).contains(1.0);
        assertThat(shop.metric("detour_steps_total", "step=\"restart\"", "result=\"failed\""))
                .hasValueSatisfying(n -> assertThat(n).isPositive());
        shop.awaitActive("EU");
        assertThat(shop.lastStart().region()).isEqualTo("EU");
        assertThat(shop.decisions()).containsExactly("start NAM", "outage EU");
        Awaitility.await().atMost(Shop.PATIENCE).untilAsserted(() -> assertThat(street.toldEvents(shop.name()))
                .containsExactly("decision", "step-failed", "verified"));
    }

    @Test
    void quickRetryNeedsNobody() {
        var shop = street.shop("once");
        var status = shop.awaitActive("EU");
        assertThat(status.path("decision")
                        .path("steps")
                        .path(1)
                        .path("attempts")
                        .asInt())
                .isEqualTo(2);
        Awaitility.await().atMost(Shop.PATIENCE).untilAsserted(() -> assertThat(street.toldEvents("once"))
                .containsExactly("decision", "verified"));
    }

    @Test
    void hangingWebhookDelaysNothing() {
        var shop = street.shop("hook");
        shop.awaitActive("EU");
        var decided =
                Shop.at(shop.awaitLog("decision", line -> line.path("epoch").asLong() == 2));
        var begun =
                Shop.at(shop.awaitLog("step-started", line -> line.path("epoch").asLong() == 2));
        var verified = Shop.at(shop.awaitLog("verified"));
        assertThat(Duration.between(decided, begun)).isLessThan(Duration.ofSeconds(1));
        assertThat(Duration.between(decided, verified)).isLessThan(Duration.ofSeconds(9));
    }

    @Test
    void candidateThatDiesMeanwhileIsGivenUpBeforeTheRestart() {
        var shop = street.shop("dying");
        shop.awaitActive("APAC");
        assertThat(shop.starts().stream().map(Shop.Start::region)).containsExactly("NAM", "APAC");
        assertThat(shop.env()).isEqualTo(shop.envOf("APAC"));
        assertThat(shop.history().stream().map(e -> e.path("event").asText())).contains("superseded");
    }

    @Test
    void candidateThatDiesWithNobodyElseIsTakenBack() {
        var shop = street.shop("lonely");
        shop.awaitStatus(
                "back at NAM",
                g -> g.path("epoch").asLong() > 2 && g.path("active").asText().equals("NAM"));
        Awaitility.await().atMost(Shop.PATIENCE).untilAsserted(() -> assertThat(shop.env())
                .isEqualTo(shop.envOf("NAM")));
        assertThat(shop.starts()).hasSize(1);
        shop.down("EU");
    }
}
