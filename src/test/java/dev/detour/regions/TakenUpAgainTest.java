package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.peers.DetourProcess;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A switch that somebody stopped half-way by an edit, and lets go on by another. */
class TakenUpAgainTest {
    private static final Duration BOUND = Duration.ofSeconds(45);

    @TempDir
    private Path folder;

    private Path file;

    private void edit(String text) throws IOException {
        Files.writeString(file, text);
    }

    private List<String> restarts() throws IOException {
        var said = folder.resolve("restarts");
        return Files.exists(said) ? Files.readAllLines(said) : List.of();
    }

    /** The env file held already what was decided, so that the command was taken for done, and never ran. */
    @Test
    void theCommandRunsThoughTheFileWasWrittenBefore() throws Exception {
        ownStep();
        file = folder.resolve("application.properties");
        try (var eu = FaultPeer.http(Toxics.ok());
                var us = FaultPeer.http(Toxics.ok());
                var other = FaultPeer.http(Toxics.ok())) {
            var text = """
                    detour.groups=shop
                    other.url=%s
                    detour.group.shop.regions=EU=%s,US=%s
                    detour.group.shop.probe.url=http://{target}/
                    detour.group.shop.probe.interval=200ms
                    detour.group.shop.min-successes=1
                    detour.group.shop.env-file=shop.env
                    detour.group.shop.variable.SHOP_REGION={region}
                    detour.group.shop.steps=write-env,other,restart
                    detour.group.shop.restart=exec
                    detour.group.shop.restart.command=sh -c 'echo {epoch} >> restarts'
                    """.formatted(other.uri("/"), eu.authority(), us.authority());
            edit(text);
            try (var detour = DetourProcess.run(folder)) {
                detour.awaitEvent("started", BOUND);
                await().atMost(BOUND).until(() -> restarts().contains("1"));

                other.now(Toxics.status(503));
                assertThat(detour.post(
                                        "/api/v1/groups/shop/switch",
                                        "{\"region\":\"US\",\"reason\":\"test\"}",
                                        folder.resolve("data"))
                                .statusCode())
                        .isEqualTo(200);
                await().atMost(BOUND).until(() -> detour.get("/api/v1/groups/shop")
                        .path("gates")
                        .findValuesAsText("gate")
                        .contains("step-failed"));
                assertThat(folder.resolve("shop.env")).content().contains("US");

                edit(text + "detour.group.shop.mode=observe\n");
                await().atMost(BOUND).until(() -> mode(detour).equals("observe"));
                other.now(Toxics.ok());
                edit(text);
                await().atMost(BOUND).until(() -> mode(detour).equals("auto"));

                await().atMost(BOUND).until(() -> detour.get("/api/v1/groups/shop")
                        .path("state")
                        .asText()
                        .equals("steady"));
                assertThat(restarts()).containsExactly("1", "2");
            }
        }
    }

    private static String mode(DetourProcess detour) {
        return detour.get("/api/v1/groups/shop").path("mode").asText();
    }

    /** The shipped routes, and a step that asks another system. */
    private void ownStep() throws IOException {
        var routes = Files.createDirectories(folder.resolve("routes"));
        try (var shipped = Files.list(Path.of("routes"))) {
            for (var route : shipped.toList()) {
                Files.copy(route, routes.resolve(route.getFileName()));
            }
        }
        Files.writeString(routes.resolve("other.camel.yaml"), """
                - route:
                    id: step-other
                    description: Asks another system.
                    group: steps
                    from:
                      uri: direct:step-other
                      steps:
                        - to:
                            uri: "{{other.url}}"
                            parameters:
                              httpMethod: GET
                              skipRequestHeaders: true
                              skipResponseHeaders: true
                """);
    }
}
