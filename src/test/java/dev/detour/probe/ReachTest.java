package dev.detour.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.config.Settings;
import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.TestIdentity;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Probes that are no HTTP: {@code tls://} and {@code dns://}; and certificates of our own. */
class ReachTest {
    private static final Duration SLACK = Duration.ofMillis(400);

    private final Rules rules = new Rules();
    private final OneProbe probe = new OneProbe();

    ReachTest() {
        // The JDK's first handshake of a JVM takes a while.
        rules.timeout = Duration.ofSeconds(5);
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void tlsIsUpByHandshakeChainAndHostNameAndTellsTheDaysLeft() throws IOException {
        var identity = TestIdentity.selfSigned();
        rules.trusting(identity.pem());
        try (var peer = FaultPeer.https(identity.context(), waiting())) {
            var result = probe.ask(peer.tls(), rules);

            assertThat(result.outcome()).as(result.text()).isEqualTo(Outcome.UP);
            assertThat(result.phase()).isEqualTo(Phase.TLS);
            assertThat(result.status()).isNull();
            assertThat(result.certificateDays()).isBetween(88, 90);
            assertThat(result.text()).matches("TLSv1.3, certificate good for (88|89|90) days");
            await().atMost(Duration.ofSeconds(5)).until(() -> peer.open() == 0);
        }
    }

    @Test
    void tlsIsUpWhateverThePeerSaysAfterTheHandshake() throws IOException {
        var identity = TestIdentity.selfSigned();
        rules.trusting(identity.pem());
        for (Toxic after : new Toxic[] {line -> {}, line -> line.send("220 mail ready\r\n"), waiting()}) {
            try (var peer = FaultPeer.https(identity.context(), after)) {
                assertThat(probe.ask(peer.tls(), rules).outcome()).isEqualTo(Outcome.UP);
            }
        }
    }

    @Test
    @Fault({"T1", "T2", "T3", "T4"})
    void badCertificatesAreDownWithTheExactReason() throws IOException {
        assertThat(tls(TestIdentity.expired()).text()).isEqualTo("certificate expired 3 days ago");
        assertThat(tls(TestIdentity.notYetValid()).text()).startsWith("certificate is not valid before 20");
        assertThat(tls(TestIdentity.selfSigned()).text()).isEqualTo("self-signed certificate");
        rules.trusting(TestIdentity.otherHost().pem());
        var other = tls(TestIdentity.otherHost());
        assertThat(other.text()).isEqualTo("certificate is for cloud.example, not for 127.0.0.1");
        assertThat(other.outcome()).isEqualTo(Outcome.DOWN);
        assertThat(other.error()).isEqualTo(ErrorClass.TLS);
        assertThat(other.certificateDays()).isBetween(88, 90);
    }

    @Test
    @Fault("T6")
    void aStalledHandshakeEndsAtTheDeadline() throws IOException {
        rules.timeout = Duration.ofMillis(400);
        try (var peer = FaultPeer.https(TestIdentity.selfSigned().context(), Toxics.SILENT)) {
            probe.ask(peer.tls(), rules);
            var result = probe.ask(peer.tls(), rules);

            NetworkFaultsTest.expect(result, Outcome.DOWN, ErrorClass.TIMEOUT, Phase.TLS, "no answer within 400 ms");
            assertThat(result.duration()).isLessThan(rules.timeout.plus(SLACK));
        }
    }

    @Test
    void plainTextOnTheTlsPortIsDown() throws IOException {
        try (var peer = FaultPeer.http(line -> line.send("220 mail ready\r\n"))) {
            var result = probe.ask(peer.tls(), rules);

            assertThat(result.outcome()).isEqualTo(Outcome.DOWN);
            assertThat(result.error()).as(result.text()).isEqualTo(ErrorClass.TLS);
        }
    }

    @Test
    void ourCertificateIsShownToAPeerThatAsksForIt() throws IOException {
        try (var peer = mutual(Toxics.ok())) {
            bringing(TestIdentity.client());

            assertThat(probe.ask(peer.uri("/"), rules).text()).isEqualTo("status 200");
            assertThat(probe.ask(peer.tls(), rules).outcome()).isEqualTo(Outcome.UP);
        }
    }

    @Test
    void withoutOurCertificateAPeerThatWantsOneIsDown() throws IOException {
        try (var peer = mutual(Toxics.ok())) {
            rules.trusting(TestIdentity.selfSigned().pem());

            refused(probe.ask(peer.tls(), rules));
            // The peer closes on our request, which may cost us its alert.
            assertThat(probe.ask(peer.uri("/"), rules).error()).isIn(ErrorClass.TLS, ErrorClass.RESET);
        }
    }

    @Test
    void aCertificateOfOursThatThePeerDoesNotKnowIsDown() throws IOException {
        try (var peer = mutual(Toxics.ok())) {
            bringing(TestIdentity.otherHost());

            assertThat(probe.ask(peer.tls(), rules).outcome()).isEqualTo(Outcome.DOWN);
            assertThat(probe.ask(peer.tls(), rules).error()).isEqualTo(ErrorClass.TLS);
        }
    }

    @Test
    void dnsIsUpWhenTheNameResolves() {
        try (var known = new OneProbe(name -> InetAddress.getAllByName("127.0.0.1"))) {
            var result = known.ask(URI.create("dns://cloud.example"), rules);

            NetworkFaultsTest.expect(result, Outcome.UP, null, Phase.DNS, "resolves to 127.0.0.1");
        }
        assertThat(probe.ask(URI.create("dns://localhost"), rules).outcome()).isEqualTo(Outcome.UP);
    }

    @Test
    @Fault("D1")
    void anUnknownNameIsDown() {
        try (var nowhere = new OneProbe(name -> {
            throw new UnknownHostException(name + ": Name or service not known");
        })) {
            var result = nowhere.ask(URI.create("dns://cloud.example"), rules);

            NetworkFaultsTest.expect(result, Outcome.DOWN, ErrorClass.DNS, Phase.DNS, "name not found: cloud.example");
        }
    }

    @Test
    @Fault("D2")
    void aSlowResolverEndsAtTheDeadline() {
        rules.timeout = Duration.ofMillis(400);
        var never = new CountDownLatch(1);
        try (var slow = new OneProbe(name -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(name);
        })) {
            var result = slow.ask(URI.create("dns://cloud.example"), rules);

            NetworkFaultsTest.expect(
                    result, Outcome.DOWN, ErrorClass.DNS, Phase.DNS, "no answer from the resolver within 400 ms");
            assertThat(result.duration()).isLessThan(rules.timeout.plus(SLACK));
        }
    }

    private ProbeResult tls(TestIdentity identity) throws IOException {
        try (var peer = FaultPeer.https(identity.context(), waiting())) {
            return probe.ask(peer.tls(), rules);
        }
    }

    /** A server that waits for its client to speak. */
    private static Toxic waiting() {
        return dev.detour.peers.Line::hold;
    }

    private static FaultPeer mutual(Toxic toxic) throws IOException {
        var context = TestIdentity.selfSigned().contextFor(TestIdentity.client());
        return FaultPeer.https(context, toxic).askingForCertificate();
    }

    private void bringing(TestIdentity ours) {
        rules.tls = new Settings.Tls(
                true,
                Optional.of(TestIdentity.selfSigned().pem()),
                Optional.of(ours.pem()),
                Optional.of(ours.keyPem()));
    }

    private static void refused(ProbeResult result) {
        assertThat(result.outcome()).as(result.text()).isEqualTo(Outcome.DOWN);
        assertThat(result.error()).as(result.text()).isEqualTo(ErrorClass.TLS);
        assertThat(result.text()).startsWith("peer wants a certificate of ours that it knows");
    }
}
