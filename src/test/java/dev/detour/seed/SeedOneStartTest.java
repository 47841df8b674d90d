package dev.detour.seed;

import static dev.detour.seed.SeedOneWorld.PATIENCE;
import static dev.detour.seed.SeedOneWorld.RESTARTED;
import static dev.detour.seed.SeedOneWorld.STARTED;
import static dev.detour.seed.SeedOneWorld.assertLog;
import static dev.detour.seed.SeedOneWorld.eventually;
import static dev.detour.seed.SeedOneWorld.group;
import static dev.detour.seed.SeedOneWorld.outageLines;
import static dev.detour.seed.SeedOneWorld.terminate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.DetourProcess;
import dev.detour.peers.Toxics;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SPEC §3, seed 1: the first start, and every later one, of Detour in place of the External Cloud Failover Handler. */
class SeedOneStartTest {
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

    @Test
    void theFirstStartWritesTheFileAndStartsAllAndLaterOnesChangeNothing() throws Exception {
        var first = world.ensured();

        world.assertEnvFile("NAM");
        assertThat(world.supervisord().deeds()).isEqualTo(STARTED);
        world.assertAllRead("NAM");
        eventually("asked", () -> assertThat(world.lookup().seen()).isNotEmpty());
        assertThat(world.lookup().seen()).allSatisfy(request -> {
            assertThat(request.line()).isEqualTo(SeedOneWorld.ASKED);
            assertThat(request.header("X-SIG-Sha256")).isEqualTo(SeedOneWorld.SIGNATURE);
        });
        eventually(
                "steady", () -> assertThat(group(first).path("state").asText()).isEqualTo("steady"));
        var seen = group(first);
        assertThat(seen.path("active").asText()).isEqualTo("NAM");
        assertThat(seen.path("epoch").asLong()).isEqualTo(1);
        assertThat(seen.path("decision").path("trigger").asText()).isEqualTo("start");
        assertThat(outageLines(first)).isEmpty();

        var pids = world.pids();
        var modified = Files.getLastModifiedTime(world.envFile());
        assertThat(terminate(first)).isLessThan(Duration.ofSeconds(3));
        assertLog(first);
        assertThat(first.events("stopped")).hasSize(1);

        var second = world.ensured();
        assertNothingChanged(second, pids, modified);
        second.kill();
        assertLog(second);
        var third = world.ensured();
        assertNothingChanged(third, pids, modified);
        assertLog(third);
    }

    private void assertNothingChanged(DetourProcess process, java.util.Map<String, Long> pids, FileTime modified)
            throws Exception {
        eventually("steady", () -> assertThat(group(process).path("state").asText())
                .isEqualTo("steady"));
        assertThat(world.supervisord().deeds()).isEqualTo(STARTED);
        assertThat(world.pids()).isEqualTo(pids);
        assertThat(Files.getLastModifiedTime(world.envFile())).isEqualTo(modified);
        assertThat(group(process).path("epoch").asLong()).isEqualTo(1);
        assertThat(process.events("decision")).isEmpty();
    }

    @Test
    void aStreakOutlivesAQuickRestart() throws Exception {
        world.set("PROBE_INTERVAL", "8s").set("PROBE_TIMEOUT", "2s").set("OUTAGE", "10m");
        world.breakRegion("NAM", Toxics.status(503));
        var first = world.ensured();
        eventually("one failure", () -> assertThat(streak(first).path("count").asInt())
                .isPositive());
        var count = streak(first).path("count").asInt();
        var before = Instant.now();
        // Written every second, for a kill that nobody can foresee.
        var kept = world.envFile().resolveSibling("detour/evidence.json");
        eventually("kept", () -> assertThat(kept).content().contains("DOWN"));
        first.kill();

        var second = world.ensured();
        eventually(
                "one failure more",
                () -> assertThat(streak(second).path("count").asInt()).isGreaterThan(count));

        assertThat(streak(second).path("outcome").asText()).isEqualTo("DOWN");
        assertThat(streak(second).path("seconds").asDouble())
                .isGreaterThanOrEqualTo(
                        Duration.between(before, Instant.now()).minusSeconds(1).toMillis() / 1000.0);
        assertThat(group(second).path("epoch").asLong()).isEqualTo(1);
    }

    private static com.fasterxml.jackson.databind.JsonNode streak(DetourProcess process) {
        return group(process).path("regions").path(0).path("streak");
    }

    @Test
    void aStartMendsOnlyWhatIsNotSo() throws Exception {
        terminate(world.ensured());
        var pids = world.pids();
        world.supervisorctl("stop", "app:cloud-client");
        var deeds = world.deeds();

        terminate(world.ensured());

        assertThat(world.deedsAfter(deeds)).containsExactly("spawned cloud-client");
        assertThat(world.pids()).containsEntry("stunnel", pids.get("stunnel"));
        assertThat(world.pids()).containsEntry("application", pids.get("application"));

        deeds = world.deeds();
        Files.setLastModifiedTime(world.envFile(), FileTime.from(Instant.now()));
        terminate(world.ensured());
        assertThat(world.deedsAfter(deeds)).isEqualTo(RESTARTED);

        deeds = world.deeds();
        Files.writeString(world.envFile(), "export EXT_CLOUD=elsewhere\n");
        terminate(world.ensured());
        assertThat(world.deedsAfter(deeds)).isEqualTo(RESTARTED);
        world.assertEnvFile("NAM");
        world.assertAllRead("NAM");
    }

    @Test
    void theRegionOfTheCommandLineIsAnOperatorsWord() throws Exception {
        terminate(world.ensured("--region", "EU"));
        world.assertEnvFile("EU");
        world.assertAllRead("EU");
        assertThat(world.supervisord().deeds()).isEqualTo(STARTED);

        terminate(world.ensured());
        assertThat(world.supervisord().deeds()).isEqualTo(STARTED);
        world.assertEnvFile("EU");

        var deeds = world.deeds();
        var pids = world.pids();
        // By force: nothing is known of the region yet.
        world.candidate("APAC").close();
        var moved = world.ensured("-r", "APAC");
        assertThat(world.deedsAfter(deeds)).isEqualTo(RESTARTED);
        world.assertEnvFile("APAC");
        world.assertAllRead("APAC");
        assertThat(world.pids()).doesNotContainValue(pids.get("stunnel"));
        assertThat(group(moved).path("epoch").asLong()).isEqualTo(2);
        assertThat(group(moved).path("decision").path("trigger").asText()).isEqualTo("operator");
        assertThat(outageLines(moved)).isEmpty();
        moved.awaitEvent("verified", PATIENCE);
        terminate(moved);
        assertLog(moved);

        deeds = world.deeds();
        var same = world.ensured("--region", "APAC");
        assertThat(world.deedsAfter(deeds)).isEmpty();
        assertThat(group(same).path("epoch").asLong()).isEqualTo(2);
        terminate(same);

        // The first start on a host where the seed's script ran until now.
        world.forget();
        var adopted = world.ensured();
        assertThat(world.deedsAfter(deeds)).isEmpty();
        world.assertEnvFile("APAC");
        assertThat(group(adopted).path("active").asText()).isEqualTo("APAC");
        assertThat(group(adopted).path("epoch").asLong()).isEqualTo(1);
    }

    @Test
    void whatCannotBeMeantIsRefusedBeforeAnythingIsTouched() throws Exception {
        var unknown = world.detour("--region", "MARS");
        assertThat(unknown.exitStatus(PATIENCE)).isEqualTo(2);
        assertThat(String.join("\n", unknown.lines())).contains("MARS", "NAM, EU, APAC");

        world.variable("CONNECTION_KEEPALIVE_ORG_ID", "").variable("CONNECTION_KEEPALIVE_TXN_ID", "");
        world.variable("DETOUR_GROUP_EXT_CLOUD_PROBE_URL", "");
        var nameless = world.detour();
        assertThat(nameless.exitStatus(PATIENCE)).isEqualTo(8);
        assertThat(String.join("\n", nameless.lines()))
                .contains("CONNECTION_KEEPALIVE_ORG_ID", "CONNECTION_KEEPALIVE_TXN_ID");

        assertThat(world.envFile().getParent()).isEmptyDirectory();
        assertThat(world.supervisord().deeds()).isEmpty();
        assertThat(world.lookup().seen()).isEmpty();
    }
}
