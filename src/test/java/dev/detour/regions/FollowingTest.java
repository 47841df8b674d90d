package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.peers.DetourProcess;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program with a service that follows a group (SPEC §9): by decisions and by edits, without a restart. */
class FollowingTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void aServiceMovesWithTheDecisionAndAnEditAddsAnother() throws Exception {
        try (var eu = FaultPeer.http(Toxics.ok("eu"));
                var us = FaultPeer.http(Toxics.ok("us"))) {
            var file = folder.resolve("application.properties");
            var text = """
                    detour.groups=shop
                    detour.group.shop.regions=EU=%s,US=%s
                    detour.group.shop.probe.url=http://{target}/
                    detour.group.shop.probe.interval=200ms
                    detour.group.shop.min-successes=1
                    detour.gateway.web.follow=shop
                    detour.gateway.web.url=http://{target}/
                    """.formatted(eu.authority(), us.authority());
            Files.writeString(file, text);
            try (var detour = DetourProcess.run(folder)) {
                detour.awaitEvent("started", BOUND);
                await().atMost(BOUND).until(() -> "EU"
                        .equals(detour.get("/api/v1/groups/shop").path("active").asText()));
                assertThat(detour.ask("/gateway/web/a").body()).isEqualTo("eu");

                await().atMost(BOUND)
                        .until(() -> detour.post(
                                                "/api/v1/groups/shop/switch",
                                                "{\"region\":\"US\",\"reason\":\"test\"}",
                                                folder.resolve("data"))
                                        .statusCode()
                                == 200);
                assertThat(detour.ask("/gateway/web/a").body()).isEqualTo("us");
                var gateway = detour.get("/api/v1/status").path("gateway").get(0);
                assertThat(gateway.path("service").asText()).isEqualTo("web");
                assertThat(gateway.path("upstreams").findValuesAsText("url"))
                        .containsExactly("http://" + eu.authority(), "http://" + us.authority());

                assertThat(detour.ask("/gateway/other/").statusCode()).isEqualTo(404);
                Files.writeString(file, text + "detour.gateway.other.upstreams=" + eu.uri("/base") + "\n");
                await().atMost(BOUND).until(() -> detour.ask("/gateway/other/b").statusCode() == 200);
                assertThat(eu.seen().stream().map(seen -> seen.line())).contains("GET /base/b HTTP/1.1");
                assertThat(detour.ask("/gateway/web/a").body()).isEqualTo("us");
            }
        }
    }
}
