package dev.detour.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import dev.detour.peers.RealPeers;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Too little of what a process lives on: processor time, memory. */
@Tag("slow")
class StarvedTest {
    @Test
    @Fault("O13")
    void starvedOfProcessorTimeItIsLateSaysSoAndSwitchesNothing() throws Exception {
        try (var life = Life.withCommand()) {
            life.configure(List.of(
                    "detour.group.shop.probe.interval=500ms",
                    "detour.group.shop.outage=4s",
                    "detour.group.shop.probe.timeout=1s"));
            life.start();
            life.awaitSettled();
            var before = late(life);
            // One processor, which sixteen others want, too.
            RealPeers.run("taskset", "-acp", "0", Long.toString(life.detour().pid()));
            var stress = stress();
            try {
                int asked = life.region("NAM").connections();
                Awaitility.await("still probes")
                        .during(Duration.ofSeconds(15))
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> true);
                Awaitility.await("still probes")
                        .atMost(Life.PATIENCE)
                        .until(() -> life.region("NAM").connections() > asked + 5);
            } finally {
                stress.destroy();
            }
            life.awaitSettled();
            assertThat(life.witness().epoch()).as("no switch").isEqualTo(1);
            assertThat(late(life)).as("lateness").isGreaterThan(before + 0.3);
            life.breakActive();
            life.detour().awaitEvent("verified", Life.PATIENCE);
        }
    }

    private static Process stress() throws IOException, InterruptedException {
        try {
            RealPeers.run("stress-ng", "--version");
        } catch (IOException e) {
            RealPeers.missing("stress-ng is not installed");
        }
        return new ProcessBuilder("stress-ng", "--quiet", "--cpu", "16", "--taskset", "0", "--timeout", "120s")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The sum of how late probes began so far, in seconds. */
    private static double late(Life life) {
        return life.detour()
                .ask("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("detour_probe_late_seconds_sum"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    @Fault("O10")
    void outOfMemoryItEndsAtOnceAndTheNextStartFinishesWhatWasBegun() throws Exception {
        try (var life = Life.withCommand()) {
            var marker = life.folder().resolve("restarting");
            var slow = life.folder().resolve("slow.sh");
            Files.writeString(slow, """
                    if [ "$DETOUR_TRIGGER" = outage ]; then touch MARKER; sleep 3; fi
                    exec /bin/sh RESTART
                    """.replace("MARKER", marker.toString())
                    .replace("RESTART", life.folder().resolve("restart.sh").toString()));
            // Whoever allows bodies larger than the memory gets what is shown here.
            life.configure(List.of(
                    "detour.group.shop.probe.max-body=64MB",
                    "detour.group.shop.probe.expect-body=ok",
                    "detour.group.shop.restart.command=/bin/sh " + slow));
            life.startByLauncher("-Xmx40m");
            life.awaitSettled();
            life.breakActive();
            Awaitility.await("the command runs").atMost(Life.PATIENCE).until(() -> Files.exists(marker));
            life.region("NAM").now(Toxics.endlessBody());
            life.region("APAC").now(Toxics.endlessBody());

            assertThat(life.detour().exitStatus(Life.PATIENCE)).isEqualTo(3);
            assertThat(String.join("\n", life.detour().lines())).contains("OutOfMemoryError");
            life.witness().judge();
            assertThat(life.witness().epoch()).isEqualTo(2);
            life.mendAll();
            life.startByLauncher("");
            life.awaitSettled();
            assertThat(life.witness().epoch()).as("finished, not decided again").isEqualTo(2);
        }
    }
}
