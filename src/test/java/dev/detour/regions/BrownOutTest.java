package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.peers.Fault;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code failure-ratio}: regions that fail now and then, on real peers. The streak's own rule can never be met here. */
@Tag("slow")
class BrownOutTest {
    private static Street street;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        street = new Street(folder);
        for (var name : new String[] {"flicker", "brown"}) {
            street.shop(name)
                    .with("outage", "1h")
                    .with("probe.interval", "200ms")
                    .with("failure-ratio", "70%/4s")
                    .with("cooldown", "1s");
        }
        street.open();
    }

    @AfterAll
    static void close() throws IOException {
        street.close();
    }

    @Test
    @Fault("N6")
    void thirtyPercentOfFailuresAreNoOutage() {
        var shop = street.shop("flicker");
        shop.region("NAM").now(Toxics.sometimes(0.3, 42, Toxics.status(503), Toxics.ok()));
        int before = shop.region("NAM").connections();

        Awaitility.await()
                .atMost(Shop.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> shop.region("NAM").connections() >= before + 40);

        assertThat(shop.status().path("active").asText()).isEqualTo("NAM");
        assertThat(shop.decisions()).containsExactly("start NAM");
        assertThat(nam(shop.status()).path("ticks").asText()).contains("D").contains("U");
    }

    @Test
    void aRegionThatFailsMoreOftenThanTheRatioIsLeft() {
        var shop = street.shop("brown");
        // Every fifth probe succeeds, and would end any streak.
        shop.region("NAM").now(Toxics.everyNth(5, Toxics.ok(), Toxics.status(503)));

        shop.awaitActive("EU");

        assertThat(shop.decisions()).containsExactly("start NAM", "outage EU");
        assertThat(shop.env()).isEqualTo(shop.envOf("EU"));
        assertThat(nam(shop.status()).path("ticks").asText()).contains("U").contains("DDDD");
    }

    private static JsonNode nam(JsonNode group) {
        return group.path("regions").path(0);
    }
}
