package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.peers.Away;
import dev.detour.peers.DetourProcess;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine that Detour runs on loses its network, in both ways that a cable can fail. */
@Tag("slow")
class CutOffTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    @TempDir
    Path folder;

    private Away away;
    private DetourProcess detour;

    @Test
    @Fault("N8")
    void cutOffItHoldsWritesAndRestartsNothingAndGoesOnAfterwards() throws Exception {
        try (var network = Away.open();
                var nam = FaultPeer.http(network.here(), Toxics.ok());
                var eu = FaultPeer.http(network.here(), Toxics.ok());
                var canary = FaultPeer.http(network.here(), Toxics.ok())) {
            away = network;
            configure(nam, eu, canary);
            detour = DetourProcess.runBy(away.by(), folder, Map.of(), List.of());
            awaitHealth("UP", "UP");

            away.ownLink(false);
            holdsIsolated(1);
            away.ownLink(true);
            comesBack(1);
            away.cable(false);
            holdsIsolated(2);
            away.cable(true);
            comesBack(2);

            nam.now(Toxics.status(503));
            detour.awaitEvent("verified", PATIENCE);
            assertThat(decisions()).isEqualTo(2);
            assertThat(env()).contains(eu.authority());
        } finally {
            if (detour != null) {
                detour.close();
                detour.exitStatus(PATIENCE);
            }
        }
    }

    private void configure(FaultPeer nam, FaultPeer eu, FaultPeer canary) throws IOException {
        Files.writeString(folder.resolve("application.properties"), """
                detour.groups=shop
                detour.group.shop.regions=NAM=%s,EU=%s
                detour.group.shop.probe.url=http://{target}/
                detour.group.shop.probe.interval=300ms
                detour.group.shop.probe.timeout=1s
                detour.group.shop.outage=2s
                detour.group.shop.recovery=1s
                detour.group.shop.cooldown=1s
                detour.group.shop.canary=%s
                detour.group.shop.env-file=shop.env
                detour.group.shop.variable.SHOP_HOST={target}
                detour.group.shop.restart=exec
                detour.group.shop.restart.command=sh -c "echo {epoch} >> %s"
                """.formatted(
                        nam.authority(), eu.authority(), canary.uri("/"), folder.resolve("restarts")));
    }

    /** For twice the outage; that nothing happens can only be shown by the passing of time. */
    private void holdsIsolated(int times) {
        Awaitility.await("isolated")
                .atMost(PATIENCE)
                .until(() -> detour.events("isolated").size() == times);
        var env = env();
        Awaitility.await().during(Duration.ofSeconds(4)).atMost(PATIENCE).untilAsserted(() -> {
            assertThat(metric("detour_isolated{group=\"shop\"}")).isEqualTo(1);
            assertThat(decisions()).isEqualTo(1);
        });
        assertThat(env()).isEqualTo(env);
        assertThat(restarts()).isEqualTo("1\n");
        assertThat(status().path("gates").findValuesAsText("gate")).contains("isolated");
    }

    private void comesBack(int times) {
        Awaitility.await("isolated-end")
                .atMost(PATIENCE)
                .until(() -> detour.events("isolated-end").size() == times);
        awaitHealth("UP", "UP");
        assertThat(metric("detour_isolated{group=\"shop\"}")).isZero();
        assertThat(decisions()).isEqualTo(1);
    }

    private void awaitHealth(String... health) {
        Awaitility.await("all UP").atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        status().path("regions").findValuesAsText("health"))
                .as(() -> String.join("\n", detour.lines()))
                .containsExactly(health));
        Awaitility.await("started the application").atMost(PATIENCE).until(() -> !restarts()
                .isEmpty());
    }

    private long decisions() {
        return status().path("epoch").asLong();
    }

    private JsonNode status() {
        try {
            return JSON.readTree(curl("/api/v1/groups/shop"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private double metric(String name) {
        return curl("/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** From in there: nobody else reaches its loopback address. */
    private String curl(String path) {
        try {
            return away.run("curl", "-s", "-m", "5", "http://127.0.0.1:" + detour.port() + path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String env() {
        return read("shop.env");
    }

    private String restarts() {
        return read("restarts");
    }

    private String read(String file) {
        try {
            return Files.exists(folder.resolve(file)) ? Files.readString(folder.resolve(file)) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
