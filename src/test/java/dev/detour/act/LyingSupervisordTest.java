package dev.detour.act;

import static dev.detour.act.ActFixtures.decision;
import static dev.detour.act.ActFixtures.seedFile;
import static dev.detour.act.ActFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.Settings.Restart;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A supervisord that says yes to everything, and restarts nothing. */
class LyingSupervisordTest {
    private static final String PROGRAM = "app:application";

    @TempDir
    Path folder;

    private volatile boolean stopped;

    @Test
    @Fault("A6")
    void aProgramThatStillHasItsPidWasNotRestartedWhateverTheAnswers() throws Exception {
        try (var liar = FaultPeer.http(this::answer)) {
            var file = Files.writeString(folder.resolve("e.env"), "x");
            var settings = settings(
                    seedFile(file),
                    new Restart.Supervisor(List.of(liar.uri("")), List.of(PROGRAM)),
                    Duration.ofSeconds(5));
            EpochGuard guard = (group, epoch) -> true;
            var restarter = new Restarter(() -> settings, new EnvFiles(() -> settings, guard), guard);

            assertThatThrownBy(() -> restarter.supervisor(decision(2, "EU"), "false", "false"))
                    .isInstanceOf(StepFailedException.class)
                    .hasMessage(PROGRAM + " still runs as pid 4711, not restarted");
            assertThat(liar.seen())
                    .anyMatch(request -> request.body().contains("supervisor.stopProcess"))
                    .anyMatch(request -> request.body().contains("supervisor.startProcess"));
        }
    }

    private void answer(Line line) throws IOException {
        var asked = line.read().body();
        if (asked.contains("stopProcess") || asked.contains("startProcess")) {
            stopped = asked.contains("stopProcess");
        }
        var body = "<?xml version='1.0'?><methodResponse><params><param><value>" + value(asked)
                + "</value></param></params></methodResponse>";
        line.send("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body);
    }

    private String value(String asked) {
        if (asked.contains("getAllConfigInfo")) {
            return "<array><data></data></array>";
        }
        if (!asked.contains("getProcessInfo")) {
            return "<boolean>1</boolean>";
        }
        return "<struct>" + text("group", "app") + text("name", "application")
                + text("statename", stopped ? "STOPPED" : "RUNNING") + text("spawnerr", "") + text("description", "")
                + number("pid", stopped ? 0 : 4711) + number("start", 1_000_000_000) + "</struct>";
    }

    private static String text(String name, String value) {
        return member(name, "<string>" + value + "</string>");
    }

    private static String number(String name, int value) {
        return member(name, "<int>" + value + "</int>");
    }

    private static String member(String name, String value) {
        return "<member><name>" + name + "</name><value>" + value + "</value></member>";
    }
}
