package dev.detour.act;

import static dev.detour.act.ActFixtures.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.detour.config.FleetWave;
import dev.detour.peers.Fault;
import dev.detour.peers.SshdPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five real sshd at once, each wrong in its own way but the first: what one does is no matter of another. */
@Tag("slow")
class FleetOfFiveTest {
    private final List<SshdPeer> peers = new ArrayList<>();
    private SshdPeer well;
    private SshdPeer down;
    private SshdPeer changed;
    private SshdPeer freezing;
    private SshdPeer leaving;

    @TempDir
    Path folder;

    private FleetWorld world;

    @BeforeEach
    void startAll() throws Exception {
        for (int i = 0; i < 5; i++) {
            peers.add(SshdPeer.start());
        }
        well = peers.get(0);
        down = peers.get(1);
        changed = peers.get(2);
        freezing = peers.get(3);
        leaving = peers.get(4);
        world = new FleetWorld(folder, peers.toArray(SshdPeer[]::new));
        world.timeout = Duration.ofSeconds(10);
        // Those two wait until they are told to go on.
        world.script("""
                set -- $SSH_CONNECTION
                case $4 in %d|%d)
                    touch FOLDER/begun-$4
                    while [ ! -f FOLDER/go ]; do sleep 0.1; done ;;
                esac
                echo $4 >> FOLDER/ran
                """.formatted(freezing.port(), leaving.port()).replace("FOLDER", folder.toString()));
        down.stop();
        changed.stop();
        changed.changeHostKeys();
        changed.restart();
    }

    @AfterEach
    void stopAll() throws Exception {
        world.close();
        for (var peer : peers) {
            peer.close();
        }
    }

    private Throwable restarted(long epoch) {
        return catchThrowable(() -> world.restart(decision(epoch, "EU"), false, false));
    }

    private void awaitBegun(SshdPeer peer) {
        Awaitility.await("its command runs")
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Files.exists(folder.resolve("begun-" + peer.port())));
    }

    /** By port, in the order in which they were restarted. */
    private List<String> ran() throws Exception {
        return Files.exists(folder.resolve("ran")) ? Files.readAllLines(folder.resolve("ran")) : List.of();
    }

    private static String port(SshdPeer peer) {
        return Integer.toString(peer.port());
    }

    @Fault({"A11", "A12"})
    @Test
    void eachFailsInItsOwnWordsAndOnlyThoseAreTriedAgain() throws Exception {
        world.start();
        var step = CompletableFuture.supplyAsync(() -> restarted(7));
        awaitBegun(freezing);
        freezing.signalSessions("STOP");
        awaitBegun(leaving);
        leaving.signalSessions("KILL");

        assertThat(step.get(120, TimeUnit.SECONDS))
                .hasMessageStartingWith("1 of 5 hosts restarted; ")
                .hasMessageContaining(down.host() + ": ")
                .hasMessageContaining(changed.host() + ": the host key of " + changed.host() + " has changed")
                .hasMessageContaining(freezing.host() + ": did not end within 10 s")
                .hasMessageContaining(leaving.host() + ": ");
        assertThat(ran()).containsExactly(port(well));

        freezing.signalSessions("CONT");
        Files.createFile(folder.resolve("go"));
        Awaitility.await("what was left running there has ended")
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> freezing.sessions().isEmpty() && leaving.sessions().isEmpty());
        var before = ran();
        down.restart();
        Files.write(
                world.knownHosts, peers.stream().map(FleetOfFiveTest::knownHost).toList());
        world.start();

        assertThat(restarted(7)).isNull();
        assertThat(ran().subList(before.size(), ran().size()))
                .containsExactlyInAnyOrder(port(down), port(changed), port(freezing), port(leaving));
    }

    private static String knownHost(SshdPeer peer) {
        try {
            return peer.knownHost("ed25519");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theWaveWithAFailedHostIsTheLast() throws Exception {
        world.wave = new FleetWave(2, false);
        world.start();
        int third = changed.log().length();

        assertThat(restarted(7))
                .hasMessageStartingWith("1 of 5 hosts restarted; ")
                .hasMessageContaining(down.host() + ": ")
                .hasMessageNotContaining(changed.host() + ": the host key");

        assertThat(ran()).containsExactly(port(well));
        assertThat(changed.log().substring(third)).doesNotContain("Connection from");
        assertThat(freezing.log()).doesNotContain("Connection from");
        assertThat(leaving.log()).doesNotContain("Connection from");
    }
}
