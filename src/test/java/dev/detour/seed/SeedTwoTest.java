package dev.detour.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.peers.DetourProcess;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedTwoTest {
    @TempDir
    Path folder;

    @Test
    void itsOwnVariablesAreEnoughAndEachMetricTellsOfTheOtherSite() throws Exception {
        try (var a = FaultPeer.http(Toxics.ok())) {
            var variables = Map.of(
                    "SITE_A_HEALTH_URL", a.uri("/healthz") + "  # the first",
                    "SITE_B_HEALTH_URL", "",
                    "CACHE_TTL_SEC", "1",
                    "DETOUR_HTTP_HOST", "127.0.0.1");
            try (var detour = DetourProcess.run(folder, variables, List.of())) {
                await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                    assertThat(detour.ask("/metric/site-a").body()).isEqualTo("{\"value\":1}");
                    assertThat(detour.ask("/metric/site-b").body()).isEqualTo("{\"value\":0}");
                });
                var regions = detour.get("/api/v1/groups/site").path("regions");
                assertThat(regions.path(1).path("last").path("text").asText())
                        .isEqualTo("SITE_B_HEALTH_URL is not set");
                assertThat(a.seen().get(0).line()).startsWith("GET /healthz HTTP/1.1");
            }
        }
    }
}
