package dev.detour.act;

import static dev.detour.act.ActFixtures.seedFile;
import static dev.detour.act.ActFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.config.Settings.Restart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed Detour left running is ended by the next one before its first step (DESIGN S5). */
class OrphansTest {
    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    /** A command and a child of its own, as the process before this one had started it. */
    private Process command(String id) throws Exception {
        var ready = folder.resolve("ready-" + started.size());
        var builder = new ProcessBuilder("sh", "-c", "sleep 600 & : > '" + ready + "'; wait");
        builder.environment().put(ProcessTree.MARK, id);
        var process = builder.start();
        started.add(process);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(ready));
        return process;
    }

    private Restarter restarter(Restart restart) {
        var settings = settings(seedFile(folder.resolve("e.env")), restart, Duration.ofSeconds(5));
        EpochGuard guard = (group, epoch) -> true;
        return new Restarter(() -> settings, new EnvFiles(() -> settings, guard), guard);
    }

    private RestartDebt debt() {
        return new RestartDebt(folder, "ext-cloud");
    }

    @Test
    void theMarkedCommandAndItsChildrenEndAndNoOther() throws Exception {
        var id = ProcessRunner.newId();
        var orphan = command(id);
        var child = orphan.children().findFirst().orElseThrow();
        var stranger = command(ProcessRunner.newId());
        debt().running(id);

        restarter(new Restart.Exec(List.of("/bin/true"))).endOrphans();

        assertThat(orphan.waitFor(5, TimeUnit.SECONDS)).isTrue();
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !child.isAlive());
        assertThat(stranger.isAlive()).isTrue();
        assertThat(debt().owed()).as("its restart is still owed").isTrue();
        assertThat(debt().interrupted()).as("it runs no more").isEmpty();
    }

    @Test
    void aCommandThatWasOwedAndNeverRanIsLeftOwed() throws Exception {
        debt().owe();

        restarter(new Restart.Exec(List.of("/bin/true"))).endOrphans();

        assertThat(debt().owed()).isTrue();
    }

    @Test
    void aGroupThatRunsNoCommandEndsNone() throws Exception {
        var id = ProcessRunner.newId();
        var other = command(id);
        debt().running(id);

        restarter(new Restart.None()).endOrphans();

        assertThat(other.isAlive()).isTrue();
        assertThat(debt().interrupted()).hasValue(id);
    }
}
