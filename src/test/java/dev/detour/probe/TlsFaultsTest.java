package dev.detour.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.TestIdentity;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFaultsTest {
    private final Rules rules = new Rules();
    private final OneProbe probe = new OneProbe();

    TlsFaultsTest() {
        // The JDK's first handshake of a JVM takes a while.
        rules.timeout = Duration.ofSeconds(15);
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    @Fault("T1")
    @DisplayName("T1: expired")
    void expired() throws IOException {
        var result = ask(TestIdentity.expired());

        refused(result, "certificate expired 3 days ago");
        assertThat(result.certificateDays()).as("as the sentence counts them").isEqualTo(-3);
    }

    @Test
    @Fault("T2")
    @DisplayName("T2: not yet valid")
    void notYetValid() throws IOException {
        var result = ask(TestIdentity.notYetValid());

        assertThat(result.text())
                .startsWith("certificate is not valid before 20")
                .endsWith(", in 2 days");
        refused(result, result.text());
    }

    @Test
    @Fault("T3")
    @DisplayName("T3: self-signed")
    void selfSigned() throws IOException {
        refused(ask(TestIdentity.selfSigned()), "self-signed certificate");
    }

    @Test
    @Fault("T4")
    @DisplayName("T4: made for another host")
    void otherHost() throws IOException {
        var identity = TestIdentity.otherHost();
        rules.trusting(identity.pem());

        refused(ask(identity), "certificate is for cloud.example, not for 127.0.0.1");
    }

    @Test
    void goodByOurOwnAuthority() throws IOException {
        var identity = TestIdentity.selfSigned();
        rules.trusting(identity.pem());

        var result = ask(identity);

        assertThat(result.outcome()).as(result.text()).isEqualTo(Outcome.UP);
        assertThat(result.certificateDays()).isBetween(88, 90);
    }

    @Test
    void anythingGoesWithoutVerification() throws IOException {
        rules.unverified();

        assertThat(ask(TestIdentity.expired()).outcome()).isEqualTo(Outcome.UP);
        assertThat(ask(TestIdentity.otherHost()).outcome()).isEqualTo(Outcome.UP);
    }

    @Test
    @Fault("T6")
    @DisplayName("T6: a handshake that stalls ends at the total deadline, its socket closed")
    void stalledHandshake() throws IOException {
        rules.timeout = Duration.ofMillis(400);
        try (var peer = FaultPeer.https(TestIdentity.selfSigned().context(), Toxics.SILENT)) {
            probe.ask(peer.uri("/"), rules);
            var result = probe.ask(peer.uri("/"), rules);

            NetworkFaultsTest.expect(result, Outcome.DOWN, ErrorClass.TIMEOUT, Phase.TLS, "no answer within 400 ms");
            assertThat(result.duration()).isLessThan(Duration.ofMillis(650));
            await().atMost(Duration.ofSeconds(2)).until(() -> peer.open() == 0);
        }
    }

    @Test
    void plainHttpOnTheTlsPortIsDownTls() throws IOException {
        try (var peer = FaultPeer.http(line -> line.send("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            var result = probe.ask(java.net.URI.create("https://127.0.0.1:" + peer.port() + "/"), rules);

            assertThat(result.error()).as(result.text()).isEqualTo(ErrorClass.TLS);
            assertThat(result.outcome()).isEqualTo(Outcome.DOWN);
        }
    }

    @Test
    void anUnreadableAuthorityFileIsOurOwnFault(@TempDir Path folder) throws IOException {
        var garbage = Files.writeString(folder.resolve("ca.pem"), "garbage");
        rules.trusting(garbage);

        var result = ask(TestIdentity.selfSigned());

        assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(result.error()).isEqualTo(ErrorClass.LOCAL);
        assertThat(result.text()).contains("ca.pem");
    }

    private ProbeResult ask(TestIdentity identity) throws IOException {
        try (var peer = FaultPeer.https(identity.context(), Toxics.ok())) {
            return probe.ask(peer.uri("/"), rules);
        }
    }

    private static void refused(ProbeResult result, String text) {
        NetworkFaultsTest.expect(result, Outcome.DOWN, ErrorClass.TLS, Phase.TLS, text);
    }
}
