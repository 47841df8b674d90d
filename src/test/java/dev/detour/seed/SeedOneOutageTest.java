package dev.detour.seed;

import static dev.detour.seed.SeedOneWorld.PATIENCE;
import static dev.detour.seed.SeedOneWorld.RESTARTED;
import static dev.detour.seed.SeedOneWorld.STARTED;
import static dev.detour.seed.SeedOneWorld.assertLog;
import static dev.detour.seed.SeedOneWorld.eventually;
import static dev.detour.seed.SeedOneWorld.group;
import static dev.detour.seed.SeedOneWorld.isStep;
import static dev.detour.seed.SeedOneWorld.outageLines;
import static dev.detour.seed.SeedOneWorld.terminate;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.peers.Fault;
import dev.detour.peers.Toxics;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SPEC §3, seed 1: outages, told and acted on as the External Cloud Failover Handler should have. */
class SeedOneOutageTest {
    private SeedOneWorld world;

    @BeforeEach
    void startWorld() throws Exception {
        world = SeedOneWorld.start();
    }

    @AfterEach
    void endWorld() throws Exception {
        if (world != null) {
            world.close();
        }
    }

    private static Predicate<JsonNode> about(String event, String region) {
        return line -> event.equals(line.path("event").asText())
                && region.equals(line.path("region").asText());
    }

    private void assertAllNew(Map<String, Long> before) throws Exception {
        world.pids().forEach((program, pid) -> assertThat(pid).isNotEqualTo(before.get(program)));
    }

    @Test
    void anOutageMovesToTheNextRegionAndNeverBackToTheOneJustLeft() throws Exception {
        var detour = world.ensured();
        var pids = world.pids();

        world.breakRegion("NAM", Toxics.status(404));
        detour.await("verified", PATIENCE, about("verified", "EU"));
        world.assertEnvFile("EU");
        world.assertAllRead("EU");
        assertThat(world.deedsAfter(STARTED.size())).isEqualTo(RESTARTED);
        assertAllNew(pids);
        assertThat(outageLines(detour))
                .containsExactly(
                        "WARNING Waited for 2s. Application restarting due to failure with Ext Cloud: 127.0.0.11");

        pids = world.pids();
        var deeds = world.deeds();
        world.breakRegion("EU", Toxics.deaf());
        detour.await("verified", PATIENCE, about("verified", "APAC"));
        world.assertEnvFile("APAC");
        world.assertAllRead("APAC");
        assertThat(world.deedsAfter(deeds)).isEqualTo(RESTARTED);
        assertAllNew(pids);
        assertThat(outageLines(detour))
                .hasSize(2)
                .last()
                .isEqualTo("WARNING Waited for 2s. Application restarting due to failure with Ext Cloud: 127.0.0.12");
        assertThat(group(detour).path("epoch").asLong()).isEqualTo(3);
        assertThat(group(detour).path("verified").asBoolean()).isTrue();

        terminate(detour);
        assertLog(detour);
        assertThat(world.lookup().seen()).allSatisfy(request -> assertThat(request.header("X-SIG-Sha256"))
                .isEqualTo(SeedOneWorld.SIGNATURE));
    }

    @Test
    void aRefusingTunnelIsNoOutage() throws Exception {
        var detour = world.ensured();
        detour.await("NAM seen", PATIENCE, about("region-up", "NAM"));
        world.closeLookup();

        var blind = detour.await(
                "blind",
                PATIENCE,
                line -> "hold".equals(line.path("event").asText())
                        && line.path("message").asText().contains("nothing known of NAM"));

        assertThat(blind.path("level").asText()).isEqualTo("WARNING");
        assertThat(group(detour).path("state").asText()).isEqualTo("holding");
        assertThat(group(detour).path("gates"))
                .anySatisfy(gate -> assertThat(gate.path("gate").asText()).isEqualTo("blind"));
        assertThat(group(detour).path("regions").path(0).path("health").asText())
                .isEqualTo("UNKNOWN");
        assertThat(group(detour).path("epoch").asLong()).isEqualTo(1);
        world.assertEnvFile("NAM");
        assertThat(world.supervisord().deeds()).isEqualTo(STARTED);
        assertThat(outageLines(detour)).isEmpty();

        world.reopenLookup();
        detour.awaitEvent("hold-ended", PATIENCE);
        terminate(detour);
        assertLog(detour);
    }

    @Test
    void aRegionThatDoesNotWorkOutIsLeftWithoutAnotherAlarm() throws Exception {
        var detour = world.ensured();
        detour.await("the next", PATIENCE, about("region-up", "EU"));
        detour.await("the one after", PATIENCE, about("region-up", "APAC"));
        world.breakRegion("EU", Toxics.status(503));
        world.breakRegion("NAM", Toxics.status(503));

        detour.await("verified", PATIENCE, about("verified", "APAC"));

        assertThat(detour.events("verify-failed"))
                .as(() -> String.join("\n", detour.lines()))
                .isNotEmpty();
        assertThat(group(detour).path("decision").path("trigger").asText()).isEqualTo("verify-failed");
        world.assertEnvFile("APAC");
        world.assertAllRead("APAC");
        assertThat(outageLines(detour))
                .containsExactly(
                        "WARNING Waited for 2s. Application restarting due to failure with Ext Cloud: 127.0.0.11");
    }

    @Test
    @Fault("A7")
    void aSupervisordThatWasDownAtTheDecisionIsAskedUntilItIsBack() throws Exception {
        // Down by the share of failures, so that the outage may be the preset's own four minutes.
        world.set("OUTAGE", "4m").set("FAILURE_RATIO", "50%/2s");
        var detour = world.ensured();
        var deeds = world.deeds();
        detour.await("a candidate", PATIENCE, about("region-up", "EU"));
        world.supervisord().kill();
        world.breakRegion("NAM", Toxics.status(503));

        var failed = detour.await("step failed", PATIENCE, line -> isStep(line, "step-failed", "restart"));
        assertThat(failed.path("message").asText()).contains("supervisord");
        world.assertEnvFile("EU");
        eventually("held", () -> assertThat(group(detour).path("gates"))
                .anySatisfy(gate -> assertThat(gate.path("gate").asText()).isEqualTo("step-failed")));
        assertThat(group(detour).path("effect").path("programs")).hasSize(3).anySatisfy(program -> assertThat(
                        program.path("state").asText())
                .isNotEqualTo("RUNNING"));

        world.supervisord().restart();
        detour.await("verified", PATIENCE, about("verified", "EU"));
        world.assertAllRead("EU");
        assertThat(world.deedsAfter(deeds)).isEqualTo(STARTED);
        assertThat(group(detour).path("epoch").asLong()).isEqualTo(2);
        assertThat(outageLines(detour))
                .containsExactly(
                        "WARNING Waited for 4 min. Application restarting due to failure with Ext Cloud: 127.0.0.11");
        terminate(detour);
        assertLog(detour);
    }

    @Test
    void aRestartThatSigtermCutShortIsFinishedByTheNextStart() throws Exception {
        var detour = world.ensured();
        var pids = world.pids();
        var deeds = world.deeds();
        Files.createFile(world.hold());
        world.breakRegion("NAM", Toxics.status(503));
        detour.await(
                "restarting",
                PATIENCE,
                line -> isStep(line, "step-started", "restart")
                        && line.path("epoch").asLong() == 2);
        eventually("stopping", () -> assertThat(world.toldToEnd("application")).isTrue());

        assertThat(terminate(detour)).isLessThan(Duration.ofSeconds(3));
        assertLog(detour);
        assertThat(outageLines(detour)).hasSize(1);
        world.assertEnvFile("EU");
        assertThat(world.deedsAfter(deeds)).isEmpty();

        Files.delete(world.hold());
        var next = world.detour();
        next.await("verified", PATIENCE, about("verified", "EU"));
        assertThat(world.deedsAfter(deeds)).isEqualTo(RESTARTED);
        world.assertAllRead("EU");
        assertAllNew(pids);
        assertThat(group(next).path("epoch").asLong()).isEqualTo(2);
        assertThat(outageLines(next)).isEmpty();
        assertLog(next);
    }
}
