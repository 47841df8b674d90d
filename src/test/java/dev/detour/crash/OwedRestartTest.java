package dev.detour.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import java.nio.file.Files;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a restart by command owes across kills: S5 and S8 where nobody can see from outside what a command did. */
class OwedRestartTest {
    @Test
    void aKillBetweenWritingALostFileAndTheRestartLeavesNoApplicationWithTheOldOne() throws Exception {
        try (var life = Life.withCommand()) {
            life.start();
            life.awaitSettled();
            life.detour().kill();
            // A reboot with the env file on a tmpfs.
            Files.delete(life.witness().envFile());
            life.start("-Ddetour.halt=before-restart@" + life.witness().epoch());
            assertThat(life.detour().exitStatus(Life.PATIENCE)).isEqualTo(137);
            life.witness().judge();
            life.start();
            life.awaitSettled();
        }
    }

    @Test
    void aStartThatFindsAllAsItShouldBeRunsNoCommand() throws Exception {
        try (var life = Life.withCommand()) {
            life.start();
            life.awaitSettled();
            life.detour().kill();
            int before = Deed.read(life.folder().resolve("app.log")).size();
            life.start();
            life.awaitSettled();
            life.detour().await("looked", Life.PATIENCE, line -> line.path("message")
                    .asText()
                    .equals("step restart done"));
            assertThat(Deed.read(life.folder().resolve("app.log"))).hasSize(before);
        }
    }

    @Test
    @Fault("A13")
    void aCommandThatAKilledProcessLeftRunningNeverFinishesAfterANewerOne() throws Exception {
        try (var life = Life.withCommand()) {
            var slow = life.folder().resolve("slow");
            var script = life.folder().resolve("slow.sh");
            Files.writeString(script, """
                    if [ "$DETOUR_TRIGGER" = outage ] && [ ! -f SLOW ]; then
                        echo $$ > SLOW.new
                        mv SLOW.new SLOW
                        sleep 12
                    fi
                    exec /bin/sh RESTART
                    """.replace("SLOW", slow.toString())
                    .replace("RESTART", life.folder().resolve("restart.sh").toString()));
            life.configure(List.of("detour.group.shop.restart.command=/bin/sh " + script));
            life.start();
            life.awaitSettled();
            life.breakActive();
            Awaitility.await("the command runs").atMost(Life.PATIENCE).until(() -> Files.exists(slow));
            life.detour().kill();
            life.mendAll();
            life.start();
            life.awaitSettled();
            long resumed = life.witness().epoch();
            life.breakActive();
            // The start told the decision that it took up, too.
            life.detour()
                    .await(
                            "a newer decision",
                            Life.PATIENCE,
                            line -> line.path("event").asText().equals("decision")
                                    && line.path("epoch").asLong() > resumed);
            life.mendAll();
            life.awaitSettled();
            long orphan = Long.parseLong(Files.readString(slow).strip());
            Awaitility.await("the old command is no more").atMost(Life.PATIENCE).until(() -> ProcessHandle.of(orphan)
                    .filter(ProcessHandle::isAlive)
                    .isEmpty());
            life.witness().judgeSettled();
        }
    }
}
