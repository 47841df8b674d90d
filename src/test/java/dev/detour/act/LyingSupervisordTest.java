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
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** They became an exception of another kind than a failed call is, which nobody caught. */
    @ParameterizedTest
    @CsvSource({
        "start, 9223372036854775807",
        "start, -1",
        "pid, 4294967296",
        "pid, -7",
        "startsecs, 9223372036854775807",
        "stopwaitsecs, -1"
    })
    void numberThatMakesNoSenseIsAFailedCall(String name, String number) throws Exception {
        var struct = "<struct>" + text("group", "app") + text("name", "app") + member(name, "<i8>" + number + "</i8>")
                + "</struct>";
        var value = name.endsWith("secs") ? "<array><data><value>" + struct + "</value></data></array>" : struct;
        try (var liar = FaultPeer.http(Toxics.raw("HTTP/1.0 200 OK\r\n\r\n<methodResponse><params><param><value>"
                + value + "</value></param></params></methodResponse>"))) {
            var supervisord = new Supervisord(liar.uri(""));

            assertThatThrownBy(() -> {
                        if (name.endsWith("secs")) {
                            supervisord.patience("app");
                        } else {
                            supervisord.program("app");
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessage("answers with a number that makes no sense: " + name + " " + number);
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
