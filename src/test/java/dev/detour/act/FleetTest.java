package dev.detour.act;

import static dev.detour.act.ActFixtures.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.FleetHost;
import dev.detour.config.FleetWave;
import dev.detour.peers.Fault;
import dev.detour.peers.Ports;
import dev.detour.peers.SshdPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The step restart over several hosts: real sshd on loopback. */
class FleetTest {
    /** What a host's restart leaves behind: one line for each, with the port that was called. */
    private static final String RESTART = "set -- $SSH_CONNECTION; echo \"$4 {region} $(cat FILE 2>/dev/null)\" >> RAN";

    private static SshdPeer one;
    private static SshdPeer two;

    @TempDir
    Path folder;

    private FleetWorld world;

    @BeforeAll
    static void startPeers() throws Exception {
        one = SshdPeer.start();
        two = SshdPeer.start();
    }

    @AfterAll
    static void stopPeers() throws Exception {
        one.close();
        two.close();
    }

    @BeforeEach
    void prepare() throws Exception {
        world = new FleetWorld(folder, one, two);
        world.script(RESTART.replace("RAN", folder.resolve("ran").toString()).replace("FILE", folder + "/remote.env"));
    }

    @org.junit.jupiter.api.AfterEach
    void end() {
        world.close();
    }

    private List<String> ran() throws Exception {
        return Files.exists(folder.resolve("ran")) ? Files.readAllLines(folder.resolve("ran")) : List.of();
    }

    private List<String> states() {
        return world.fleet.states("ext-cloud").values().stream()
                .map(Fleet.HostState::state)
                .toList();
    }

    @Test
    void everyHostGetsTheFileAndThenTheCommand() throws Exception {
        Path remote = Files.writeString(folder.resolve("remote.env"), "old");
        Files.setPosixFilePermissions(remote, PosixFilePermissions.fromString("rw-r-----"));
        world.remoteFile = Optional.of(remote.toString());
        world.wave = new FleetWave(1, false);
        world.start().restart(decision(7, "EU"), false, false);

        assertThat(ran())
                .containsExactly(
                        one.port() + " EU export EXT_CLOUD=cloud.eu.ext.com",
                        "export EXT_REGION=EU",
                        two.port() + " EU export EXT_CLOUD=cloud.eu.ext.com",
                        "export EXT_REGION=EU");
        assertThat(remote).hasContent("export EXT_CLOUD=cloud.eu.ext.com\nexport EXT_REGION=EU");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(remote)))
                .isEqualTo("rw-r-----");
        assertThat(Files.list(folder).map(p -> p.getFileName().toString())).noneMatch(name -> name.endsWith(".tmp"));
        assertThat(states()).containsExactly("RESTARTED", "RESTARTED");
    }

    @Fault("A8")
    @Test
    void onlyTheHostThatWasDownIsTriedAgainAlsoAfterACrash() throws Exception {
        FleetHost down = new FleetHost("127.0.0.1", Ports.free());
        world.hosts.add(1, down);
        world.start();
        assertThatThrownBy(() -> world.restart(decision(7, "EU"), false, false))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("2 of 3 hosts restarted; " + down + ": cannot connect: connection refused");
        assertThat(ran()).hasSize(2);
        assertThat(states()).containsExactly("RESTARTED", "FAILED", "RESTARTED");

        assertThatThrownBy(() -> world.restart(decision(7, "EU"), false, false)).hasMessageContaining("2 of 3");
        assertThatThrownBy(() -> world.start().restart(decision(7, "EU"), true, true))
                .hasMessageContaining("2 of 3");
        assertThat(ran()).hasSize(2);
        assertThat(states()).containsExactly("RESTARTED", "FAILED", "RESTARTED");

        assertThatThrownBy(() -> world.restart(decision(8, "NAM"), false, false))
                .hasMessageContaining("2 of 3");
        assertThat(ran()).hasSize(4);
    }

    @Test
    void aFailedWaveStopsTheNext() throws Exception {
        world.hosts.add(0, new FleetHost("127.0.0.1", Ports.free()));
        world.wave = new FleetWave(1, false);
        world.start();
        assertThatThrownBy(() -> world.restart(decision(7, "EU"), false, false))
                .hasMessageMatching("0 of 3 hosts restarted; .*refused; the other 2 wait for these");
        assertThat(ran()).isEmpty();
        assertThat(states()).containsExactly("FAILED", "WAITING", "WAITING");

        world.wave = new FleetWave(50, true);
        world.start();
        assertThatThrownBy(() -> world.restart(decision(7, "EU"), false, false))
                .hasMessageMatching("1 of 3 hosts restarted; .*refused; the other 1 wait for these");
        assertThat(ran()).hasSize(1);
    }

    @Test
    void anEnsureRestartsOnlyWhereSomethingIsOwed() throws Exception {
        world.start();
        world.step("write-env", decision(7, "EU"), false, false);
        world.restart(decision(7, "EU"), false, false);
        assertThat(ran()).hasSize(2);

        world.start();
        world.step("write-env", decision(7, "EU"), true, false);
        world.restart(decision(7, "EU"), true, false);
        assertThat(ran()).as("all is as it should be").hasSize(2);

        Files.delete(folder.resolve("local.env"));
        world.start();
        world.step("write-env", decision(7, "EU"), true, false);
        world.crash();
        world.start().restart(decision(7, "EU"), true, false);
        assertThat(ran()).as("the file was lost and written anew").hasSize(4);

        world.start().restart(decision(7, "EU"), true, false);
        assertThat(ran()).hasSize(4);
        assertThat(states()).containsExactly("RESTARTED", "RESTARTED");
    }

    @Test
    void aStatusThatIsNotZeroIsToldWithTheLastLine() throws Exception {
        world.hosts.remove(1);
        world.script("echo first; echo no licence for {region} >&2; exit 3").start();
        assertThatThrownBy(() -> world.restart(decision(7, "EU"), false, false))
                .hasMessage("0 of 1 hosts restarted; " + world.hosts.get(0)
                        + ": the command ended with status 3: no licence for EU");
    }

    @Test
    void noSignOfAShellInAValueIsRun() throws Exception {
        world.hosts.remove(1);
        world.command =
                List.of("printf", "%s|%s", "{reason}", "a'b $(touch " + folder + "/canary) `id` ;x", "{reason}");
        world.script("printf '%s|' \"$@\" > " + folder.resolve("said"));
        world.command = List.of(
                "sh",
                "-c",
                "printf '%s|' \"$@\" > " + folder.resolve("said"),
                "x",
                "{reason}",
                "a'b $(touch " + folder + "/canary) `id` ;x &\n*");
        world.start().restart(decision(7, "EU"), false, false);
        assertThat(folder.resolve("said")).hasContent("it was down|a'b $(touch " + folder + "/canary) `id` ;x &\n*|");
        assertThat(folder.resolve("canary")).doesNotExist();
    }

    @Fault("A5")
    @Test
    void aFloodOfOutputIsKeptShort() throws Exception {
        world.hosts.remove(1);
        world.script("head -c 30000000 /dev/zero | tr '\\0' 'x'; echo; echo the end; exit 1")
                .start();
        assertThatThrownBy(() -> world.restart(decision(7, "EU"), false, false))
                .hasMessageEndingWith("status 1: the end");
    }

    @Test
    void twoGroupsNeverRestartAHostAtOnce() throws Exception {
        var locks = new RestartLocks();
        try (var held = locks.hold(List.of("host a", "host b"), java.time.Duration.ofSeconds(1))) {
            var other = java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                try {
                    locks.hold(List.of("host b", "host c"), java.time.Duration.ofMillis(50))
                            .close();
                    return "held";
                } catch (StepFailedException e) {
                    return e.getMessage();
                } catch (InterruptedException e) {
                    return "interrupted";
                }
            });
            assertThat(other.get()).startsWith("another group was restarting host b");
            assertThat(held).isNotNull();
        }
    }
}
