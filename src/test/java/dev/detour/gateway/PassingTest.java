package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.gateway.Gate.Peers;
import dev.detour.peers.Fault;
import dev.detour.peers.Toxics;
import dev.detour.serve.Raw;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC §9: what passes and what does not; bodies, both ways. */
class PassingTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final Peers peers = new Peers();

    @AfterEach
    void end() throws Exception {
        peers.close();
    }

    @Test
    @Fault("G9")
    void hopByHopAndCamelsHeadersNeverPass() throws Exception {
        var peer = peers.add(Toxics.raw(OK + "Connection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\n"
                + "CamelHttpUri: http://x\r\nX-Detour-Upstream: lie\r\nX-Kept: yes\r\nContent-Length: 2\r\n\r\nok"));
        try (var gate = Gate.to(List.of(peer));
                var client = new Raw(gate.live.port())) {
            var answer = client.send(
                            "GET /gateway/shop/a?CamelHttpUri=x&cAMEL%48ttpPath=y&b=1&org.apache.camel.x=1 HTTP/1.1\r\n"
                                    + "Host: localhost\r\nConnection: close\r\nConnection: X-Mine\r\nX-Mine: 1\r\nTE: trailers\r\n"
                                    + "Proxy-Authorization: Basic x\r\nUpgrade: websocket\r\nCamelFileName: x\r\n"
                                    + "cAmElExecCommand: x\r\norg.apache.camel.y: z\r\nX-Seen: yes\r\n\r\n")
                    .all();

            var seen = peer.seen().get(0);
            assertThat(seen.line()).isEqualTo("GET /a?b=1 HTTP/1.1");
            assertThat(seen.header("Host")).isEqualTo(peer.authority());
            assertThat(seen.header("X-Seen")).isEqualTo("yes");
            assertThat(String.join("\n", seen.headers()).toLowerCase())
                    .doesNotContain("camel", "x-mine", "te:", "proxy-auth", "upgrade");
            assertThat(answer).startsWith(OK).contains("X-Kept: yes").endsWith("ok");
            assertThat(answer).doesNotContain("X-Hop", "timeout=9", "amelHttp", "lie");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"304 Not Modified", "304 As It Was", "304 "})
    void notModifiedSaysNoLengthThatTheUpstreamDidNot(String status) throws Exception {
        var peer = peers.add(Toxics.raw("HTTP/1.1 " + status + "\r\nETag: \"a\"\r\n\r\n"));
        try (var gate = Gate.to(List.of(peer));
                var client = new Raw(gate.live.port())) {
            assertThat(client.send("GET /gateway/shop/a HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"a\"\r\n"
                                    + "Connection: close\r\n\r\n")
                            .all())
                    .startsWith("HTTP/1.1 304 Not Modified\r\n")
                    .contains("ETag: \"a\"")
                    .doesNotContainIgnoringCase("content-length", "transfer-encoding");
        }
    }

    @Test
    void theLengthOfWhatIsNotModifiedPasses() throws Exception {
        var peer = peers.add(Toxics.raw("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n"));
        try (var gate = Gate.to(List.of(peer));
                var client = new Raw(gate.live.port())) {
            assertThat(client.send("GET /gateway/shop/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .all())
                    .startsWith("HTTP/1.1 304 Not Modified\r\n")
                    .containsIgnoringCase("content-length: 7\r\n");
        }
    }

    @Test
    void theKeyIsSentUpstreamAndTheTokenIsNot() throws Exception {
        var peer = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(peer), "api-key=the-key", "token=the-token", "header.X-Tenant=t")) {
            assertThat(gate.get("/").statusCode()).isEqualTo(401);
            assertThat(gate.get("/", "Authorization", "Bearer no").statusCode()).isEqualTo(403);
            assertThat(peer.connections()).isZero();

            assertThat(gate.get("/", "Authorization", "Bearer the-token").statusCode())
                    .isEqualTo(200);
            var seen = peer.seen().get(0);
            assertThat(seen.header("Authorization")).isEqualTo("Bearer the-key");
            assertThat(seen.header("X-Tenant")).isEqualTo("t");
        }
        try (var gate = Gate.to(List.of(peer), "token=the-token")) {
            gate.get("/", "Authorization", "Bearer the-token");
            assertThat(peer.seen().get(1).header("Authorization")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../x",
                "/a/../../x",
                "/%2e%2e/x",
                "/a/%2E./x",
                "/a%2fb",
                "/a%5cb",
                "/..;/x",
                "/a\\b",
                "/%00",
                "/./x"
            })
    @Fault({"G7", "G8"})
    void noPathLeavesTheBase(String path) throws Exception {
        var peer = peers.add(Toxics.ok());
        try (var gate = Gate.urls(List.of(peer.uri("/base").toString()));
                var client = new Raw(gate.live.port())) {
            assertThat(client.send("GET /gateway/shop" + path
                                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .all())
                    .startsWith("HTTP/1.1 404");
            assertThat(gate.get("/x").statusCode()).isEqualTo(200);
            assertThat(peer.seen()).hasSize(1);
            assertThat(peer.seen().get(0).line()).isEqualTo("GET /base/x HTTP/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "Content-Length: +1\r\n\r\na",
                "X: a\r\n folded\r\nContent-Length: 0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1;x=y\r\na\r\n0\r\n\r\n"
            })
    @Fault("G4")
    void whatCouldBeReadInTwoWaysIsRefusedAndTheConnectionClosed(String rest) throws Exception {
        var peer = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(peer));
                var client = new Raw(gate.live.port())) {
            var answer = client.send("POST /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\n" + rest
                            + "GET /gateway/shop/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .all();

            assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("(open)");
            assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
            assertThat(peer.connections()).isZero();
        }
    }

    @Test
    void aBodyPassesWhileItComes() throws Exception {
        var peer = peers.add(line -> {
            line.read();
            line.send(OK + "Content-Length: 10\r\nConnection: close\r\n\r\nhello");
            line.hold();
        });
        try (var gate = Gate.to(List.of(peer));
                var client = new Raw(gate.live.port())) {
            client.send("GET /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(client.until("hello")).startsWith(OK);
        }
        // The client has left in the middle of it.
        Awaitility.await().atMost(BOUND).until(() -> peer.open() == 0);
    }

    @Test
    void anAnswerThatBreaksOffIsSeenToBeNotWhole() throws Exception {
        var peer = peers.add(Toxics.resetInBody());
        try (var gate = Gate.to(List.of(peer));
                var client = new Raw(gate.live.port())) {
            var answer = client.send("GET /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .all();

            assertThat(answer).startsWith(OK).contains("Content-Length: 1000").doesNotContain("(open)");
            assertThat(gate.upstream(0).lastError()).isEqualTo("the answer broke off");
        }
    }

    @Test
    void silenceInABodyEndsIt() throws Exception {
        var peer = peers.add(line -> {
            line.read();
            line.send(OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            line.hold();
        });
        try (var gate = Gate.to(List.of(peer), "idle-timeout=300ms");
                var client = new Raw(gate.live.port())) {
            var answer = client.send("GET /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .all();

            assertThat(answer).contains("hello").doesNotContain("(open)").doesNotContain("\r\n0\r\n");
            Awaitility.await().atMost(BOUND).until(() -> peer.open() == 0);
        }
    }

    @Test
    void aLongBodyIsTriedOnceAndMayGoToWhoeverTakesTheConnection() throws Exception {
        var long70 = "z".repeat(70_000);
        var sick = peers.add(Toxics.status(500));
        var well = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(sick, well))) {
            assertThat(gate.send("PUT", "/", long70).statusCode()).isEqualTo(500);
            assertThat(well.connections()).isZero();
        }
        var closed = "http://127.0.0.1:" + dev.detour.peers.FaultPeer.closedPort();
        try (var gate = Gate.urls(List.of(closed, well.uri("").toString()))) {
            assertThat(gate.send("PUT", "/", long70).statusCode()).isEqualTo(200);
            assertThat(well.seen().get(0).body()).isEqualTo(long70);
        }
    }

    @Test
    void headNoContentAndNotModifiedHaveNoBody() throws Exception {
        var peer = peers.add(Toxics.raw(OK + "Content-Length: 1000\r\n\r\n"));
        var none = peers.add(Toxics.raw("HTTP/1.1 204 No Content\r\n\r\n"));
        var same = peers.add(Toxics.raw("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 7\r\n\r\n"));
        for (var one : List.of(peer, none, same)) {
            try (var gate = Gate.to(List.of(one));
                    var client = new Raw(gate.live.port())) {
                var answer = client.send((one == peer ? "HEAD" : "GET")
                                + " /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .all();

                assertThat(answer).endsWith("\r\n\r\n").doesNotContain("chunked", "(open)");
                assertThat(answer.contains("Content-Length: 1000")).isEqualTo(one == peer);
            }
        }
    }

    @Test
    void aChunkedRequestArrivesWhole() throws Exception {
        var peer = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(peer));
                var client = new Raw(gate.live.port())) {
            var answer = client.send("POST /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                    .all();

            assertThat(answer).startsWith(OK);
            assertThat(peer.seen().get(0).body()).isEqualTo("abcde");
            assertThat(peer.seen().get(0).header("Transfer-Encoding")).isNull();
        }
    }

    @Test
    void anOldClientKnowsTheEndByTheConnections() throws Exception {
        var peer = peers.add(
                Toxics.raw(OK + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nok\r\n0\r\n\r\n"));
        try (var gate = Gate.to(List.of(peer));
                var client = new Raw(gate.live.port())) {
            var answer = client.send("GET /gateway/shop/ HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
                    .all();

            assertThat(answer).endsWith("\r\n\r\nok").doesNotContain("chunked");
        }
    }

    @Test
    @Fault("G16")
    void aClientThatDoesNotReadIsEndedAndNothingIsHeldAgainstTheUpstream() throws Exception {
        var peer = peers.add(Toxics.endlessBody());
        try (var gate = Gate.to(List.of(peer), "idle-timeout=500ms");
                var client = new Raw(gate.live.port())) {
            client.send("GET /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\n\r\n");

            Awaitility.await().atMost(BOUND).until(() -> !peer.seen().isEmpty() && peer.open() == 0);
            assertThat(gate.upstream(0).failures()).isZero();
        }
    }

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        var peer = peers.add(line -> {
            while (line.read() != null) {
                line.send(OK + "Content-Length: 2\r\n\r\nok");
            }
        });
        try (var gate = Gate.to(List.of(peer))) {
            for (var i = 0; i < 5; i++) {
                assertThat(gate.get("/").body()).isEqualTo("ok");
            }
            assertThat(peer.connections()).isEqualTo(1);
        }
    }
}
