package dev.detour.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.DetourProcess;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.RealPeers;
import dev.detour.peers.Toxics;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stopped, told to end, started twice: O9, O15, O16. */
class EndingTest {
    private static final Duration WITHIN = Duration.ofSeconds(3);

    @Test
    @Fault("O16")
    void aSecondProcessOnTheSameDataIsRefusedAndChangesNothing() throws Exception {
        try (var life = Life.withCommand()) {
            var first = life.start();
            life.awaitSettled();
            try (var second = DetourProcess.run(life.folder())) {
                assertThat(second.exitStatus(Life.PATIENCE)).isEqualTo(1);
                assertThat(String.join("\n", second.lines()))
                        .contains(life.folder().resolve("data") + ": is in use by process " + first.pid())
                        .doesNotContain("\tat ");
            }
            assertThat(first.alive()).isTrue();
            life.witness().judgeSettled();
            life.breakActive();
            first.awaitEvent("verified", Life.PATIENCE);
        }
    }

    @Test
    @Fault("O15")
    void sigtermInTheMiddleOfARestartEndsInTimeAndTheNextStartFinishesIt() throws Exception {
        try (var life = Life.withCommand()) {
            // Ignores TERM, and a child holds its output: the worst a command can do to who must end.
            var marker = life.folder().resolve("stubborn");
            var stubborn = life.folder().resolve("stubborn.sh");
            Files.writeString(stubborn, """
                    if [ "$DETOUR_TRIGGER" = outage ] && [ ! -f MARKER ]; then
                        trap '' TERM
                        touch MARKER
                        for i in 1 2 3 4 5 6 7 8 9; do sleep 1; done
                    fi
                    exec RESTART
                    """.replace("MARKER", marker.toString())
                    .replace("RESTART", "/bin/sh " + life.folder().resolve("restart.sh")));
            life.configure(List.of("detour.group.shop.restart.command=/bin/sh " + stubborn));
            life.start();
            life.awaitSettled();
            life.breakActive();
            Awaitility.await("the command runs").atMost(Life.PATIENCE).until(() -> Files.exists(marker));
            endsInTime(life);
            assertThat(life.witness().durable().path("steps").findValuesAsText("result"))
                    .containsExactly("done", "pending", "pending");
            life.mendAll();
            long epoch = life.witness().epoch();
            life.start();
            life.awaitSettled();
            assertThat(life.witness().epoch()).as("finished, not decided again").isEqualTo(epoch);
        }
    }

    @Test
    @Fault("O15")
    void sigtermWhileVerifyingEndsInTimeAndTheNextStartVerifies() throws Exception {
        try (var life = Life.withCommand()) {
            life.configure(List.of("detour.group.shop.min-successes=40"));
            life.start();
            life.detour().await("the first decision", Life.PATIENCE, line -> line.path("message")
                    .asText()
                    .equals("step restart done"));
            Awaitility.await("all UP")
                    .atMost(Life.PATIENCE)
                    .until(() ->
                            life.detour().get("/api/v1/groups/shop").path("regions").findValuesAsText("health").stream()
                                    .allMatch("UP"::equals));
            life.breakActive();
            life.detour().await("verifying", Life.PATIENCE, line -> line.path("message")
                    .asText()
                    .equals("step verify started"));
            endsInTime(life);
            assertThat(life.witness().durable().path("verified").asBoolean()).isFalse();
            life.configure(List.of());
            life.mendAll();
            life.start();
            life.awaitSettled();
        }
    }

    /** A read from a socket takes no notice of an interrupt; what waits so in several groups was waited for in turn. */
    @Test
    @Fault("O15")
    void sigtermWhileStepsWaitForAnswersThatNeverComeEndsInTime() throws Exception {
        try (var life = Life.withCommand();
                var deaf = FaultPeer.http(Toxics.deaf())) {
            life.route("mine", """
                    - route:
                        id: step-mine
                        from:
                          uri: direct:step-mine
                          steps:
                            - to:
                                uri: URI
                                parameters:
                                  httpMethod: GET
                                  responseTimeout: 240000
                    """.replace("URI", deaf.uri("/").toString()));
            var lines = new ArrayList<>(List.of("detour.groups=shop,a,b,c,d,e"));
            for (var group : List.of("a", "b", "c", "d", "e")) {
                lines.add("detour.group." + group + ".regions=ONE="
                        + life.region("NAM").authority());
                lines.add("detour.group." + group + ".probe.url=http://{target}/");
                lines.add("detour.group." + group + ".steps=mine");
            }
            life.configure(lines);
            life.start();
            Awaitility.await("all wait").atMost(Life.PATIENCE).until(() -> deaf.connections() == 5);
            endsInTime(life.detour());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"claims its data", "begins to act"})
    @Fault("O15")
    void sigtermDuringTheStartEndsInTime(String moment) throws Exception {
        try (var life = Life.withCommand()) {
            life.start();
            Awaitility.await(moment)
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(Life.PATIENCE)
                    .until(() -> moment.equals("begins to act")
                            ? !life.detour().log().isEmpty()
                            : Files.exists(life.folder().resolve("data/journal.jsonl")));
            endsInTime(life);
        }
    }

    private static void endsInTime(Life life) throws Exception {
        endsInTime(life.detour());
        life.witness().judge();
    }

    private static void endsInTime(DetourProcess detour) {
        long began = System.nanoTime();
        detour.terminate();
        detour.exitStatus(Duration.ofSeconds(20));
        var took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(took).isLessThan(WITHIN);
    }

    @Test
    @Fault("O9")
    void aFreezeIsNoOutageAndDropsWhatWasKnown() throws Exception {
        try (var life = Life.withCommand()) {
            life.configure(List.of("detour.group.shop.outage=1s"));
            life.start();
            life.awaitSettled();
            var active = life.breakActive();
            life.detour().awaitEvent("probe-failed", Life.PATIENCE);
            freeze(life, Duration.ofSeconds(2), () -> life.region(active).now(Toxics.ok()));
            life.detour().await("looked again", Life.PATIENCE, line -> List.of("region-up", "region-unknown")
                    .contains(line.path("event").asText()));
            life.awaitSettled();
            pass(Duration.ofSeconds(2));
            assertThat(life.witness().epoch()).as("no switch").isEqualTo(1);
            // And it still sees a real one.
            life.breakActive();
            life.detour().awaitEvent("verified", Life.PATIENCE);
        }
    }

    @ParameterizedTest
    @Tag("slow")
    @Fault("O9")
    @ValueSource(ints = {5, 60})
    void aLongFreezeDuringAnOutageDropsWhatWasKnown(int seconds) throws Exception {
        try (var life = Life.withCommand()) {
            life.configure(List.of("detour.group.shop.outage=3s"));
            life.start();
            life.awaitSettled();
            var active = life.breakActive();
            life.detour().awaitEvent("probe-failed", Life.PATIENCE);
            freeze(life, Duration.ofSeconds(seconds), () -> {});
            pass(Duration.ofSeconds(1));
            assertThat(life.witness().epoch())
                    .as("no switch on what was known before")
                    .isEqualTo(1);
            life.region(active).now(Toxics.ok());
            life.awaitSettled();
            assertThat(life.witness().epoch()).isEqualTo(1);
            life.breakActive();
            life.detour().awaitEvent("verified", Life.PATIENCE);
        }
    }

    @Test
    @Fault("O9")
    void repeatedFreezesNeverAddUpToAnOutage() throws Exception {
        try (var life = Life.withCommand()) {
            life.start();
            life.awaitSettled();
            for (int i = 0; i < 4; i++) {
                freeze(life, Duration.ofMillis(500 + 100 * i), () -> {});
                pass(Duration.ofMillis(200));
            }
            life.awaitSettled();
            assertThat(life.witness().epoch()).as("no switch").isEqualTo(1);
        }
    }

    /** SIGSTOP, for so long, SIGCONT; {@code meanwhile} happens while it stands. */
    private static void freeze(Life life, Duration time, Runnable meanwhile) throws Exception {
        var pid = Long.toString(life.detour().pid());
        RealPeers.run("kill", "-STOP", pid);
        meanwhile.run();
        pass(time);
        RealPeers.run("kill", "-CONT", pid);
    }

    /** The passing of time is what is tested here, so nothing can be waited for. */
    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
