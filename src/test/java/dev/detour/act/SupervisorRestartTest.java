package dev.detour.act;

import static dev.detour.act.ActFixtures.decision;
import static dev.detour.act.ActFixtures.seedFile;
import static dev.detour.act.ActFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.Settings;
import dev.detour.config.Settings.Restart;
import dev.detour.control.Groups;
import dev.detour.peers.Fault;
import dev.detour.peers.SupervisordPeer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SPEC §6 and FAULTS A6, A7, A13 against a real supervisord with the programs of seed 1. */
class SupervisorRestartTest {
    private static final List<String> PROGRAMS = List.of("app:application", "app:cloud-client", "app:stunnel");
    private static SupervisordPeer peer;

    private Path file;
    private volatile long newest;

    @BeforeAll
    static void startPeer() throws Exception {
        peer = SupervisordPeer.start("""
                [group:app]
                programs=stunnel,cloud-client,application
                [program:stunnel]
                command=sleep 1000
                autostart=false
                startsecs=0
                [program:cloud-client]
                command=sh -c 'test ! -e FOLDER/broken && exec sleep 1000; exit 5'
                autostart=false
                startsecs=1
                startretries=0
                [program:application]
                command=sleep 1000
                autostart=false
                startsecs=0
                [program:slow]
                command=sh -c 'trap "" TERM; while :; do sleep 0.1; done'
                autostart=false
                startsecs=0
                stopwaitsecs=30
                [program:gone]
                command=/no/such/program
                autostart=false
                """);
    }

    @AfterAll
    static void stopPeer() throws Exception {
        if (peer != null) {
            peer.close();
        }
    }

    @BeforeEach
    void freshFile() throws Exception {
        file = peer.folder().resolve("ext_cloud.env");
        Files.writeString(file, "x");
        Files.deleteIfExists(peer.folder().resolve("broken"));
        // One that stops by itself between the look and the stop is a fault to supervisord, and fine here.
        Awaitility.await().ignoreExceptions().atMost(30, TimeUnit.SECONDS).until(SupervisorRestartTest::allStopped);
    }

    /** Asks again: a program that was starting, or between two tries, comes up after it was looked at. */
    private static boolean allStopped() throws Exception {
        boolean stopped = true;
        for (Supervisord.Program program : supervisord().programs()) {
            if (program.state().alive()) {
                supervisord().stop(program.name());
            }
            stopped &= program.pid() == 0 || program.name().contains("slow");
        }
        return stopped;
    }

    private static Supervisord supervisord() {
        return new Supervisord(peer.unixAddress());
    }

    private Settings settingsOf(List<URI> addresses, List<String> programs) {
        return settings(seedFile(file), new Restart.Supervisor(addresses, programs), Duration.ofSeconds(5));
    }

    private Restarter restarter(List<URI> addresses, List<String> programs) {
        Settings settings = settingsOf(addresses, programs);
        EpochGuard guard = (group, epoch) -> epoch >= newest;
        return new Restarter(() -> settings, new EnvFiles(() -> settings, guard), guard);
    }

    private Restarter restarter() {
        return restarter(List.of(peer.unixAddress()), PROGRAMS);
    }

    private static List<String> deedsSince(int before) throws Exception {
        List<String> deeds = peer.deeds();
        return deeds.subList(before, deeds.size());
    }

    private static int pid(String program) throws Exception {
        return supervisord().program(program).pid();
    }

    @Test
    void stopsInOrderAndStartsInReverseWithNewPids() throws Exception {
        Restarter restarter =
                restarter(List.of(URI.create("unix:///no/such.sock"), peer.httpAddress("detour:s3cret")), PROGRAMS);
        restarter.supervisor(decision(1, "NAM"), "false", "false");
        List<Integer> before = List.of(pid(PROGRAMS.get(0)), pid(PROGRAMS.get(1)), pid(PROGRAMS.get(2)));
        int deeds = peer.deeds().size();

        restarter.supervisor(decision(2, "EU"), "false", "false");

        assertThat(deedsSince(deeds))
                .containsExactly(
                        "stopped application",
                        "stopped cloud-client",
                        "stopped stunnel",
                        "spawned stunnel",
                        "spawned cloud-client",
                        "spawned application");
        assertThat(List.of(pid(PROGRAMS.get(0)), pid(PROGRAMS.get(1)), pid(PROGRAMS.get(2))))
                .doesNotContainAnyElementsOf(before)
                .doesNotContain(0);
    }

    @Test
    @Fault("A7")
    void onlyWhatFailedIsTriedAgain() throws Exception {
        Restarter restarter = restarter();
        restarter.supervisor(decision(1, "NAM"), "false", "false");
        Files.writeString(peer.folder().resolve("broken"), "");
        int deeds = peer.deeds().size();

        assertThatThrownBy(() -> restarter.supervisor(decision(2, "EU"), "false", "false"))
                .isInstanceOf(StepFailedException.class)
                .hasMessageMatching("app:cloud-client is (FATAL|BACKOFF): Exited too quickly.*");
        int stunnel = pid("app:stunnel");
        assertThat(pid("app:application")).isZero();
        Files.delete(peer.folder().resolve("broken"));
        restarter.supervisor(decision(2, "EU"), "false", "false");

        assertThat(pid("app:stunnel")).isEqualTo(stunnel);
        assertThat(deedsSince(deeds))
                .containsExactly(
                        "stopped application",
                        "stopped cloud-client",
                        "stopped stunnel",
                        "spawned stunnel",
                        "spawned cloud-client",
                        "spawned cloud-client",
                        "spawned application");
    }

    @Test
    void ensureStartsWhatIsStoppedAndLeavesTheRestAlone() throws Exception {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        restarter().supervisor(decision(1, "NAM"), "true", "false");
        supervisord().stop("app:application");
        Awaitility.await().until(() -> pid("app:application") == 0);
        int deeds = peer.deeds().size();

        restarter().supervisor(decision(1, "NAM"), "true", "true");

        assertThat(deedsSince(deeds)).containsExactly("spawned application");
    }

    @Test
    void ensureRestartsInOrderWhatStartedInTheSecondOfTheFile() throws Exception {
        Restarter restarter = restarter();
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        restarter.supervisor(decision(1, "NAM"), "true", "false");
        Instant stunnel = supervisord().program("app:stunnel").startedAt();
        Instant application = supervisord().program("app:application").startedAt();
        assertThat(application).isAfter(stunnel);
        Files.setLastModifiedTime(file, FileTime.from(stunnel.plusMillis(1)));
        int deeds = peer.deeds().size();

        restarter.supervisor(decision(1, "NAM"), "true", "false");

        assertThat(deedsSince(deeds))
                .contains("stopped stunnel", "spawned stunnel")
                .doesNotContain("stopped application");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(1)));
        int again = peer.deeds().size();
        restarter.supervisor(decision(1, "NAM"), "true", "false");
        assertThat(deedsSince(again)).hasSize(6).startsWith("stopped application");
    }

    @Test
    @Fault("A13")
    void aSupersededEpochStopsNothing() throws Exception {
        Restarter restarter = restarter();
        restarter.supervisor(decision(1, "NAM"), "false", "false");
        newest = 3;
        int deeds = peer.deeds().size();

        assertThatThrownBy(() -> restarter.supervisor(decision(2, "EU"), "false", "false"))
                .hasMessageContaining("superseded");

        assertThat(deedsSince(deeds)).isEmpty();
    }

    @Test
    void anInterruptEndsTheStepWhileAProgramStops() throws Exception {
        Restarter restarter = restarter(List.of(peer.unixAddress()), List.of("slow"));
        restarter.supervisor(decision(1, "NAM"), "false", "false");
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread step = new Thread(() -> {
            try {
                restarter.supervisor(decision(2, "EU"), "false", "false");
                ended.complete(null);
            } catch (RuntimeException e) {
                ended.complete(e);
            }
        });
        step.start();
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> supervisord().program("slow").state() == Supervisord.State.STOPPING);

        step.interrupt();

        assertThat(ended.get(20, TimeUnit.SECONDS)).hasMessageContaining("ended early");
        ProcessHandle.of(pid("slow")).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    @Fault("A7")
    void saysWhatIsWrongWithoutThePassword() throws Exception {
        assertThatThrownBy(() -> restarter(List.of(peer.unixAddress()), List.of("app:nosuch"))
                        .supervisor(decision(1, "EU"), "false", "false"))
                .hasMessageContaining("has no program app:nosuch");
        assertThatThrownBy(() -> restarter(List.of(peer.unixAddress()), List.of("gone"))
                        .supervisor(decision(1, "EU"), "false", "false"))
                .hasMessageContaining("gone")
                .hasMessageContaining("/no/such/program");
        assertThatThrownBy(() -> restarter(List.of(peer.httpAddress("detour:wr0ng")), PROGRAMS)
                        .supervisor(decision(1, "EU"), "false", "false"))
                .hasMessageContaining("user or password refused")
                .hasMessageNotContaining("wr0ng");
        assertThatThrownBy(() -> restarter(
                                List.of(URI.create("unix:///no/s.sock"), URI.create("http://u:p4ss@127.0.0.1:9")),
                                PROGRAMS)
                        .supervisor(decision(1, "EU"), "false", "false"))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("unix:///no/s.sock: no such socket")
                .hasMessageContaining("http://127.0.0.1:9: Connection refused")
                .hasMessageNotContaining("p4ss");
    }

    @Test
    @Fault("A7")
    void finishesAfterSupervisordWasKilledInTheMiddle() throws Exception {
        try (SupervisordPeer own = SupervisordPeer.start("""
                [program:one]
                command=sleep 1000
                autostart=false
                startsecs=0
                [program:two]
                command=sleep 1000
                autostart=false
                startsecs=5
                """)) {
            Restarter restarter = restarter(List.of(own.unixAddress()), List.of("two", "one"));
            CompletableFuture<Void> first =
                    CompletableFuture.runAsync(() -> restarter.supervisor(decision(1, "EU"), "false", "false"));
            Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> own.deeds()
                    .contains("spawned two"));
            List<ProcessHandle> orphans = own.programProcesses();
            own.kill();

            assertThat(first)
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .withMessageContaining("supervisord");
            orphans.forEach(ProcessHandle::destroyForcibly);
            own.reconfigure("startsecs=5", "startsecs=0");
            own.restart();
            restarter.supervisor(decision(1, "EU"), "false", "false");

            assertThat(new Supervisord(own.unixAddress()).programs())
                    .allMatch(p -> p.state() == Supervisord.State.RUNNING);
        }
    }

    @Test
    void twoGroupsWaitForEachOther() throws Exception {
        RestartLocks locks = new RestartLocks();
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        try (RestartLocks.Held held = locks.hold(List.of("b", "a"), Duration.ofSeconds(1))) {
            Thread other = new Thread(() -> {
                try (RestartLocks.Held none = locks.hold(List.of("c", "b"), Duration.ofMillis(100))) {
                    second.complete(null);
                } catch (InterruptedException | RuntimeException e) {
                    second.complete(e);
                }
            });
            other.start();
            assertThat(second.get(5, TimeUnit.SECONDS)).hasMessageContaining("another group was restarting b");
        }
        CompletableFuture.runAsync(() -> {
                    try (RestartLocks.Held free = locks.hold(List.of("a", "b", "c"), Duration.ofSeconds(1))) {
                        assertThat(free).isNotNull();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .get(5, TimeUnit.SECONDS);
    }

    @Test
    void showsProgramsAndWhyItCouldNotRestart() throws Exception {
        Settings settings = settingsOf(List.of(peer.unixAddress()), List.of("app:stunnel", "app:nosuch"));
        EnvFiles files = new EnvFiles(() -> settings, (g, e) -> true);
        Effects effects = new Effects(() -> settings, files, null);
        supervisord().start("app:stunnel");

        Groups.EffectView view = effects.look("ext-cloud", Optional.of(decision(1, "EU")));

        assertThat(view.path()).isEqualTo(file.toString());
        assertThat(view.matches()).isFalse();
        assertThat(view.writable()).isTrue();
        assertThat(view.programs()).extracting(Groups.Program::state).containsExactly("RUNNING", "UNKNOWN");
        assertThat(view.programs().get(0).pid()).isEqualTo(pid("app:stunnel"));
        assertThat(new RestartCheck(() -> settings).ailment("ext-cloud").orElseThrow())
                .contains("has no program app:nosuch");
        Settings down = settingsOf(List.of(URI.create("unix:///no/s.sock")), PROGRAMS);
        assertThat(new Effects(() -> down, files, null)
                        .look("ext-cloud", Optional.empty())
                        .programs())
                .extracting(Groups.Program::state)
                .containsOnly(Effects.UNREACHABLE);
        assertThat(new RestartCheck(() -> down).ailment("ext-cloud")).isPresent();
    }
}
