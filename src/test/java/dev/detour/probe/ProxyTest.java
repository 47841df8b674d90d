package dev.detour.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.ProbeResult;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.ProxyPeer;
import dev.detour.peers.TestIdentity;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code probe.proxy} against a proxy that really passes on. */
class ProxyTest {
    private final Rules rules = new Rules();
    private final OneProbe probe = new OneProbe();
    private ProxyPeer proxy;

    @BeforeEach
    void open() throws IOException {
        proxy = new ProxyPeer();
        rules.timeout = Duration.ofSeconds(5);
        rules.proxy = proxy.uri();
        rules.trusting(TestIdentity.selfSigned().pem());
    }

    @AfterEach
    void close() throws IOException {
        probe.close();
        proxy.close();
    }

    @Test
    void everyKindOfProbeGoesThroughIt() throws IOException {
        try (var plain = FaultPeer.http(Toxics.ok());
                var secure = FaultPeer.https(TestIdentity.selfSigned().context(), Toxics.ok())) {
            up(probe.ask(plain.uri("/healthz?x=1"), rules));
            up(probe.ask(secure.uri("/healthz"), rules));
            up(probe.ask(plain.tcp(), rules));
            var tls = probe.ask(secure.tls(), rules);
            up(tls);
            assertThat(tls.certificateDays()).isBetween(88, 90);

            var there = "CONNECT 127.0.0.1:" + secure.port() + " HTTP/1.1";
            assertThat(proxy.asked())
                    .containsExactly(
                            "GET " + plain.uri("/healthz?x=1") + " HTTP/1.1",
                            there,
                            "CONNECT 127.0.0.1:" + plain.port() + " HTTP/1.1",
                            there);
            assertThat(plain.seen().get(0).header("Proxy-Authorization")).isNull();
            assertThat(secure.seen().get(0).line()).isEqualTo("GET /healthz HTTP/1.1");
        }
    }

    @Test
    void ourNameAndPasswordAreForTheProxyOnly() throws IOException {
        proxy.requiring("Basic dXNlcjpwYXNz");
        rules.proxy = proxy.uri("user:pass@");
        try (var secure = FaultPeer.https(TestIdentity.selfSigned().context(), Toxics.ok())) {
            up(probe.ask(secure.uri("/"), rules));
            assertThat(secure.seen().get(0).headers()).noneMatch(h -> h.contains("dXNlcjpwYXNz"));
        }
    }

    @Test
    void aProxyThatWillNotHaveUsSaysNothingOfTheRegion() throws IOException {
        proxy.requiring("Basic dXNlcjpwYXNz");
        try (var secure = FaultPeer.https(TestIdentity.selfSigned().context(), Toxics.ok())) {
            ours(probe.ask(secure.uri("/"), rules), "our proxy 127.0.0.1:" + port() + ": answers status 407");
            ours(
                    probe.ask(URI.create("http://127.0.0.1:" + secure.port() + "/"), rules),
                    "our proxy 127.0.0.1:" + port() + ": answers status 407");
            assertThat(secure.connections()).isZero();
        }
        proxy.close();
        proxy = new ProxyPeer().refusing(403);
        rules.proxy = proxy.uri();
        ours(
                probe.ask(URI.create("tcp://127.0.0.1:9"), rules),
                "our proxy 127.0.0.1:" + port() + ": answers status 403");
    }

    @Test
    void aProxyThatIsGoneSaysNothingOfTheRegion() throws IOException {
        try (var plain = FaultPeer.http(Toxics.ok())) {
            // After the peer was opened, which would else be given the port that became free.
            proxy.close();
            var words = "our proxy 127.0.0.1:" + port() + ": connect refused";
            ours(probe.ask(plain.uri("/"), rules), words);
            ours(probe.ask(plain.tcp(), rules), words);
        }
    }

    @Test
    void aTargetThatTheProxyCannotReachIsDown() throws IOException {
        var closed = FaultPeer.closedPort();
        var result = probe.ask(URI.create("https://127.0.0.1:" + closed + "/"), rules);

        assertThat(result.outcome()).isEqualTo(Outcome.DOWN);
        assertThat(result.text()).isEqualTo("broken answer: the proxy answered status 502");
        assertThat(probe.ask(URI.create("http://127.0.0.1:" + closed + "/"), rules)
                        .text())
                .isEqualTo("status 502");
    }

    @Test
    void aTargetThatHangsBehindTheProxyIsDownAtTheDeadline() throws IOException {
        rules.timeout = Duration.ofMillis(500);
        try (var silent = FaultPeer.http(Toxics.SILENT)) {
            var result = probe.ask(URI.create("https://127.0.0.1:" + silent.port() + "/"), rules);

            assertThat(result.outcome()).isEqualTo(Outcome.DOWN);
            assertThat(result.error()).isEqualTo(ErrorClass.TIMEOUT);
        }
    }

    private int port() {
        return rules.proxy.getPort();
    }

    private static void up(ProbeResult result) {
        assertThat(result.outcome()).as(result.text()).isEqualTo(Outcome.UP);
    }

    private static void ours(ProbeResult result, String text) {
        assertThat(result.text()).isEqualTo(text);
        assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(result.error()).isEqualTo(ErrorClass.LOCAL);
    }
}
