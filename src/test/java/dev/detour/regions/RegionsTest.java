package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.peers.Fault;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three regions over TLS, and one of them dies: the detour from the probe to the application's new pid. */
class RegionsTest {
    private static Street street;
    private static Instant from;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        street = new Street(folder);
        street.shop("killed");
        street.shop("hung").with("probe.timeout", "1s");
        liar(street.shop("liar"), "EU");
        liar(street.shop("liars").with("cooldown", "1m"), "EU", "APAC");
        street.shop("own").with("steps", "write-env,tell-desk,restart,verify").with("choose", "route:last");
        Files.createDirectories(folder.resolve("routes"));
        try (var shipped = Files.newDirectoryStream(Path.of("routes"))) {
            for (var file : shipped) {
                Files.copy(file, folder.resolve("routes").resolve(file.getFileName()));
            }
        }
        Files.writeString(folder.resolve("routes/mine.camel.yaml"), """
                - route:
                    id: step-tell-desk
                    from:
                      uri: direct:step-tell-desk
                      steps:
                        - setBody:
                            simple: "${variable.group} ${variable.from} ${variable.region} ${variable.target} ${variable.epoch} ${variable.trigger};"
                        - to:
                            uri: file:%s
                            parameters:
                              fileName: desk
                              fileExist: Append
                - route:
                    id: choose-last
                    from:
                      uri: direct:choose-last
                      steps:
                        - setBody:
                            simple: "${body[last]}"
                """.formatted(folder.resolve("own")));
        street.open();
        assertThat(street.shop("killed").env()).isEqualTo(street.shop("killed").envOf("NAM"));
        from = Instant.now();
        street.shop("killed").region("NAM").close();
        street.shop("hung").now(Toxics.SILENT, "NAM");
        List.of("liar", "liars", "own").forEach(name -> street.shop(name).down("NAM"));
        // Here, for there are sixty ticks: on a starved machine the change has left them before a test asks.
        street.shop("killed")
                .awaitStatus(
                        "the ticks tell of the change",
                        g -> region(g, "NAM").path("ticks").asText().contains("UD"));
    }

    /** Regions that answer until the application runs with them. */
    private static void liar(Shop shop, String... names) {
        for (var name : names) {
            shop.now(
                    line -> (shop.read("starts").contains(shop.target(name)) ? Toxics.status(500) : Toxics.ok())
                            .serve(line),
                    name);
        }
    }

    @AfterAll
    static void close() throws IOException {
        street.close();
    }

    @Test
    void goesOnWithTheNextRegionUnderANewPid() throws IOException {
        var shop = street.shop("killed");
        var status = shop.awaitActive("EU");

        assertThat(shop.decisions()).containsExactly("start NAM", "outage EU");
        assertThat(shop.env()).isEqualTo(shop.envOf("EU"));
        var now = shop.lastStart();
        assertThat(now.host()).isEqualTo(shop.target("EU"));
        var before = shop.starts().get(0);
        assertThat(before.region()).isEqualTo("NAM");
        assertThat(now.pid()).isNotEqualTo(before.pid());
        assertThat(now.lives()).isTrue();
        assertThat(before.lives()).isFalse();
        assertThat(shop.starts()).hasSize(2);

        assertThat(status.path("target").asText()).isEqualTo(shop.target("EU"));
        assertThat(status.path("epoch").asLong()).isEqualTo(2);
        assertThat(status.path("decision").path("trigger").asText()).isEqualTo("outage");
        assertThat(status.path("decision").path("from").asText()).isEqualTo("NAM");
        assertThat(status.path("decision").path("to").asText()).isEqualTo("EU");
        assertThat(status.path("decision").path("by").asText()).isEqualTo("detour");
        assertThat(status.path("decision").path("reason").asText()).contains("NAM was down for");
        assertThat(results(status)).containsExactly("write-env done", "restart done", "verify done");
        assertThat(status.path("verdict").asText()).contains("EU since", "NAM was down");
        assertThat(status.path("effect").path("envFile").path("path").asText())
                .isEqualTo(shop.envFile().toString());
        shop.awaitStatus(
                "the env file matches",
                g -> g.path("effect").path("envFile").path("matches").asBoolean());
        var nam = region(status, "NAM");
        assertThat(nam.path("health").asText()).isEqualTo("DOWN");
        assertThat(nam.path("eligible").asBoolean()).isFalse();
        assertThat(nam.path("last").path("error").asText()).isEqualTo("refused");
        assertThat(nam.path("last").path("phase").asText()).isEqualTo("connect");
        assertThat(region(status, "EU").path("certificateDays").asInt()).isBetween(88, 91);
    }

    @Test
    void tellsTheWholeDetourInOrder() throws IOException {
        var shop = street.shop("killed");
        shop.awaitActive("EU");
        var epoch2 = shop.history().stream()
                .filter(e -> e.path("epoch").asLong() == 2)
                .toList();

        assertThat(epoch2.stream().map(e -> e.path("event").asText()).filter(e -> !e.startsWith("region-")))
                .startsWith("decision", "step-done", "step-done", "verified");
        assertThat(epoch2.get(0).path("evidence").path("NAM").asText()).contains("DOWN");
        assertThat(street.toldEvents("killed")).containsSubsequence("decision", "verified");
        assertThat(street.told("killed"))
                .filteredOn(n -> n.path("event").asText().equals("decision"))
                .hasSize(1)
                .first()
                .satisfies(n -> assertThat(n.path("text").asText()).contains("EU", "NAM was down"));
        assertThat(shop.metric("detour_decisions_total", "trigger=\"outage\"")).contains(1.0);
        assertThat(shop.metric("detour_epoch")).contains(2.0);
        assertThat(shop.metric("detour_active", "region=\"EU\"")).contains(1.0);
        assertThat(shop.metric("detour_active", "region=\"NAM\"")).contains(0.0);
        assertThat(shop.metric("detour_region_up", "region=\"NAM\"")).contains(0.0);
        assertThat(shop.metric("detour_region_up", "region=\"APAC\"")).contains(1.0);
        assertThat(shop.metric("detour_steps_total", "step=\"restart\"", "result=\"done\""))
                .contains(2.0);
        assertThat(shop.metric("detour_step_duration_seconds_count", "step=\"write-env\""))
                .contains(2.0);
        assertThat(shop.metric("detour_probes_total", "region=\"NAM\"", "error=\"refused\""))
                .isPresent();
        assertThat(shop.metric("detour_probe_duration_seconds_bucket", "region=\"EU\""))
                .isPresent();
        assertThat(shop.metric("detour_evidence_age_seconds", "region=\"EU\""))
                .hasValueSatisfying(age -> assertThat(age).isCloseTo(0, within(5.0)));
        assertThat(shop.metric("detour_isolated")).contains(0.0);
        assertThat(street.program().ask("/metrics").body())
                .contains("detour_probe_late_seconds", "detour_reload_failed 0");
    }

    @Test
    void verifiesByProbesBegunAfterTheRestart() throws IOException {
        var shop = street.shop("killed");
        var verified = Shop.at(shop.awaitLog("verified"));
        var restarted = Shop.at(shop.awaitLog(
                "step-done",
                line -> line.path("message").asText().contains("restart")
                        && line.path("epoch").asLong() == 2));

        var between = shop.region("EU").arrivals().stream()
                .filter(at -> at.isAfter(restarted.minusMillis(1)) && at.isBefore(verified.plusMillis(1)))
                .toList();
        assertThat(between).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    @Fault("N2")
    void hungRegionIsLeftAndDelaysNoOther() {
        var shop = street.shop("hung").with("probe.timeout", "1s");
        var status = shop.awaitActive("EU");

        assertThat(region(status, "NAM").path("last").path("error").asText()).isEqualTo("timeout");
        for (var name : List.of("EU", "APAC")) {
            // One probe may come early, right after a step.
            var starts =
                    shop.region(name).arrivals().stream().filter(from::isBefore).toList();
            assertThat(gaps(starts)).as(name).allSatisfy(gap -> assertThat(gap).isLessThan(Duration.ofMillis(1000)));
            var took = Duration.between(from, Instant.now()).toMillis();
            assertThat((double) starts.size()).as(name).isGreaterThan(took / 400.0 * 0.8);
        }
        // Its own next probe waits for the timeout, and no longer.
        assertThat(gaps(shop.region("NAM").arrivals().stream()
                        .filter(from::isBefore)
                        .toList()))
                .allSatisfy(gap -> assertThat(gap).isLessThan(Duration.ofMillis(1900)));
    }

    private static List<Duration> gaps(List<Instant> starts) {
        return java.util.stream.IntStream.range(1, starts.size())
                .mapToObj(i -> Duration.between(starts.get(i - 1), starts.get(i)))
                .toList();
    }

    @Test
    void whatCannotBeVerifiedIsLeftForTheNextRegion() {
        var shop = street.shop("liar");
        var status = shop.awaitActive("APAC");

        assertThat(shop.decisions()).containsExactly("start NAM", "outage EU", "verify-failed APAC");
        assertThat(status.path("decision").path("trigger").asText()).isEqualTo("verify-failed");
        assertThat(status.path("decision").path("from").asText()).isEqualTo("EU");
        assertThat(shop.starts().stream().map(Shop.Start::region)).containsExactly("NAM", "EU", "APAC");
        assertThat(shop.env()).isEqualTo(shop.envOf("APAC"));
        assertThat(shop.metric("detour_decisions_total", "trigger=\"verify-failed\""))
                .contains(1.0);
        assertThat(shop.history().stream().map(e -> e.path("event").asText())).contains("verify-failed");
    }

    @Test
    void nothingLeftToVerifyIsAGateAndAPage() {
        var shop = street.shop("liars");
        var status = shop.awaitGate("verify-failed");

        assertThat(status.path("state").asText()).isEqualTo("holding");
        assertThat(status.path("verified").asBoolean()).isFalse();
        assertThat(shop.decisions()).startsWith("start NAM", "outage EU", "verify-failed APAC");
        var page = shop.awaitLog(
                "verify-failed", line -> line.path("level").asText().equals("ERROR"));
        assertThat(page.path("message").asText()).contains("APAC could not be verified");
        Awaitility.await().atMost(Shop.PATIENCE).untilAsserted(() -> assertThat(street.told("liars"))
                .filteredOn(n -> n.path("event").asText().equals("verify-failed"))
                .isNotEmpty()
                .allMatch(n -> n.path("level").asText().equals("ERROR")));
        assertThat(shop.metric("detour_failover_ready")).contains(0.0);
    }

    @Test
    void ownStepAndOwnChoiceAreTaken() {
        var shop = street.shop("own");
        var status = shop.awaitActive("APAC");

        assertThat(shop.decisions()).containsExactly("start NAM", "outage APAC");
        assertThat(results(status)).containsExactly("write-env done", "tell-desk done", "restart done", "verify done");
        assertThat(shop.read("desk").split(";"))
                .containsExactly(
                        "own  NAM " + shop.target("NAM") + " 1 start",
                        "own NAM APAC " + shop.target("APAC") + " 2 outage");
    }

    private static List<String> results(JsonNode status) {
        return StreamSupport.stream(status.path("decision").path("steps").spliterator(), false)
                .map(s -> s.path("step").asText() + " " + s.path("result").asText())
                .toList();
    }

    private static JsonNode region(JsonNode status, String name) {
        return StreamSupport.stream(status.path("regions").spliterator(), false)
                .filter(r -> r.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
