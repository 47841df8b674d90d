package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When Detour must not move, or not yet, or not by itself. */
class HoldsTest {
    private static Street street;
    private static FaultPeer canary;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        canary = FaultPeer.http(Toxics.ok());
        street = new Street(folder);
        street.shop("dark");
        street.shop("rotating").with("all-down", "rotate");
        street.shop("cut")
                .with("all-down", "rotate")
                .with("canary", canary.uri("/").toString())
                .with("outage", "3s");
        street.shop("calm").with("cooldown", "4s").with("max-switches", "2/1h");
        street.shop("back").with("failback", "auto").with("failback-hold", "2s");
        street.shop("stay").with("failback-hold", "1s");
        street.shop("asking").with("mode", "approve");
        street.shop("watching").with("mode", "observe");
        street.open();
        canary.now(Toxics.status(503));
        street.shop("dark").down("NAM", "EU", "APAC");
        street.shop("rotating").down("NAM", "EU", "APAC");
        for (var name : new String[] {"back", "stay", "asking", "watching"}) {
            street.shop(name).down("NAM");
        }
    }

    @AfterAll
    static void close() throws IOException {
        street.close();
        canary.close();
    }

    @Test
    void allDarkHoldsIsToldOnceAndEndsWithTheFirstLight() {
        var shop = street.shop("dark");
        var status = shop.awaitGate("no-candidate");
        assertThat(status.path("active").asText()).isEqualTo("NAM");
        var later = shop.awaitStatus(
                "goes on failing",
                g -> g.path("state").asText().equals("holding")
                        && g.path("regions")
                                        .path(0)
                                        .path("streak")
                                        .path("count")
                                        .asInt()
                                > 8);
        assertThat(later.path("failoverReady").path("ready").asBoolean()).isFalse();
        assertThat(later.path("failoverReady").path("reasons").toString()).contains("no-candidate");
        assertThat(later.path("verdict").asText()).isNotBlank();
        assertThat(shop.explain().path("wouldDo").asText()).isEqualTo("hold");
        assertThat(gate(shop.explain(), "no-candidate").path("holds").asBoolean())
                .isTrue();
        assertThat(gate(shop.explain(), "cooldown").path("holds").asBoolean()).isFalse();
        assertThat(shop.metric("detour_hold", "gate=\"no-candidate\"")).contains(1.0);
        assertThat(shop.metric("detour_failover_ready")).contains(0.0);
        assertThat(shop.decisions()).containsExactly("start NAM");
        assertThat(shop.env()).isEqualTo(shop.envOf("NAM"));
        assertThat(shop.starts()).hasSize(1);
        assertThat(street.toldEvents("dark")).containsExactly("hold");
        assertThat(shop.history().stream()
                        .filter(e -> e.path("event").asText().equals("hold"))
                        .filter(e -> e.path("reason").asText().contains("no-candidate")))
                .hasSize(1);

        shop.up("EU");
        shop.awaitActive("EU");
        Awaitility.await().atMost(Shop.PATIENCE).untilAsserted(() -> assertThat(street.toldEvents("dark"))
                .containsExactly("hold", "decision", "verified"));
    }

    @Test
    void rotatesThroughTheListWhenSoConfigured() {
        var shop = street.shop("rotating");
        shop.awaitStatus("a second turn", g -> g.path("epoch").asLong() >= 3);
        assertThat(shop.decisions()).startsWith("start NAM", "outage EU", "outage APAC");
        assertThat(shop.starts().stream().map(Shop.Start::region)).startsWith("NAM", "EU");
    }

    @Test
    void cutOffWritesNothingAndStartsAtZeroAfterwards() {
        var shop = street.shop("cut");
        var asked = canary.connections();
        Awaitility.await().atMost(Shop.PATIENCE).until(() -> canary.connections() > asked + 2);
        assertThat(shop.metric("detour_isolated")).as("a region answers").contains(0.0);
        shop.down("NAM", "EU", "APAC");
        shop.awaitLog("isolated");
        var probes = shop.region("NAM").connections();
        Awaitility.await().atMost(Shop.PATIENCE).until(() -> shop.region("NAM").connections() > probes + 10);

        assertThat(shop.metric("detour_isolated")).contains(1.0);
        assertThat(Shop.gates(shop.status())).contains("isolated");
        assertThat(shop.explain().path("wouldDo").asText()).isNotEqualTo("switch");
        assertThat(shop.decisions()).containsExactly("start NAM");
        assertThat(shop.env()).isEqualTo(shop.envOf("NAM"));
        assertThat(shop.starts()).hasSize(1);

        canary.now(Toxics.ok());
        var left = Shop.at(shop.awaitLog("isolated-end"));
        var decision =
                shop.awaitLog("decision", line -> line.path("message").asText().contains("(outage)"));
        assertThat(Duration.between(left, Shop.at(decision))).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(shop.decisions()).startsWith("start NAM", "outage EU");
        assertThat(shop.metric("detour_isolated")).contains(0.0);
        assertThat(street.toldEvents("cut")).containsSubsequence("isolated", "isolated-end", "decision");
    }

    @Test
    @Fault("N9")
    void cooldownThenBudgetThenRearm() {
        var shop = street.shop("calm");
        shop.down("NAM");
        shop.awaitActive("EU");
        shop.up("NAM");
        shop.down("EU");
        var status = shop.awaitGate("cooldown");
        var gate = StreamSupport.stream(status.path("gates").spliterator(), false)
                .filter(g -> g.path("gate").asText().equals("cooldown"))
                .findFirst()
                .orElseThrow();
        var end = Shop.at(shop.awaitLog("verified"));
        assertThat(Instant.parse(gate.path("until").asText())).isBetween(end.plusMillis(3900), end.plusMillis(4500));
        shop.awaitActive("APAC");
        var second = shop.awaitLog("decision", line -> line.path("epoch").asLong() == 3);
        assertThat(Duration.between(end, Shop.at(second))).isGreaterThanOrEqualTo(Duration.ofMillis(3990));

        shop.up("EU");
        shop.down("APAC");
        shop.awaitStatus(
                "the budget holds",
                g -> Shop.gates(g).contains("max-switches")
                        && g.path("state").asText().equals("holding"));
        assertThat(shop.metric("detour_hold", "gate=\"max-switches\"")).contains(1.0);
        assertThat(street.program().verb("status", "-g", "calm").exit()).isEqualTo(3);
        var said = street.program().verb("rearm", "-g", "calm", "--reason", "looked at it");
        assertThat(said.exit()).as(said.err()).isZero();
        shop.awaitStatus(
                "moves on",
                g -> g.path("epoch").asLong() == 4 && g.path("verified").asBoolean());
        assertThat(shop.decisions()).hasSize(4);
        assertThat(shop.history()).anySatisfy(e -> {
            assertThat(e.path("event").asText()).isEqualTo("operator");
            assertThat(e.path("reason").asText()).contains("rearm", "looked at it");
            assertThat(e.path("by").asText()).contains("@");
        });
    }

    @Test
    void goesBackByItselfOnceTheBetterRegionStays() {
        var shop = street.shop("back");
        shop.awaitActive("EU");
        shop.up("NAM");
        shop.awaitActive("NAM");
        assertThat(shop.decisions()).containsExactly("start NAM", "outage EU", "failback NAM");
        var up = shop.awaitLog(
                "region-up",
                line -> line.path("region").asText().equals("NAM")
                        && Shop.at(line).isAfter(Shop.at(shop.log("verified").get(0))));
        var decision = shop.awaitLog("decision", line -> line.path("epoch").asLong() == 3);
        assertThat(Duration.between(Shop.at(up), Shop.at(decision))).isGreaterThanOrEqualTo(Duration.ofMillis(900));
        assertThat(shop.env()).isEqualTo(shop.envOf("NAM"));
        assertThat(shop.metric("detour_decisions_total", "trigger=\"failback\""))
                .contains(1.0);
    }

    @Test
    void goesBackOnlyByAnOperatorWhenManual() {
        var shop = street.shop("stay");
        shop.awaitActive("EU");
        var told = street.told("stay").size();
        shop.up("NAM");
        Awaitility.await().atMost(Shop.PATIENCE).untilAsserted(() -> assertThat(
                        street.told("stay").stream().skip(told).map(n -> n.path("message")
                                .asText()))
                .anyMatch(words -> words.contains("NAM")));
        assertThat(shop.status().path("active").asText()).isEqualTo("EU");
        var said = street.program().verb("switch", "NAM", "-g", "stay", "--reason", "home");
        assertThat(said.exit()).as(said.err()).isZero();
        shop.awaitActive("NAM");
        assertThat(shop.decisions()).containsExactly("start NAM", "outage EU", "operator NAM");
    }

    @Test
    void asksFirstWhereAnOperatorMustApprove() {
        var shop = street.shop("asking");
        var status = shop.awaitStatus("a proposal", g -> g.path("proposal").isObject());
        assertThat(status.path("proposal").path("to").asText()).isEqualTo("EU");
        assertThat(shop.env()).isEmpty();
        assertThat(shop.starts()).isEmpty();
        var epoch = status.path("proposal").path("epoch").asLong();
        assertThat(street.program()
                        .verb("approve", Long.toString(epoch + 5), "-g", "asking")
                        .exit())
                .isEqualTo(4);
        assertThat(shop.starts()).isEmpty();
        var said = street.program().verb("approve", Long.toString(epoch), "-g", "asking", "--reason", "go");
        assertThat(said.exit()).as(said.err()).isZero();
        shop.awaitActive("EU");
        assertThat(shop.env()).isEqualTo(shop.envOf("EU"));
        assertThat(shop.lastStart().region()).isEqualTo("EU");
        assertThat(shop.status().path("decision").path("by").asText()).contains("@");
        assertThat(street.toldEvents("asking")).startsWith("approval");
    }

    @Test
    void observingTouchesNothing() {
        var shop = street.shop("watching");
        shop.awaitStatus(
                "a long outage",
                g -> g.path("regions").path(0).path("streak").path("count").asInt() > 8);
        assertThat(shop.starts()).isEmpty();
        assertThat(shop.env()).isEmpty();
        assertThat(shop.history().stream().filter(e -> e.path("reason").asText().contains("would have")))
                .hasSize(1);
        var refused = street.program().verb("switch", "EU", "-g", "watching");
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(shop.metric("detour_hold", "gate=\"observe\"")).contains(1.0);
    }

    private static JsonNode gate(JsonNode explain, String name) {
        return StreamSupport.stream(explain.path("gates").spliterator(), false)
                .filter(g -> g.path("gate").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
