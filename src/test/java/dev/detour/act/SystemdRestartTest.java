package dev.detour.act;

import static dev.detour.act.ActFixtures.decision;
import static dev.detour.act.ActFixtures.seedFile;
import static dev.detour.act.ActFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.Settings.Restart;
import dev.detour.control.Groups;
import dev.detour.peers.FakeSystemctl;
import dev.detour.peers.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The step restart with systemd units. No systemd runs where tests run, so a strict stand-in answers. */
class SystemdRestartTest {
    @TempDir
    Path folder;

    private FakeSystemctl systemctl;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        systemctl = new FakeSystemctl(Files.createDirectory(folder.resolve("fake")));
        systemctl.unit("app.service", "simple").unit("tunnel.service", "notify");
        file = Files.writeString(folder.resolve("e.env"), "x");
    }

    @AfterEach
    void stop() throws Exception {
        systemctl.close();
    }

    private Restarter restarter(String... units) {
        var settings = settings(seedFile(file), new Restart.Systemd(List.of(units)), Duration.ofSeconds(5));
        EpochGuard guard = (group, epoch) -> epoch >= 7;
        return new Restarter(() -> settings, new EnvFiles(() -> settings, guard), guard, fake());
    }

    private Systemctl fake() {
        return new Systemctl(systemctl.program().toString());
    }

    private Restarter both() {
        return restarter("app.service", "tunnel.service");
    }

    @Test
    void stopsInOrderStartsInReverseAndSeesOtherProcesses() throws Exception {
        both().systemd(decision(7, "EU"), "false", "false");
        assertThat(systemctl.deeds()).containsExactly("start tunnel.service", "start app.service");
        String first = systemctl.get("app.service", "pid");
        both().systemd(decision(8, "EU"), "false", "false");
        assertThat(systemctl.deeds().subList(2, 6))
                .containsExactly(
                        "stop app.service", "stop tunnel.service", "start tunnel.service", "start app.service");
        assertThat(systemctl.get("app.service", "pid")).isNotEqualTo(first);
    }

    @Test
    void anEnsureLeavesAloneWhatStartedAfterTheFile() throws Exception {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        both().systemd(decision(7, "EU"), "true", "false");
        assertThat(systemctl.deeds()).hasSize(2);
        both().systemd(decision(7, "EU"), "true", "false");
        assertThat(systemctl.deeds()).hasSize(2);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3600)));
        both().systemd(decision(7, "EU"), "true", "false");
        assertThat(systemctl.deeds()).hasSize(6);
    }

    @Fault("A6")
    @Test
    void aUnitThatKeepsItsProcessIsNoSuccess() throws Exception {
        var restarter = both();
        restarter.systemd(decision(7, "EU"), "false", "false");
        systemctl.put("app.service", "stubborn", "");
        assertThatThrownBy(() -> restarter.systemd(decision(8, "EU"), "false", "false"))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("app.service did not stop: it is active (running)");
        systemctl.remove("app.service", "stubborn");
        restarter.systemd(decision(8, "EU"), "false", "false");
        assertThat(systemctl.deeds().subList(2, systemctl.deeds().size()))
                .as("only what failed again")
                .containsExactly(
                        "stop app.service",
                        "stop app.service",
                        "stop tunnel.service",
                        "start tunnel.service",
                        "start app.service");
    }

    @Fault("A7")
    @Test
    void aUnitThatDoesNotStartOrDiesAtOnceIsToldAndTriedAgain() throws Exception {
        systemctl.put("app.service", "broken", "").put("app.service", "limit", "");
        var restarter = both();
        assertThatThrownBy(() -> restarter.systemd(decision(7, "EU"), "false", "false"))
                .hasMessageStartingWith(
                        "app.service did not start: it is failed (failed, result exit-code, status 3); ")
                .hasMessageContaining("Job for app.service failed");
        systemctl.remove("app.service", "broken").put("app.service", "dies", "");
        assertThatThrownBy(() -> restarter.systemd(decision(7, "EU"), "false", "false"))
                .hasMessage("app.service is failed (failed, result exit-code, status 3), not active");
        systemctl.remove("app.service", "dies");
        restarter.systemd(decision(7, "EU"), "false", "false");
        assertThat(systemctl.deeds()).contains("reset-failed app.service").endsWith("start app.service");
        assertThat(systemctl.deeds().stream().filter("start tunnel.service"::equals))
                .hasSize(1);
    }

    @Test
    void aUnitThatSystemdStartsAgainAndAgainIsNoSuccess() throws Exception {
        systemctl.put("app.service", "flaps", "");
        assertThatThrownBy(() -> restarter("app.service").systemd(decision(7, "EU"), "false", "false"))
                .hasMessageMatching("app.service (does not stay up: it was started again as pid \\d+ within a second"
                        + "|is failed .*)");
    }

    @Test
    void aTaskIsDoneWhenItEndedWell() throws Exception {
        systemctl.unit("task.service", "oneshot");
        restarter("task.service").systemd(decision(7, "EU"), "false", "false");
        restarter("task.service").systemd(decision(8, "EU"), "false", "false");
        assertThat(systemctl.deeds()).containsExactly("start task.service", "start task.service");
        systemctl.unit("stays.service", "oneshot").put("stays.service", "remain", "");
        restarter("stays.service").systemd(decision(7, "EU"), "false", "false");
        restarter("stays.service").systemd(decision(8, "EU"), "false", "false");
        assertThat(systemctl.deeds().subList(2, 5))
                .containsExactly("start stays.service", "stop stays.service", "start stays.service");
    }

    @Test
    void aUnitThatIsNotThereOrMaskedOrHangsIsNamed() throws Exception {
        assertThatThrownBy(() -> restarter("app.service", "gone.service").systemd(decision(7, "EU"), "false", "false"))
                .hasMessage("systemd has no unit gone.service; right: a name as systemctl list-units shows it");
        systemctl.put("tunnel.service", "load", "masked");
        assertThatThrownBy(() -> both().systemd(decision(7, "EU"), "false", "false"))
                .hasMessage("tunnel.service cannot be started: it is masked");
        assertThat(systemctl.deeds()).as("nothing was stopped").isEmpty();
        restarter("app.service").systemd(decision(7, "EU"), "false", "false");
        systemctl.put("app.service", "hang", "");
        assertThatThrownBy(() -> restarter("app.service").systemd(decision(8, "EU"), "false", "false"))
                .hasMessageContaining("did not end within 5 s");
    }

    @Test
    void theUnitsAreShownAndWhatAilsThem() throws Exception {
        both().systemd(decision(7, "EU"), "false", "false");
        var settings = settings(
                seedFile(file), new Restart.Systemd(List.of("app.service", "tunnel.service")), Duration.ofSeconds(5));
        var effects = new Effects(() -> settings, new EnvFiles(() -> settings, (g, e) -> true), null, fake());
        var check = new RestartCheck(() -> settings, fake());
        var programs = effects.look("ext-cloud", Optional.empty()).programs();
        assertThat(programs).extracting(Groups.Program::state).containsExactly("ACTIVE", "ACTIVE");
        assertThat(programs.get(0).pid()).isEqualTo(Integer.parseInt(systemctl.get("app.service", "pid")));
        assertThat(programs.get(0).startedAt()).isBetween(Instant.now().minusSeconds(300), Instant.now());
        assertThat(check.ailment("ext-cloud")).isEmpty();
        systemctl.put("tunnel.service", "load", "masked");
        assertThat(check.ailment("ext-cloud")).contains("systemd cannot start tunnel.service: it is masked");
    }

    @Test
    void anInterruptBeforeItsTurnEndsTheStep() throws Exception {
        assertThat(both().kind(decision(7, "EU"))).isEqualTo("systemd");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> both().systemd(decision(7, "EU"), "false", "false"))
                    .isInstanceOf(StepFailedException.class)
                    .hasMessageContaining("ended early");
        } finally {
            assertThat(Thread.interrupted())
                    .as("whoever interrupted is not forgotten")
                    .isTrue();
        }
        assertThat(systemctl.deeds()).isEmpty();
    }
}
