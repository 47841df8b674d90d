package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.DetourProcess;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator asks for, by the command line, while the world burns. */
class OperatorTest {
    private static Street street;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        street = new Street(folder);
        street.shop("paused");
        street.shop("pinned");
        street.shop("forced");
        street.shop("early").with("outage", "10m");
        // The first command for another region than NAM ignores TERM and would act late, by itself and by a grandchild.
        street.shop("newer").script("""
                        cd "$(dirname "$0")"
                        echo $$ >> commands
                        if [ "$1" = 2 ]; then
                          trap '' TERM
                          (trap '' TERM; echo $(sh -c 'echo $PPID') >> commands
                           until [ -e go-on ]; do sleep 0.1; done; echo late >> late; sleep 300) &
                          echo begun > begun
                          until [ -e go-on ]; do sleep 0.1; done
                          cp "$2" late; sh restart.sh "$1" "$2"
                        fi
                        exec sh restart.sh "$1" "$2"
                        """);
        street.open();
    }

    @AfterAll
    static void close() throws IOException {
        street.close();
    }

    private static DetourProcess.Said verb(String... arguments) {
        return street.program().verb(arguments);
    }

    private static void fine(String... arguments) {
        var said = verb(arguments);
        assertThat(said.exit()).as(said.err()).isZero();
    }

    @Test
    void pauseAndPinHoldThroughAnOutageAndARestart() {
        var paused = street.shop("paused");
        var pinned = street.shop("pinned");
        fine("pause", "-g", "paused", "--reason", "window");
        fine("pin", "NAM", "-g", "pinned", "--for", "1h", "--reason", "audit");
        paused.down("NAM");
        pinned.down("NAM");
        paused.awaitStatus("holds", g -> g.path("state").asText().equals("holding"));
        pinned.awaitStatus("holds", g -> g.path("state").asText().equals("holding"));
        assertThat(Shop.gates(paused.status())).contains("paused");
        assertThat(Shop.gates(pinned.status())).contains("pinned");

        street.restart();
        paused.awaitStatus("holds again", g -> g.path("state").asText().equals("holding"));
        pinned.awaitStatus("holds again", g -> g.path("state").asText().equals("holding"));
        var status = paused.status();
        assertThat(status.path("paused").path("reason").asText()).isEqualTo("window");
        assertThat(status.path("paused").path("by").asText()).contains("@");
        assertThat(status.path("epoch").asLong()).isEqualTo(1);
        assertThat(pinned.status().path("pinned").path("region").asText()).isEqualTo("NAM");
        assertThat(pinned.status().path("pinned").path("until").asText()).isNotBlank();
        for (var shop : List.of(paused, pinned)) {
            assertThat(shop.starts()).hasSize(1);
            assertThat(shop.env()).isEqualTo(shop.envOf("NAM"));
        }

        fine("resume", "-g", "paused");
        fine("unpin", "-g", "pinned");
        paused.awaitActive("EU");
        pinned.awaitActive("EU");
        assertThat(paused.starts()).hasSize(2);
    }

    @Test
    void downRegionIsTakenOnlyByForce() {
        var shop = street.shop("forced");
        shop.down("EU");
        shop.awaitStatus(
                "EU is DOWN",
                g -> g.path("regions").path(1).path("health").asText().equals("DOWN"));

        var refused = verb("switch", "EU", "-g", "forced");
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err()).contains("EU is DOWN", "--force");
        assertThat(verb("switch", "MARS", "-g", "forced").exit()).isEqualTo(2);
        assertThat(verb("switch", "EU", "-g", "forced", "--force", "--expect-epoch", "99")
                        .exit())
                .isEqualTo(4);
        var dry = verb("switch", "EU", "-g", "forced", "--force", "--dry-run");
        assertThat(dry.exit()).isZero();
        assertThat(dry.out()).contains("would switch from NAM to EU");
        assertThat(shop.status().path("epoch").asLong()).isEqualTo(1);
        assertThat(shop.starts()).hasSize(1);

        fine("switch", "EU", "-g", "forced", "--force", "--expect-epoch", "1", "--reason", "they mend it now");
        shop.awaitGate("verify-failed");
        assertThat(shop.decisions()).last().isEqualTo("operator EU");
        assertThat(shop.env()).isEqualTo(shop.envOf("EU"));
        assertThat(shop.lastStart().region()).isEqualTo("EU");
        var decision = shop.status().path("decision");
        assertThat(decision.path("reason").asText()).isEqualTo("they mend it now");
        assertThat(decision.path("trigger").asText()).isEqualTo("operator");
    }

    @Test
    void operatorMayLeaveBeforeTheOutageIsLongEnough() {
        var shop = street.shop("early");
        shop.down("NAM");
        shop.awaitStatus("failing", g -> g.path("regions")
                .path(0)
                .path("streak")
                .path("outcome")
                .asText()
                .equals("DOWN"));
        fine("switch", "APAC", "-g", "early", "--reason", "we know");
        shop.awaitActive("APAC");
        assertThat(shop.starts().stream().map(Shop.Start::region)).containsExactly("NAM", "APAC");
    }

    @Test
    @Fault("A13")
    void olderDecisionNeverFinishesAfterANewerOne() throws IOException {
        var shop = street.shop("newer");
        var epoch = shop.status().path("epoch").asLong();
        assertThat(epoch).isEqualTo(1);
        fine("switch", "EU", "-g", "newer", "--reason", "first");
        Awaitility.await().atMost(Shop.PATIENCE).until(() -> !shop.read("begun").isEmpty());
        fine("switch", "APAC", "-g", "newer", "--reason", "no, there");
        shop.awaitActive("APAC");
        shop.write("go-on", "");
        var probes = shop.region("NAM").connections();
        // Longer than the older command, if it lived, would take to see that it may go on.
        Awaitility.await().atMost(Shop.PATIENCE).until(() -> shop.region("NAM").connections() > probes + 5);

        assertThat(shop.env()).isEqualTo(shop.envOf("APAC"));
        assertThat(Files.exists(shop.folder().resolve("late"))).isFalse();
        assertThat(shop.starts().stream().map(Shop.Start::region)).containsExactly("NAM", "APAC");
        assertThat(shop.read("restarts").lines()).containsExactly("begin 1", "end 1", "begin 3", "end 3");
        var commands = new ArrayList<>(shop.read("commands").lines().toList());
        assertThat(commands).hasSize(4);
        assertThat(commands).noneMatch(pid -> ProcessHandle.of(Long.parseLong(pid))
                .map(ProcessHandle::isAlive)
                .orElse(false));
        var events = shop.history().stream()
                .map(e -> e.path("epoch").asLong() + " " + e.path("event").asText())
                .toList();
        assertThat(events).contains("2 superseded").doesNotContain("2 verified");
        assertThat(events.subList(events.indexOf("3 decision"), events.size())).noneMatch(e -> e.startsWith("2 "));
    }

    @Test
    void exitStatusesSayWhatHappened() throws IOException {
        assertThat(verb("status", "-g", "early").exit()).isIn(0, 3);
        assertThat(verb("health").exit()).isZero();
        assertThat(verb("switch").exit()).isEqualTo(2);
        assertThat(verb("switch", "EU").exit()).as("which group?").isEqualTo(2);
        assertThat(verb("status", "--url", "http://127.0.0.1:" + FaultPeer.closedPort())
                        .exit())
                .isEqualTo(5);
        var wrong = street.program().verb(Map.of("DETOUR_HTTP_TOKEN", "wrong"), "pause", "-g", "early");
        assertThat(wrong.exit()).isEqualTo(6);
        assertThat(street.shop("early").status().path("paused").isNull()).isTrue();
        assertThat(street.program()
                        .verb(Map.of("DETOUR_GROUP_EARLY_OUTAGE", "five"), "check")
                        .exit())
                .isEqualTo(8);
    }
}
