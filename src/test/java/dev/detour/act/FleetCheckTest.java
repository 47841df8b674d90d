package dev.detour.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.config.FleetHost;
import dev.detour.config.FleetWave;
import dev.detour.config.Settings.Restart;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Line;
import dev.detour.peers.Toxic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether hosts could be restarted, as far as their greeting tells. */
class FleetCheckTest {
    private static final Toxic SSH = line -> {
        line.send("SSH-2.0-OpenSSH_9.2\r\n");
        line.hold();
    };

    @TempDir
    Path folder;

    private final FleetCheck check = new FleetCheck();
    private final List<String> known = new ArrayList<>();
    private KeyPair pair;
    private Path key;

    @BeforeEach
    void setUp() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        pair = generator.generateKeyPair();
        key = Files.writeString(
                folder.resolve("id"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private FleetHost know(FleetHost host) {
        known.add("[" + host.name() + "]:" + host.port() + " " + PublicKeyEntry.toString(pair.getPublic()));
        return host;
    }

    private FleetHost local(int port) {
        return know(new FleetHost("127.0.0.1", port));
    }

    private Optional<String> ailment(FleetHost... hosts) throws Exception {
        var file = Files.write(folder.resolve("known_hosts"), known);
        return check.ailment(
                new Restart.Ssh(List.of(hosts), "deploy", key, file, List.of("true"), Optional.empty(), FleetWave.ALL));
    }

    @Test
    void aHostThatGreetsIsWellAndThenLeftInPeace() throws Exception {
        try (var host = FaultPeer.http(SSH)) {
            assertThat(ailment(local(host.port()))).isEmpty();
            assertThat(ailment(local(host.port()))).isEmpty();
            assertThat(host.connections()).isEqualTo(1);
        }
    }

    @Test
    void saysOfEachHostWhatIsWrong() throws Exception {
        try (var web = FaultPeer.http((Line line) -> line.send("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            assertThat(ailment(local(web.port()), know(new FleetHost("no-such-host.invalid", 2222))))
                    .hasValue("127.0.0.1:" + web.port() + " does not speak SSH;"
                            + " no-such-host.invalid:2222: no such host name");
        }
    }

    @Test
    void aHostThatRefusesIsNotAskedAgainAtOnce() throws Exception {
        int port = FaultPeer.closedPort();
        assertThat(ailment(local(port))).hasValueSatisfying(why -> assertThat(why)
                .startsWith("127.0.0.1:" + port + " does not answer: Connection refused"));
        try (var host = FaultPeer.http(port, SSH)) {
            assertThat(ailment(local(port))).isPresent();
            assertThat(host.connections()).isZero();
        }
    }

    @Test
    void ofManyHostsItNamesThree() throws Exception {
        var hosts = new ArrayList<FleetHost>();
        for (var name : List.of("a", "b", "c", "d", "e")) {
            hosts.add(know(new FleetHost(name + ".invalid", 22)));
        }
        assertThat(ailment(hosts.toArray(FleetHost[]::new))).hasValueSatisfying(why -> assertThat(why)
                .contains("a.invalid", "b.invalid", "c.invalid")
                .doesNotContain("d.invalid")
                .endsWith("; and 2 more"));
    }

    @Test
    void aHostKeyThatIsNotKnownIsSaidBesideTheRest() throws Exception {
        try (var host = FaultPeer.http(SSH)) {
            var stranger = new FleetHost("127.0.0.1", host.port());
            assertThat(ailment(stranger))
                    .hasValue("the host key of " + stranger + " is not known: " + folder.resolve("known_hosts")
                            + " has no line for [127.0.0.1]:" + host.port());
        }
    }

    @Test
    void withoutOurKeyNobodyIsAsked() throws Exception {
        try (var host = FaultPeer.http(SSH)) {
            Files.delete(key);
            assertThat(ailment(local(host.port())))
                    .hasValueSatisfying(why -> assertThat(why).contains(key.toString()));
            assertThat(host.connections()).isZero();
        }
    }
}
