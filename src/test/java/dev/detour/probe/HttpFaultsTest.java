package dev.detour.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFaultsTest {
    private static final Duration SLACK = Duration.ofMillis(250);

    private final Rules rules = new Rules();
    private final OneProbe probe = new OneProbe();

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void anAcceptedAnswerIsUp() throws IOException {
        var result = ask(Toxics.ok());

        assertThat(result.outcome()).isEqualTo(Outcome.UP);
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.phase()).isEqualTo(Phase.BODY);
        assertThat(result.error()).isNull();
    }

    @Test
    @Fault("H1")
    @DisplayName("H1: headers at a drip end at the total deadline")
    void drippedHeadersEnd() throws IOException {
        late(Toxics.dripHead(Duration.ofMillis(20)), Phase.HTTP, "no answer within 400 ms");
    }

    @Test
    @Fault("H2")
    @DisplayName("H2: a body at a drip ends at the total deadline")
    void drippedBodyEnds() throws IOException {
        late(Toxics.dripBody(Duration.ofMillis(20)), Phase.BODY, "no complete answer within 400 ms");
    }

    @Test
    @Fault("H3")
    @DisplayName("H3: of an endless body only so much is read, then judged")
    void endlessBodyIsCapped() throws IOException {
        rules.timeout = Duration.ofSeconds(5);
        rules.expectBody = "^z{1000}";
        try (var peer = FaultPeer.http(Toxics.endlessBody())) {
            var result = probe.ask(peer.uri("/"), rules);

            assertThat(result.outcome()).as(result.text()).isEqualTo(Outcome.UP);
            assertThat(result.duration()).isLessThan(Duration.ofSeconds(2));
            await().atMost(Duration.ofSeconds(2)).until(() -> peer.open() == 0);
        }
    }

    @Test
    @Fault("H4")
    @DisplayName("H4: a gzip bomb stays packed")
    void gzipBombStaysPacked() throws IOException {
        rules.timeout = Duration.ofSeconds(5);
        rules.expectBody = "z{100}";
        var bomb = Toxics.gzipBomb(50);

        assertThat(ask(bomb).error()).isEqualTo(ErrorClass.BODY);
        rules.expectBody = null;
        assertThat(ask(bomb).outcome()).isEqualTo(Outcome.UP);
    }

    @Test
    @Fault("H5")
    @DisplayName("H5: a redirect is not followed and not healthy")
    void redirectIsNotFollowed() throws IOException {
        try (var elsewhere = FaultPeer.http(Toxics.ok())) {
            var result = ask(Toxics.redirect(elsewhere.uri("/").toString()));

            down(result, ErrorClass.STATUS, "status 302");
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    @Fault("H5")
    @DisplayName("H5: a 3xx is healthy when it is accepted")
    void acceptedRedirectIsUp() throws IOException {
        rules.acceptStatus = "^3";

        assertThat(ask(Toxics.redirect("/elsewhere")).outcome()).isEqualTo(Outcome.UP);
    }

    @Test
    @Fault("H5")
    @DisplayName("H5: a redirect loop ends, where following is on")
    void redirectLoopEnds() throws IOException {
        rules.followRedirects = true;
        try (var peer = FaultPeer.http(Toxics.redirect("/again"))) {
            down(probe.ask(peer.uri("/"), rules), ErrorClass.STATUS, "status 302");
            assertThat(peer.connections()).isEqualTo(1 + HttpAsk.MAX_REDIRECTS);
        }
    }

    @Test
    @Fault("H5")
    @DisplayName("H5: following on: another host is asked only without custom headers")
    void customHeadersNeverCrossHosts() throws IOException {
        rules.followRedirects = true;
        try (var elsewhere = FaultPeer.http(Toxics.ok())) {
            var redirect = Toxics.redirect(elsewhere.uri("/there").toString());

            assertThat(ask(redirect).outcome()).isEqualTo(Outcome.UP);
            assertThat(elsewhere.seen()).hasSize(1);
            rules.headers.put("X-Secret", "s");
            down(ask(redirect), ErrorClass.STATUS, "status 302");
            assertThat(elsewhere.connections()).isEqualTo(1);
        }
    }

    @Test
    @Fault("H6")
    @DisplayName("H6: a malformed status line is DOWN protocol")
    void malformedStatusLine() throws IOException {
        protocol(Toxics.raw("HELLO WORLD\r\n\r\n"));
        protocol(Toxics.raw("HTTP/1.1 two hundred\r\n\r\n"));
    }

    @ParameterizedTest
    @Fault("H6")
    @DisplayName("H6: bytes that mean nothing are DOWN protocol")
    @ValueSource(longs = {1, 2, 3, 4})
    void garbage(long seed) throws IOException {
        protocol(Toxics.garbage(seed, 50_000));
    }

    @Test
    @Fault("H6")
    @DisplayName("H6: an end without an answer is DOWN protocol")
    void endWithoutAnswer() throws IOException {
        protocol(Toxics.raw(""));
    }

    @Test
    @Fault("H7")
    @DisplayName("H7: a lying Content-Length is DOWN protocol, too long or too short")
    void lyingContentLength() throws IOException {
        protocol(Toxics.lying(100, "short"));
        protocol(Toxics.lying(2, "much longer"));
        protocol(Toxics.lying(-5, ""));
    }

    @Test
    @Fault("H7")
    @DisplayName("H7: two Content-Lengths, or one beside Transfer-Encoding, are DOWN protocol")
    void doubleFraming() throws IOException {
        protocol(Toxics.raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok"));
        protocol(Toxics.raw(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"));
    }

    @Test
    @Fault("H8")
    @DisplayName("H8: interim answers are skipped, boundedly")
    void interimAnswersAreBounded() throws IOException {
        assertThat(ask(Toxics.interim(3)).outcome()).isEqualTo(Outcome.UP);
        protocol(Toxics.interimFlood());
    }

    @Test
    @Fault("H9")
    @DisplayName("H9: a header of 1 MB and 100,000 headers are DOWN protocol")
    void headersAreBounded() throws IOException {
        protocol(Toxics.hugeHeader(1024 * 1024));
        protocol(Toxics.manyHeaders(100_000));
    }

    @Test
    @Fault("H10")
    @DisplayName("H10: 200 with the wrong body is DOWN body")
    void wrongBody() throws IOException {
        rules.expectBody = "\"status\":\"ok\"";

        down(ask(Toxics.ok("<h1>sorry</h1>")), ErrorClass.BODY, "body does not contain \"status\":\"ok\"");
        assertThat(ask(Toxics.ok("{\"status\":\"ok\"}")).outcome()).isEqualTo(Outcome.UP);
    }

    @Test
    @Fault("H10")
    @DisplayName("H10: a search that would take ages ends at the total deadline")
    void endlessSearchEnds() throws IOException {
        rules.expectBody = "(z+)+y";

        var result = ask(Toxics.ok("z".repeat(5000)));

        assertThat(result.error()).isEqualTo(ErrorClass.TIMEOUT);
        assertThat(result.duration()).isLessThan(rules.timeout.plus(SLACK));
    }

    @Test
    @Fault("H10")
    @DisplayName("H10: a pattern that recurses too deep for a body is our own fault")
    void tooComplexPattern() throws IOException {
        rules.timeout = Duration.ofSeconds(5);
        rules.expectBody = "^(a|z)*y";

        assertThat(ask(Toxics.ok("z".repeat(60_000))).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @Fault("H11")
    @DisplayName("H11: broken chunks are DOWN protocol")
    @ValueSource(strings = {"zz\r\nok\r\n0\r\n\r\n", "5\r\nok", "2\r\nokay\r\n0\r\n\r\n", "2\r\nok\r\n"})
    void brokenChunks(String chunks) throws IOException {
        protocol(Toxics.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks));
    }

    @Test
    void wholeChunksAreUp() throws IOException {
        rules.expectBody = "^ok$";

        assertThat(ask(Toxics.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"))
                        .outcome())
                .isEqualTo(Outcome.UP);
    }

    @ParameterizedTest
    @Fault("H12")
    @DisplayName("H12: 429 and 503 with Retry-After are DOWN status, at once")
    @ValueSource(ints = {429, 503})
    void retryAfterIsNotWaitedFor(int status) throws IOException {
        var result = ask(Toxics.status(status, "Retry-After: 120"));

        down(result, ErrorClass.STATUS, "status " + status);
        assertThat(result.duration()).isLessThan(rules.timeout);
    }

    @Test
    @Fault("H13")
    @DisplayName("H13: bytes of the peer reach the text escaped and shortened")
    void foreignBytesAreEscaped() throws IOException {
        var result = ask(Toxics.raw("\u001b[31mHA\u0007HA\u00ff " + "x".repeat(5000) + "\r\n\r\n"));

        assertThat(result.error()).isEqualTo(ErrorClass.PROTOCOL);
        assertThat(result.text()).hasSizeLessThan(250).doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    @Fault("H13")
    @DisplayName("H13: escaping keeps letters of any script and nothing that moves the cursor")
    void safeText() {
        assertThat(Texts.safe("grün 雲\n\u001b[2J\u202e\ud800")).isEqualTo("grün 雲\\u000a\\u001b[2J\\u202e\\ud800");
    }

    @Test
    void statusIsMatchedFromItsStart() throws IOException {
        rules.acceptStatus = "20";
        assertThat(ask(Toxics.status(204)).outcome()).isEqualTo(Outcome.UP);
        rules.acceptStatus = "04";
        assertThat(ask(Toxics.status(204)).outcome()).isEqualTo(Outcome.DOWN);
    }

    @Test
    void slowerThanWantedIsDown() throws IOException {
        rules.maxLatency = Duration.ofMillis(50);

        down(ask(Toxics.latency(Duration.ofMillis(120), Toxics.ok())), ErrorClass.TIMEOUT, "slower than 50 ms");
    }

    @Test
    void onlyConfiguredHeadersAreSent() throws IOException {
        rules.headers.put("X-SIG-Sha256", "abc");
        try (var peer = FaultPeer.http(Toxics.status(200, "Set-Cookie: a=b"))) {
            probe.ask(peer.uri("/v2/x%20y?q=a+b&c=%2F"), rules);
            probe.ask(peer.uri("/"), rules);

            var first = peer.seen().get(0);
            assertThat(first.line()).isEqualTo("GET /v2/x%20y?q=a+b&c=%2F HTTP/1.1");
            assertThat(first.headers())
                    .containsExactlyInAnyOrder(
                            "Host: 127.0.0.1:" + peer.port(),
                            "User-Agent: Detour",
                            "Accept: */*",
                            "X-SIG-Sha256: abc",
                            "Connection: close");
            assertThat(peer.seen().get(1).header("Cookie")).isNull();
        }
    }

    @Test
    void postSendsItsBody() throws IOException {
        rules.method = "POST";
        rules.body = Optional.of("{\"ping\":\"grün\"}");
        rules.headers.put("Content-Type", "application/json");
        try (var peer = FaultPeer.http(Toxics.ok())) {
            assertThat(probe.ask(peer.uri("/"), rules).outcome()).isEqualTo(Outcome.UP);

            var request = peer.seen().get(0);
            assertThat(request.line()).startsWith("POST / ");
            assertThat(request.header("Content-Type")).isEqualTo("application/json");
            assertThat(request.body()).hasSize(16);
        }
    }

    @Test
    void headWaitsForNoBody() throws IOException {
        rules.method = "HEAD";

        assertThat(ask(Toxics.raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"))
                        .outcome())
                .isEqualTo(Outcome.UP);
    }

    @Test
    void theConfiguredProxyIsAsked() throws IOException {
        try (var proxy = FaultPeer.http(Toxics.ok())) {
            rules.proxy = proxy.uri("");
            var result = probe.ask(java.net.URI.create("http://cloud.invalid/x?y=z"), rules);

            assertThat(result.outcome()).as(result.text()).isEqualTo(Outcome.UP);
            assertThat(proxy.seen().get(0).line()).isEqualTo("GET http://cloud.invalid/x?y=z HTTP/1.1");
            assertThat(proxy.seen().get(0).header("Host")).isEqualTo("cloud.invalid");
        }
    }

    @Test
    void everyFaultEndsItsConnection() throws IOException {
        for (var toxic : List.of(Toxics.interimFlood(), Toxics.endlessBody(), Toxics.deaf(), Toxics.lying(9, ""))) {
            try (var peer = FaultPeer.http(toxic)) {
                probe.ask(peer.uri("/"), rules);
                assertThat(peer.connections()).isEqualTo(1);
                await().atMost(Duration.ofSeconds(2)).until(() -> peer.open() == 0);
            }
        }
    }

    private ProbeResult ask(Toxic toxic) throws IOException {
        try (var peer = FaultPeer.http(toxic)) {
            return probe.ask(peer.uri("/"), rules);
        }
    }

    private void protocol(Toxic toxic) throws IOException {
        rules.timeout = Duration.ofSeconds(5);
        try (var peer = FaultPeer.http(toxic)) {
            var result = probe.ask(peer.uri("/"), rules);

            assertThat(result.error()).as(result.text()).isEqualTo(ErrorClass.PROTOCOL);
            assertThat(result.outcome()).isEqualTo(Outcome.DOWN);
            assertThat(result.duration()).isLessThan(Duration.ofSeconds(3));
            assertThat(peer.connections()).isEqualTo(1);
        }
    }

    private void late(Toxic toxic, Phase phase, String text) throws IOException {
        try (var peer = FaultPeer.http(toxic)) {
            var result = probe.ask(peer.uri("/"), rules);

            NetworkFaultsTest.expect(result, Outcome.DOWN, ErrorClass.TIMEOUT, phase, text);
            assertThat(result.duration()).isBetween(rules.timeout.minusMillis(5), rules.timeout.plus(SLACK));
            await().atMost(Duration.ofSeconds(2)).until(() -> peer.open() == 0);
        }
    }

    private static void down(ProbeResult result, ErrorClass error, String text) {
        assertThat(result.text()).isEqualTo(text);
        assertThat(result.error()).isEqualTo(error);
        assertThat(result.outcome()).isEqualTo(Outcome.DOWN);
    }
}
