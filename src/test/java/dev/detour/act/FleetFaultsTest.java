package dev.detour.act;

import static dev.detour.act.ActFixtures.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.detour.config.FleetHost;
import dev.detour.config.FleetWave;
import dev.detour.peers.Fault;
import dev.detour.peers.SshdPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that are not what they should be, on real sshd. */
class FleetFaultsTest {
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
        world = new FleetWorld(folder, one, two).script("echo {epoch} >> " + folder.resolve("ran"));
    }

    @AfterEach
    void end() {
        world.close();
    }

    private String ran() throws Exception {
        return Files.exists(folder.resolve("ran")) ? Files.readString(folder.resolve("ran")) : "";
    }

    private static FleetHost host(SshdPeer peer) {
        return new FleetHost("127.0.0.1", peer.port());
    }

    private Throwable failure(long epoch) {
        return org.assertj.core.api.Assertions.catchThrowable(() -> world.restart(decision(epoch, "EU"), false, false));
    }

    @Fault("A9")
    @Test
    void aChangedHostKeyIsRefusedNamingTheLine() throws Exception {
        Files.write(
                world.knownHosts,
                List.of(
                        "# ours",
                        one.knownHost("ed25519"),
                        two.knownHost("ed25519")
                                .replaceFirst(
                                        "ssh-ed25519 .*",
                                        one.knownHost("ed25519").replaceFirst("^\\S+ ", ""))));
        world.start();
        int before = two.log().length();
        assertThat(failure(7))
                .hasMessageStartingWith("1 of 2 hosts restarted; " + host(two) + ": the host key of " + host(two)
                        + " has changed and is refused: look at " + world.knownHosts
                        + " line 3 (ssh-ed25519); it showed ssh-ed25519 SHA256:");
        assertThat(ran()).isEqualTo("7\n");
        assertThat(two.log().substring(before)).doesNotContain("userauth-request");

        int asked = two.log().length();
        assertThat(failure(7)).hasMessageContaining("has changed").hasMessageContaining("(asked again in ");
        assertThat(two.log().substring(asked)).as("left in peace").doesNotContain("Connection from");

        Files.write(world.knownHosts, List.of(one.knownHost("ed25519"), two.knownHost("ed25519")));
        assertThat(failure(8)).as("a newer decision asks at once").isNull();
    }

    /** Of every type, plain and hashed. */
    @Fault("A9")
    @Test
    void anyTypeOfHostKeyWillDoButItMustBeKnownForThatPort() throws Exception {
        for (String type : List.of("ecdsa", "rsa")) {
            Files.write(world.knownHosts, List.of(one.knownHost("ed25519"), two.knownHost(type)));
            world.start();
            assertThat(failure(7)).as(type).isNull();
            world.newest = 0;
            Files.deleteIfExists(folder.resolve("restart-ext-cloud.hosts"));
        }
        dev.detour.peers.RealPeers.run("ssh-keygen", "-q", "-H", "-f", world.knownHosts.toString());
        assertThat(world.knownHosts).content().doesNotContain("127.0.0.1").contains("|1|");
        world.start();
        assertThat(failure(7)).as("hashed").isNull();

        Files.write(
                world.knownHosts,
                List.of(one.knownHost("ed25519"), two.knownHost("ed25519").replaceFirst("^\\S+", "127.0.0.1")));
        world.start();
        assertThat(failure(9))
                .hasMessageContaining("the host key of " + host(two) + " is unknown and refused: " + world.knownHosts
                        + " has no line for [127.0.0.1]:" + two.port())
                .hasMessageContaining("ssh-keyscan -p " + two.port());
    }

    @Fault("A10")
    @Test
    void aHostThatDoesNotLetUsInIsNotAskedAgainAtOnceAndGetsNoPassword() throws Exception {
        Files.writeString(two.folder().resolve("authorized_keys"), "");
        world.start();
        int before = two.log().length();
        assertThat(failure(7))
                .hasMessage("1 of 2 hosts restarted; " + host(two) + ": the host lets " + world.user
                        + " not in with the key " + world.key + "; no password is ever tried");
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(two.log().substring(before)).contains("method publickey"));
        assertThat(two.log().substring(before)).doesNotContain("method password", "method keyboard-interactive");
        int asked = two.log().length();
        assertThat(failure(7)).hasMessageContaining("asked again in");
        assertThat(two.log().substring(asked)).doesNotContain("userauth-request");
    }

    @Test
    void aKeyThatCannotBeUsedIsToldBeforeAnyoneIsAsked() throws Exception {
        world.key = one.makeUserKey("locked-" + System.nanoTime(), "-t", "ed25519", "-N", "secret");
        assertThat(new FleetCheck().ailment(how())).hasValueSatisfying(words -> assertThat(words)
                .endsWith("it is locked with a passphrase, and nobody is there to be asked for one"));
        world.key = world.knownHosts;
        assertThat(new FleetCheck().ailment(how()))
                .hasValueSatisfying(words -> assertThat(words).contains("cannot be used: it holds no private key"));
        world.key = one.makeUserKey("rsa-" + System.nanoTime(), "-t", "rsa", "-b", "2048", "-N", "", "-m", "PEM");
        assertThat(new FleetCheck().ailment(how())).isEmpty();
        Files.write(world.knownHosts, List.of(one.knownHost("rsa")));
        assertThat(new FleetCheck().ailment(how())).hasValueSatisfying(words -> assertThat(words)
                .startsWith("the host key of " + host(two) + " is not known: "));
    }

    private dev.detour.config.Settings.Restart.Ssh how() {
        return new dev.detour.config.Settings.Restart.Ssh(
                world.hosts, world.user, world.key, world.knownHosts, world.command, Optional.empty(), world.wave);
    }

    private void awaitFile(String name) {
        Awaitility.await(name).atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(folder.resolve(name)));
    }

    /** A command that waits on the second host only, until it is told to go on. */
    private void slowOnTwo() {
        world.script("set -- $SSH_CONNECTION; if [ $4 = " + two.port()
                + " ] && [ ! -f FOLDER/go ]; then touch FOLDER/begun; ".replace("FOLDER", folder.toString())
                + "while [ ! -f FOLDER/go ]; do sleep 0.1; done; fi; echo $4 {epoch} >> FOLDER/ran"
                        .replace("FOLDER", folder.toString()));
    }

    @Fault("A11")
    @Test
    @Tag("slow")
    void aHostThatFreezesIsGivenUpAtItsDeadline() throws Exception {
        slowOnTwo();
        world.timeout = Duration.ofSeconds(8);
        world.start();
        CompletableFuture<Throwable> step = CompletableFuture.supplyAsync(() -> failure(7));
        awaitFile("begun");
        two.signalSessions("STOP");
        assertThat(step.get(120, TimeUnit.SECONDS))
                .hasMessage("1 of 2 hosts restarted; " + host(two)
                        + ": did not end within 8 s; whether it was restarted is not known");
        two.signalSessions("CONT");
        Files.createFile(folder.resolve("go"));
        assertThat(failure(7)).isNull();
        assertThat(ran()).contains(two.port() + " 7");
        assertThat(ran().lines().filter(line -> line.startsWith(one.port() + " ")))
                .hasSize(1);
    }

    @Fault("A12")
    @Test
    void aConnectionThatEndsBeforeTheExitStatusIsNoSuccess() throws Exception {
        slowOnTwo();
        world.start();
        CompletableFuture<Throwable> step = CompletableFuture.supplyAsync(() -> failure(7));
        awaitFile("begun");
        two.signalSessions("KILL");
        assertThat(step.get(120, TimeUnit.SECONDS))
                .hasMessageStartingWith("1 of 2 hosts restarted; " + host(two) + ": ")
                .hasMessageContaining("whether it was restarted is not known");
        Files.createFile(folder.resolve("go"));
        assertThat(failure(7)).isNull();
        assertThat(ran().lines().filter(line -> line.startsWith(one.port() + " ")))
                .hasSize(1);
    }

    /** While it runs: the command is ended on the host too. */
    @Fault("A13")
    @Test
    void whatIsSupersededNeverFinishes() throws Exception {
        try (SshdPeer peer = SshdPeer.startForUser()) {
            Path shared = Files.createDirectory(peer.folder().resolve("shared"));
            Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
            world = new FleetWorld(folder, peer)
                    .script(
                            "if [ ! -f FOLDER/go ]; then touch FOLDER/begun; while [ ! -f FOLDER/go ]; do sleep 0.1; done; fi;"
                                            .replace("FOLDER", shared.toString())
                                    + " echo {epoch} >> " + shared + "/ran")
                    .start();
            var thrown = new CompletableFuture<Throwable>();
            Thread step = new Thread(() -> thrown.complete(failure(7)));
            step.start();
            Awaitility.await("begun")
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> Files.exists(shared.resolve("begun")) || thrown.isDone());
            assertThat(thrown).as(peer.log()).isNotDone();
            List<ProcessHandle> running = peer.sessions();
            world.newest = 8;
            step.interrupt();
            assertThat(thrown.get(60, TimeUnit.SECONDS)).hasMessageContaining("ended early");
            Awaitility.await("what ran there is no more")
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> running.stream().noneMatch(ProcessHandle::isAlive));
            Files.createFile(shared.resolve("go"));
            assertThat(failure(8)).isNull();
            assertThat(shared.resolve("ran")).hasContent("8\n");
        }
    }

    /** The temp file that its rename needs is gone. */
    @Fault("A13")
    @Test
    void anUploadThatFrozeNeverLandsAfterANewerOne() throws Exception {
        Path remote = folder.resolve("remote.env");
        world.remoteFile = Optional.of(remote.toString());
        // Both hosts are this one, and either would take the other's temp file for an old one.
        world.wave = new FleetWave(1, false);
        Path stale = Files.writeString(folder.resolve(".remote.env.6.tmp"), "of an older epoch");
        world.start().restart(decision(7, "EU"), false, false);
        assertThat(stale).doesNotExist();
        assertThat(remote).content().contains("EXT_REGION=EU");
        world.newest = 9;
        assertThatThrownBy(() -> {
                    world.newest = 9;
                    world.fleet.restart(decision(8, "NAM"), "false", "false");
                })
                .hasMessageContaining("superseded");
        assertThat(remote).content().contains("EXT_REGION=EU");
    }

    @Test
    void aSymlinkOnTheHostIsRefusedAndNothingIsRun() throws Exception {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "x");
        Files.createSymbolicLink(folder.resolve("remote.env"), elsewhere);
        world.remoteFile = Optional.of(folder.resolve("remote.env").toString());
        world.start();
        assertThat(failure(7))
                .hasMessageContaining("env file " + folder + "/remote.env could not be written there: it is a symlink");
        assertThat(elsewhere).hasContent("x");
        assertThat(ran()).isEmpty();

        world.remoteFile = Optional.of(folder.resolve("no/such/remote.env").toString());
        world.start();
        assertThat(failure(7)).hasMessageContaining("directory " + folder + "/no/such is missing");
    }

    private void remoteFileIn(String place) {
        world.remoteFile = Optional.of(folder.resolve(place).toString());
    }

    @Test
    void aFileThatCannotBePutThereSaysWhyAndNothingIsRun() throws Exception {
        Files.writeString(folder.resolve("plain"), "x");
        remoteFileIn("plain/remote.env");
        world.start();
        assertThat(failure(7)).hasMessageContaining("could not be written there: ");

        remoteFileIn("remote.env");
        Files.createDirectory(folder.resolve("remote.env"));
        world.start();
        assertThat(failure(8)).hasMessageContaining("it is not a plain file; right: a plain file, or none yet");
        assertThat(ran()).isEmpty();
    }

    @Test
    void theOwnerOfTheOldFileIsKept() throws Exception {
        assumeThat(System.getProperty("user.name")).as("may give a file away").isEqualTo("root");
        var remote = Files.writeString(folder.resolve("remote.env"), "old");
        Files.setAttribute(remote, "unix:uid", 12345);
        Files.setAttribute(remote, "unix:gid", 23456);
        remoteFileIn("remote.env");
        world.wave = new FleetWave(1, false);
        world.start().restart(decision(7, "EU"), false, false);

        assertThat(remote).content().contains("EXT_REGION=EU");
        assertThat(Files.getAttribute(remote, "unix:uid")).isEqualTo(12345);
        assertThat(Files.getAttribute(remote, "unix:gid")).isEqualTo(23456);
    }

    @Test
    void whoMayNotWriteThereIsToldSoAndTheOldFileIsWhole() throws Exception {
        try (SshdPeer peer = SshdPeer.startForUser()) {
            var place = Files.createDirectory(peer.folder().resolve("ours"));
            var remote = Files.writeString(place.resolve("remote.env"), "old");
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("r-xr-xr-x"));
            world = new FleetWorld(folder, peer).script("echo {epoch} >> " + folder.resolve("ran"));
            world.remoteFile = Optional.of(remote.toString());
            world.start();

            assertThat(failure(7)).hasMessageContaining("could not be written there: permission denied");
            assertThat(remote).hasContent("old");
            assertThat(ran()).isEmpty();
        }
    }

    @Test
    void anSshdWithoutSftpIsSaidToHaveNone() throws Exception {
        try (SshdPeer peer = SshdPeer.start()) {
            peer.stop();
            var config = peer.folder().resolve("sshd_config");
            Files.writeString(config, Files.readString(config).replaceFirst("Subsystem sftp .*\n", ""));
            peer.restart();
            world = new FleetWorld(folder, peer).script("echo {epoch} >> " + folder.resolve("ran"));
            remoteFileIn("remote.env");
            world.start();

            assertThat(failure(7)).hasMessageContaining("its sshd offers no SFTP; see Subsystem in its sshd_config");
            assertThat(ran()).isEmpty();
        }
    }
}
