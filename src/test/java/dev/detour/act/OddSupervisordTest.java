package dev.detour.act;

import static dev.detour.act.ActFixtures.seedFile;
import static dev.detour.act.ActFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.Settings.Restart;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Line;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Something at supervisord's address that is no supervisord, or answers as none should. */
class OddSupervisordTest {
    private static final String NAMED = "<member><name>%s</name><value><string>%s</string></value></member>";

    @TempDir
    Path folder;

    private static Toxic answering(String value) {
        return (Line line) -> {
            line.read();
            var body = "<?xml version='1.0'?><methodResponse><params><param><value>" + value
                    + "</value></param></params></methodResponse>";
            line.send("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: " + body.length()
                    + "\r\nConnection: close\r\n\r\n" + body);
        };
    }

    private static String program(String name, String state) {
        return "<struct>" + NAMED.formatted("group", name) + NAMED.formatted("name", name)
                + NAMED.formatted("statename", state) + NAMED.formatted("spawnerr", "")
                + NAMED.formatted("description", "") + "</struct>";
    }

    private static Supervisord at(FaultPeer peer) throws InterruptedException {
        return Supervisord.find(List.of(peer.uri("")));
    }

    private Optional<String> ailment(Restart restart) throws Exception {
        var settings = settings(seedFile(folder.resolve("e.env")), restart, Duration.ofSeconds(5));
        return new RestartCheck(() -> settings).ailment("ext-cloud");
    }

    @Test
    void anAnswerOfAnotherKindIsNoAnswer() throws Exception {
        try (var peer = FaultPeer.http(answering("<boolean>1</boolean>"))) {
            assertThatThrownBy(() -> at(peer).programs()).hasMessage("answers with something else than asked for");
            assertThatThrownBy(() -> at(peer).program("app:web"))
                    .hasMessage("answers with something else than asked for");
        }
    }

    @Test
    void aWebServerIsNoSupervisord() throws Exception {
        try (var peer = FaultPeer.http(Toxics.status(404))) {
            assertThatThrownBy(() -> at(peer).programs()).hasMessageEndingWith("answers with HTTP status 404");
            assertThat(ailment(new Restart.Supervisor(List.of(peer.uri("")), List.of("app:web"))))
                    .hasValueSatisfying(why -> assertThat(why).endsWith("answers with HTTP status 404"));
        }
    }

    @Test
    void aStateOfANewerSupervisordIsUnknown() throws Exception {
        try (var peer = FaultPeer.http(answering(program("web", "HIBERNATING")))) {
            assertThat(at(peer).program("web").state()).isEqualTo(Supervisord.State.UNKNOWN);
        }
    }

    @Test
    void programsThatItDoesNotHaveAreNamedBesideThoseItHas() throws Exception {
        var two = "<array><data><value>" + program("web", "RUNNING") + "</value><value>" + program("db", "STOPPED")
                + "</value></data></array>";
        try (var peer = FaultPeer.http(answering(two))) {
            assertThat(ailment(new Restart.Supervisor(List.of(peer.uri("")), List.of("web", "mail"))))
                    .hasValueSatisfying(
                            why -> assertThat(why).endsWith("has no program mail:mail; it has web:web, db:db"));
            assertThat(ailment(new Restart.Supervisor(List.of(peer.uri("")), List.of("web"))))
                    .isEmpty();
        }
    }

    @Test
    void aHostThatIsNotKnownAndACommandThatIsNotThereAreAilments() throws Exception {
        var nowhere = URI.create("http://no-such-host.invalid:9001");
        assertThat(ailment(new Restart.Supervisor(List.of(nowhere), List.of("web"))))
                .hasValueSatisfying(why -> assertThat(why).contains("host name is not known"));
        assertThat(ailment(new Restart.Exec(List.of("/no/such/command"))))
                .hasValue("command not found: /no/such/command");
        assertThat(ailment(new Restart.None())).isEmpty();
    }

    @Test
    void oneThatBreaksOffAfterItWasFoundIsAnAilment() throws Exception {
        var asked = new AtomicInteger();
        try (var peer = FaultPeer.http(line ->
                (asked.getAndIncrement() == 0 ? answering("<string>3.0</string>") : Toxics.status(500)).serve(line))) {
            assertThat(ailment(new Restart.Supervisor(List.of(peer.uri("")), List.of("web"))))
                    .hasValue("supervisord: answers with HTTP status 500");
        }
    }
}
