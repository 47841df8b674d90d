package dev.detour.act;

import static dev.detour.act.ActFixtures.decision;
import static dev.detour.act.ActFixtures.seedFile;
import static dev.detour.act.ActFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.Settings;
import dev.detour.config.Settings.Restart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A systemctl that answers with something else than it is asked for. */
class SystemctlTest {
    private static final String RUNNING = "LoadState=loaded\nActiveState=active\nSubState=running\nType=simple\n";

    @TempDir
    Path folder;

    private Systemctl saying(String text) throws IOException {
        var said = Files.writeString(folder.resolve("said"), text);
        var program = Files.writeString(folder.resolve("systemctl"), "#!/bin/sh\ncat '" + said + "'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new Systemctl(program.toString());
    }

    private Settings two() {
        return settings(
                seedFile(folder.resolve("e.env")),
                new Restart.Systemd(List.of("app.service", "tunnel.service")),
                Duration.ofSeconds(5));
    }

    @Test
    void anAnswerAboutAnotherNumberOfUnitsIsNone() throws Exception {
        assertThatThrownBy(() -> saying(RUNNING).show(List.of("app.service", "tunnel.service")))
                .isInstanceOf(StepFailedException.class)
                .hasMessageEndingWith("systemctl told of 1 units where 2 were asked for");
    }

    @Test
    void aUnitWithoutAStateIsNoUnit() throws Exception {
        assertThatThrownBy(() -> saying("Id=app.service\nLoadState=loaded\n").show("app.service"))
                .isInstanceOf(StepFailedException.class)
                .hasMessageEndingWith("systemctl show app.service does not tell its state");
    }

    @Test
    void aTimeThatCannotBeReadIsNoTime() {
        assertThat(Systemctl.stamp("Fri 2026-11-20 13:28:00 UTC")).hasValue(Instant.parse("2026-11-20T13:28:00Z"));
        assertThat(Systemctl.stamp("n/a")).isEmpty();
        assertThat(Systemctl.stamp("yesterday")).isEmpty();
    }

    @Test
    void whatItCannotSayIsToldAsUnreachableAndAsAnAilment() throws Exception {
        var settings = two();
        var mute = saying("");
        var effects = new Effects(() -> settings, new EnvFiles(() -> settings, (group, epoch) -> true), null, mute);

        assertThat(effects.look("ext-cloud", Optional.of(decision(1, "EU"))).programs())
                .extracting(program -> program.name() + " " + program.state())
                .containsExactly("app.service UNREACHABLE", "tunnel.service UNREACHABLE");
        assertThat(new RestartCheck(() -> settings, mute).ailment("ext-cloud"))
                .hasValueSatisfying(why -> assertThat(why).contains("told of 1 units where 2 were asked for"));
    }

    @Test
    void aUnitThatSystemdDoesNotKnowIsAnAilment() throws Exception {
        var settings = two();
        var systemctl = saying(RUNNING + "\nLoadState=not-found\nActiveState=inactive\n");

        assertThat(new RestartCheck(() -> settings, systemctl).ailment("ext-cloud"))
                .hasValue("systemd cannot start tunnel.service: it is not-found");
    }

    @Test
    void aProgramThatIsNotThereDoesNotExist() throws Exception {
        assertThat(saying("").exists()).isTrue();
        assertThat(new Systemctl(folder.resolve("none").toString()).exists()).isFalse();
        assertThat(new Systemctl("systemctl")).hasToString("systemctl");
    }
}
