package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.gateway.Gate.Peers;
import dev.detour.peers.Fault;
import dev.detour.peers.Toxics;
import dev.detour.serve.LiveServer;
import dev.detour.serve.Raw;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS, HTTP in, for the gateway: who may ask, and what is too much. */
class StrangersTest {
    private static final String HOST = "Host: localhost\r\n";

    private final Peers peers = new Peers();

    @AfterEach
    void end() throws Exception {
        peers.close();
    }

    private static String raw(Gate gate, String request) throws Exception {
        try (var client = new Raw(gate.live.port())) {
            return client.send(request).all();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    @Fault("G1")
    void serviceWithATokenAnswersNobodyElse(String method) throws Exception {
        var peer = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(peer), "token=the-service-token")) {
            for (var credentials : List.of(
                    "",
                    "Authorization: Basic the-service-token\r\n",
                    "Authorization: Bearer \r\n",
                    "Cookie: token=the-service-token\r\n")) {
                assertThat(raw(
                                gate,
                                method + " /gateway/shop/?token=the-service-token HTTP/1.1\r\n" + HOST + credentials
                                        + "Connection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 401")
                        .contains("WWW-Authenticate: Bearer");
            }
            for (var wrong : List.of("the-service-toke", "the-service-token2", LiveServer.TOKEN)) {
                assertThat(raw(
                                gate,
                                method + " /gateway/shop/ HTTP/1.1\r\n" + HOST + "Authorization: Bearer " + wrong
                                        + "\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 403")
                        .doesNotContain("the-service-token");
            }
            assertThat(peer.connections()).isZero();
        }
    }

    @Test
    void aServiceThatIsNotThereIsToldWithThoseThatAre() throws Exception {
        try (var gate = Gate.urls(List.of("http://localhost"))) {
            var answer = gate.live.get("/gateway/nope/x");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body())
                    .isEqualTo("{\"error\":\"there is no service \\\"nope\\\"\",\"hint\":\"the services are shop\"}");
        }
    }

    @Test
    @Fault("G1")
    void butNotWhereReadingNeedsTheToken() throws Exception {
        try (var live = new LiveServer("0.0.0.0")) {
            var gateway = new Gateway(
                    new World(
                            live.server.getVertx(),
                            live.groups,
                            live.metrics.registry(),
                            World.Followed.NOTHING,
                            service -> Cache.OFF,
                            World.Through.NONE),
                    live.server.tellsAnybody());
            live.server.gateway(gateway);
            gateway.become(List.of(Gate.service("shop", List.of("http://localhost"))))
                    .toCompletableFuture()
                    .join();

            var answer = live.get("/gateway/nope/x", "Authorization", "Bearer " + LiveServer.TOKEN);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).doesNotContain("shop").contains("/gateway/<service>/");
        }
    }

    @Test
    @Fault({"G1", "G2"})
    void breakersAreTheOperatorsOwn() throws Exception {
        var peer = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(peer))) {
            var body = "{\"upstream\":\"" + peer.uri("") + "\",\"state\":\"open\"}";
            var path = "/api/v1/gateway/shop/breaker";
            var json = "Content-Type";
            assertThat(gate.live
                            .send("POST", path, body, json, "application/json")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(gate.live
                            .post(path, body, "Origin", "http://evil.example")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(gate.live
                            .send("POST", path, body, json, "text/plain", "Authorization", "Bearer " + LiveServer.TOKEN)
                            .statusCode())
                    .isEqualTo(415);
            assertThat(gate.live
                            .send("POST", path, body, json, "application/json", "Authorization", "Bearer guess")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(gate.upstream(0).breaker()).isEqualTo("closed");
            assertThat(gate.get("/").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://localhost", "http://localhost.evil.example"})
    @Fault("G2")
    void otherSitesAreRefused(String origin) throws Exception {
        var peer = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(peer))) {
            for (var method : List.of("GET", "POST", "OPTIONS")) {
                assertThat(raw(
                                gate,
                                method + " /gateway/shop/ HTTP/1.1\r\n" + HOST + "Origin: " + origin
                                        + "\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 403")
                        .doesNotContain("Access-Control");
            }
            assertThat(peer.connections()).isZero();
        }
    }

    @Test
    @Fault("G5")
    void whatIsTooLongIsRefusedAndClosed() throws Exception {
        var peer = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(peer))) {
            var start = "GET /gateway/shop/ HTTP/1.1\r\n" + HOST;
            assertThat(raw(gate, "GET /gateway/shop/" + "a".repeat(9000) + " HTTP/1.1\r\n" + HOST + "\r\n"))
                    .startsWith("HTTP/1.")
                    .contains(" 414 ")
                    .doesNotContain("(open)");
            assertThat(raw(gate, start + "X: " + "a".repeat(17_000) + "\r\n\r\n"))
                    .contains(" 431 ")
                    .doesNotContain("(open)");
            assertThat(raw(gate, start + "X: a\r\n".repeat(101) + "Connection: close\r\n\r\n"))
                    .contains(" 431 ");
            assertThat(peer.connections()).isZero();
        }
    }

    /** A body that does not come in time is ended; what others ask is answered meanwhile. */
    @Test
    @Fault("G6")
    void slowBodyIsEndedAndHoldsNobodyUp() throws Exception {
        var peer = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(peer), "timeout=700ms", "attempt-timeout=700ms", "pool=1");
                var slow = new Raw(gate.live.port())) {
            slow.send("POST /gateway/shop/ HTTP/1.1\r\n" + HOST + "Content-Length: 10\r\n\r\nhalf");

            assertThat(gate.get("/").statusCode()).isEqualTo(200);
            assertThat(gate.live.get("/healthz").statusCode()).isEqualTo(200);
            assertThat(slow.all()).startsWith("HTTP/1.1 408").doesNotContain("(open)");
            assertThat(peer.seen()).hasSize(1);
        }
    }

    /** The same with a body too long to be kept, of which the upstream has a part. */
    @Test
    @Fault("G6")
    void slowLongBodyIsEndedAndIsNotTheUpstreamsFault() throws Exception {
        var peer = peers.add(line -> {
            line.read();
            line.hold();
        });
        try (var gate = Gate.to(List.of(peer), "idle-timeout=500ms", "failure-threshold=1");
                var slow = new Raw(gate.live.port())) {
            slow.send(
                    "POST /gateway/shop/ HTTP/1.1\r\n" + HOST + "Content-Length: 1000000\r\n\r\n" + "z".repeat(70_000));

            assertThat(slow.all()).startsWith("HTTP/1.1 408").doesNotContain("(open)");
            assertThat(gate.upstream(0).breaker()).isEqualTo("closed");
        }
    }

    /** It ran with the origin of Detour's page, which keeps the operator's token. */
    @Test
    @Fault("G18")
    void pageOfAnUpstreamHasNoOriginOfOurs() throws Exception {
        var peer = peers.add(Toxics.raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                + "Content-Security-Policy: img-src *\r\nService-Worker-Allowed: /\r\nContent-Length: 2\r\n\r\nhi"));
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s")) {
            for (var from : List.of("miss", "hit")) {
                var answer = gate.get("/");

                assertThat(Gate.header(answer, "X-Detour-Cache")).isEqualTo(from);
                assertThat(answer.headers().allValues("Content-Security-Policy"))
                        .containsExactly("img-src *", "sandbox");
                assertThat(Gate.header(answer, "Service-Worker-Allowed")).isNull();
            }
            peer.now(Toxics.raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhi"));
            for (var method : List.of("GET", "HEAD", "POST", "TRACE")) {
                assertThat(raw(gate, method + " /gateway/shop/other HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n"))
                        .containsOnlyOnce("Content-Security-Policy: sandbox\r\n");
            }
        }
    }

    @Test
    @Fault("G18")
    void markupOfAnUpstreamStaysText() throws Exception {
        var peer = peers.add(Toxics.raw("HTTP/1.1 <script>alert(1)</script>\r\n\r\n"));
        try (var gate = Gate.to(List.of(peer), "attempts=1")) {
            var answer = gate.get("/<script>".replace("<", "%3C").replace(">", "%3E"));

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(Gate.header(answer, "Content-Type")).isEqualTo("application/json");
            assertThat(Gate.header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }
}
