package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Regions that are neither up nor down, watched by the whole program. */
@Tag("slow")
class UnsteadyRegionsTest {
    private static final int PROBES = 100;
    private static final Duration COOLDOWN = Duration.ofSeconds(3);

    /** How often NAM had been asked when its faults began. */
    private static final Map<String, Integer> BEFORE = new HashMap<>();

    private static Street street;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        street = new Street(folder);
        street.shop("lagging").with("probe.timeout", "1s").with("outage", "5s").with("min-failures", "5");
        for (int percent : List.of(5, 15, 30)) {
            // As by default, an outage is as long as 24 intervals.
            street.shop("dicey" + percent).with("probe.interval", "200ms").with("outage", "4800ms");
        }
        street.shop("flapping").with("cooldown", COOLDOWN.toSeconds() + "s").with("max-switches", "2/1h");
        street.open();
        street.shops()
                .forEach(shop -> BEFORE.put(shop.name(), shop.region("NAM").connections()));
        street.shop("lagging").now(lagging(), "NAM");
        for (int percent : List.of(5, 15, 30)) {
            street.shop("dicey" + percent).now(dicey(percent), "NAM", "EU", "APAC");
        }
    }

    /** Two answers too late, the next just in time. */
    private static Toxic lagging() {
        var count = new AtomicInteger();
        return line -> Toxics.latency(
                        count.incrementAndGet() % 3 == 0 ? Duration.ofMillis(300) : Duration.ofMillis(1300),
                        Toxics.ok())
                .serve(line);
    }

    private static Toxic dicey(int percent) {
        var fault = Toxics.sometimes(0.5, percent, Toxics.status(503), Toxics.resetAtOnce());
        return Toxics.sometimes(percent / 100.0, 20 + percent, fault, Toxics.ok());
    }

    @AfterAll
    static void close() throws IOException {
        street.close();
    }

    @Test
    @Fault("N5")
    void noSwitchWhileSuccessesInterleave() {
        probed(street.shop("lagging"), 24);
        stayed(street.shop("lagging"));
    }

    @ParameterizedTest
    @Fault("N6")
    @ValueSource(ints = {5, 15, 30})
    void noSwitchForRandomFailures(int percent) {
        var shop = street.shop("dicey" + percent);
        probed(shop, PROBES);
        assertThat(shop.metric("detour_probes_total", "region=\"NAM\"", "outcome=\"DOWN\""))
                .hasValueSatisfying(n -> assertThat(n).isPositive());
        stayed(shop);
    }

    @Test
    @Fault("N9")
    void flappingEndsAtTheBudgetAndKeepsTheCooldown() {
        var shop = street.shop("flapping");
        for (int i = 0; i < 40 && !Shop.gates(shop.status()).contains("max-switches"); i++) {
            var active = shop.status().path("active").asText();
            shop.up("NAM", "EU", "APAC");
            shop.down(active);
            int before = shop.region(active).connections();
            Awaitility.await()
                    .atMost(Shop.PATIENCE)
                    .until(() -> shop.region(active).connections() > before + 5);
        }
        shop.awaitGate("max-switches");
        var switched = shop.history().stream()
                .filter(entry -> entry.path("event").asText().equals("decision"))
                .map(entry -> Instant.parse(entry.path("at").asText()))
                .toList();
        // The start, and two of its own.
        assertThat(switched).hasSize(3);
        assertThat(Duration.between(switched.get(1), switched.get(2))).isGreaterThanOrEqualTo(COOLDOWN);
        assertThat(shop.env()).isEqualTo(shop.envOf(shop.status().path("active").asText()));
    }

    private static void probed(Shop shop, int times) {
        int enough = BEFORE.get(shop.name()) + times;
        Awaitility.await()
                .atMost(Shop.PATIENCE.multipliedBy(3))
                .until(() -> shop.region("NAM").connections() > enough);
    }

    private static void stayed(Shop shop) {
        assertThat(shop.decisions()).containsExactly("start NAM");
        assertThat(shop.starts()).hasSize(1);
        assertThat(shop.env()).isEqualTo(shop.envOf("NAM"));
    }
}
