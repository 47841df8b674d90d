package dev.detour.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import dev.detour.peers.RealPeers;
import dev.detour.peers.Toxics;
import java.io.RandomAccessFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever should read the log does not. */
@Tag("slow")
class SilentReaderTest {
    /** A pipe holds 64 KB, and a failed probe is a line of at least 150 bytes. */
    private static final int MORE_THAN_A_PIPE_HOLDS = 600;

    @Test
    @Fault("O17")
    void goesOnSwitchesAndEndsInTimeWhileNobodyReadsItsLog() throws Exception {
        try (var life = Life.withCommand()) {
            var pipe = life.folder().resolve("log");
            RealPeers.run("mkfifo", pipe.toString());
            life.configure(List.of("detour.group.shop.probe.interval=20ms"));
            // Open at the other end, too, and never read.
            try (var reader = new RandomAccessFile(pipe.toFile(), "rw")) {
                assertThat(reader.getFD().valid()).isTrue();
                life.startBy(List.of("sh", "-c", "exec \"$@\" > " + pipe + " 2>&1", "sh"), Map.of());
                awaitDecision(life, 1);
                life.region("APAC").now(Toxics.status(503));
                Awaitility.await("the pipe is full")
                        .atMost(Life.PATIENCE)
                        .until(() -> life.region("APAC").connections() > MORE_THAN_A_PIPE_HOLDS);

                life.breakActive();
                awaitDecision(life, 2);
                long began = System.nanoTime();
                life.detour().terminate();
                life.detour().exitStatus(Duration.ofSeconds(20));
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
            }
            life.witness().judgeSettled();
        }
    }

    /** Until it is done. The log, by which it is mostly looked at, says nothing here. */
    private static void awaitDecision(Life life, long epoch) {
        Awaitility.await("decision " + epoch)
                .atMost(Life.PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    var group = life.detour().get("/api/v1/groups/shop");
                    return group.path("epoch").asLong() == epoch
                            && group.path("state").asText().equals("steady")
                            && group.path("effect")
                                    .path("envFile")
                                    .path("matches")
                                    .asBoolean()
                            && (epoch == 1 || group.path("verified").asBoolean());
                });
    }
}
