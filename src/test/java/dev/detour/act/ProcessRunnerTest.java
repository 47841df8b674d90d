package dev.detour.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.act.ProcessRunner.Command;
import dev.detour.config.Settings.Restart;
import dev.detour.peers.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FAULTS A1–A5 on real processes. */
class ProcessRunnerTest {
    @TempDir
    Path folder;

    private static Command shell(Duration timeout, String script) {
        return new Command(List.of("sh", "-c", script), Map.of("SAID", "a b"), timeout);
    }

    private static Command shell(String script) {
        return shell(Duration.ofSeconds(20), script);
    }

    private ProcessHandle pidIn(String name) {
        Path file = folder.resolve(name);
        Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> Files.exists(file) && Files.size(file) > 1);
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    .orElseThrow();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** An orphan that ended counts as dead even where process 1 does not wait for it. */
    private boolean lives(String name) throws java.io.IOException {
        Path status = Path.of("/proc", Files.readString(folder.resolve(name)).strip(), "status");
        return Files.exists(status) && !Files.readString(status).contains("State:\tZ");
    }

    @Test
    void runsWithoutAShellAndKeepsBothStreams() throws Exception {
        Command command = new Command(
                List.of("sh", "-c", "echo \"$1\"; echo \"$SAID\" >&2; cat", "x", "$(id); *"),
                Map.of("SAID", "a b"),
                Duration.ofSeconds(20));

        ProcessRunner.Result result = ProcessRunner.run(command);

        assertThat(new String(result.output(), StandardCharsets.UTF_8)).isEqualTo("$(id); *\na b\n");
    }

    @Test
    @Fault("A1")
    void saysWhichCommandIsMissingOrNotExecutable() throws Exception {
        Path plain = Files.writeString(folder.resolve("plain"), "echo x");

        assertThatThrownBy(() -> ProcessRunner.run(
                        new Command(List.of("no-such-command", "s3cret"), Map.of(), Duration.ofSeconds(5))))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("command not found: no-such-command");
        assertThatThrownBy(() ->
                        ProcessRunner.run(new Command(List.of(plain.toString()), Map.of(), Duration.ofSeconds(5))))
                .hasMessage("command is not executable: " + plain);
        assertThat(ProcessRunner.exists("sh")).isTrue();
        assertThat(ProcessRunner.exists("no-such-command")).isFalse();
    }

    @Test
    @Fault("A2")
    void aNonZeroStatusFailsWithTheLastLine() {
        assertThatThrownBy(() -> ProcessRunner.run(shell("echo one; printf 'it \\033[31mbroke\\n\\n'; exit 3")))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("sh ended with status 3: it \\u001b[31mbroke");
    }

    @Test
    @Fault({"A3", "A4"})
    void aHangingTreeThatIgnoresTermIsEndedWithTheOrphanThatHoldsItsPipe() throws Exception {
        String stubborn =
                "trap '' TERM; (sh -c 'trap \"\" TERM; echo $$ > %1$s/grandchild; while :; do sleep 1; done' &); "
                                .formatted(folder)
                        + "echo $$ > " + folder + "/leader; echo waiting; while :; do sleep 1; done";
        long start = System.nanoTime();

        assertThatThrownBy(() -> ProcessRunner.run(shell(Duration.ofMillis(700), stubborn)))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("did not end within 0.7 s")
                .hasMessageContaining("waiting");

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(2700), Duration.ofSeconds(6));
        assertThat(lives("leader")).isFalse();
        assertThat(lives("grandchild")).isFalse();
    }

    @Test
    void aCommandThatEndsWellLeavesItsDaemonAlone() throws Exception {
        long start = System.nanoTime();

        ProcessRunner.Result result =
                ProcessRunner.run(shell("sh -c 'echo $$ > %s/daemon; exec sleep 60' & echo started".formatted(folder)));

        ProcessHandle daemon = pidIn("daemon");
        try {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(result.output()).asString().contains("started");
            assertThat(daemon.isAlive()).isTrue();
        } finally {
            daemon.destroyForcibly();
        }
    }

    @Test
    @Fault("A5")
    void aFloodKeepsTheLast64KilobytesOnly() throws Exception {
        ProcessRunner.Result result = ProcessRunner.run(shell("head -c 100000000 /dev/zero | tr '\\0' x; echo END"));

        assertThat(result.output()).hasSize(64 * 1024);
        assertThat(new String(result.output(), StandardCharsets.UTF_8)).endsWith("xxxEND\n");
    }

    @Test
    void anInterruptEndsTheTreeAtOnce() throws Exception {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                ProcessRunner.run(shell("echo $$ > %s/leader; sleep 60".formatted(folder)));
                ended.complete(null);
            } catch (InterruptedException | RuntimeException e) {
                ended.complete(e);
            }
        });
        thread.start();
        ProcessHandle leader = pidIn("leader");

        thread.interrupt();

        assertThat(ended.get(3, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(leader.isAlive()).isFalse();
    }

    @Test
    void anInterruptBeforeItsTurnRunsNoCommand() throws Exception {
        var ran = folder.resolve("ran");
        var settings = ActFixtures.settings(
                ActFixtures.seedFile(folder.resolve("e.env")),
                new Restart.Exec(List.of("touch", ran.toString())),
                Duration.ofSeconds(5));
        EpochGuard guard = (group, epoch) -> true;
        var restarter = new Restarter(() -> settings, new EnvFiles(() -> settings, guard), guard);
        var decision = ActFixtures.decision(7, "EU");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> restarter.run(decision, restarter.command(decision)))
                    .isInstanceOf(StepFailedException.class)
                    .hasMessageContaining("ended early");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(ran).doesNotExist();
    }
}
