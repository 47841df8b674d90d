package dev.detour.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final List<String> VERBS =
            List.of("switch", "pause", "resume", "pin", "unpin", "approve", "rearm", "reapply");
    private static LiveServer live;
    private static LiveServer open;

    @BeforeAll
    static void start() throws Exception {
        live = new LiveServer("127.0.0.1", echo());
        open = new LiveServer("0.0.0.0");
    }

    /** Shows what a route gets of a request. */
    private static RouteBuilder echo() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/echo/{group}").process(exchange -> {
                    Map<String, Object> seen = new TreeMap<>(exchange.getIn().getHeaders());
                    exchange.getIn().removeHeaders("*");
                    exchange.getIn().setBody(seen.toString());
                });
            }
        };
    }

    @AfterAll
    static void stop() {
        live.close();
        open.close();
    }

    @BeforeEach
    void reset() {
        live.groups.asked.clear();
        open.groups.asked.clear();
    }

    @Test
    @Fault("G1")
    void changesNothingWithoutTheToken() throws Exception {
        for (var server : List.of(live, open)) {
            for (var verb : VERBS) {
                var path = "/api/v1/groups/ext-cloud/" + verb;
                var body = "{\"region\":\"EU\",\"epoch\":8}";
                var none = server.send("POST", path, body, "Content-Type", "application/json");
                assertThat(none.statusCode()).as(path).isEqualTo(401);
                assertThat(none.headers().firstValue("WWW-Authenticate")).isPresent();
                assertThat(none.body()).contains("hint");
            }
            for (var path : List.of("/", "/healthz", "/metrics", "/metric/ext-cloud-EU", "/api/v1/status", "/none")) {
                for (var method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
                    assertThat(server.send(method, path, "{}").statusCode())
                            .as(method + " " + path)
                            .isEqualTo(401);
                }
            }
            assertThat(server.groups.asked).isEmpty();
        }
    }

    @Test
    @Fault("G3")
    void slowsGuessingDownButNeverTheRightToken() throws Exception {
        var path = "/api/v1/groups/ext-cloud/resume";
        var began = System.nanoTime();
        for (var guess : List.of("wrong", LiveServer.TOKEN + "x", LiveServer.TOKEN.substring(1))) {
            var answer = live.send(
                    "POST", path, "{}", "Content-Type", "application/json", "Authorization", "Bearer " + guess);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).doesNotContain(LiveServer.TOKEN);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(650));
        assertThat(live.groups.asked).isEmpty();
        var right = System.nanoTime();
        assertThat(live.post(path, "{}").statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - right)).isLessThan(Duration.ofMillis(600));
    }

    @Test
    @Fault("G12")
    void remembersABoundedNumberOfGuessers() {
        var guesses = new Guesses();
        for (int i = 0; i < 5000; i++) {
            assertThat(guesses.wrong("10.0." + i / 256 + "." + i % 256, 0)).isLessThanOrEqualTo(3000);
        }
        assertThat(guesses.wrong("10.9.9.9", 0)).isZero();
    }

    @Test
    void opensOnlyThePublicPathsBeyondLoopback() throws Exception {
        for (var path : List.of("/healthz", "/readyz", "/metrics", "/metric/ext-cloud-EU", "/metric/ext-cloud/EU")) {
            assertThat(open.get(path).statusCode()).as(path).isEqualTo(200);
            assertThat(open.get(path, "Authorization", "Bearer nonsense").statusCode())
                    .isEqualTo(200);
        }
        var bearer = "Bearer " + LiveServer.TOKEN;
        for (var path : List.of(
                "/",
                "/api/v1/status",
                "/api/v1/groups/ext-cloud",
                "/api/v1/groups/ext-cloud/explain",
                "/api/v1/groups/ext-cloud/history",
                "/observe/health",
                "/observe/metrics",
                "/none",
                "/metric/../api/v1/status",
                "/metrics/")) {
            assertThat(open.get(path).statusCode()).as(path).isEqualTo(401);
            assertThat(live.get(path).statusCode()).as(path).isIn(200, 404);
        }
        assertThat(open.get("/api/v1/status", "Authorization", bearer).statusCode())
                .isEqualTo(200);
        assertThat(open.get("/api/v1/status", "Authorization", "Bearer no").statusCode())
                .isEqualTo(403);
        assertThat(open.get("/api/v1/status", "Authorization", "Basic " + LiveServer.TOKEN)
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://127.0.0.1:1", "http://127.0.0.1.evil.example"})
    @Fault("G2")
    void refusesRequestsFromOtherSites(String origin) throws Exception {
        assertThat(raw("GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: " + origin + "\r\n"))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("Access-Control");
        assertThat(raw("POST /api/v1/groups/ext-cloud/resume HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                        + LiveServer.TOKEN + "\r\nContent-Type: application/json\r\nContent-Length: 0\r\nOrigin: "
                        + origin + "\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(live.groups.asked).isEmpty();
    }

    @Test
    void takesItsOwnOrigin() throws Exception {
        assertThat(raw("GET /api/v1/status HTTP/1.1\r\nHost: localhost:8000\r\nOrigin: http://localhost:8000\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil", "a b", "@x", ""
            })
    void refusesAForeignHost(String host) throws Exception {
        assertThat(raw("GET /api/v1/status HTTP/1.1\r\nHost: " + host + "\r\n")).matches("(?s)HTTP/1.1 40[03] .*");
    }

    @Test
    void wantsOneHostAndAPath() throws Exception {
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("GET /healthz HTTP/1.1\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET /healthz HTTP/1.0\r\n"))
                .as("a load balancer's check")
                .matches("(?s)HTTP/1.[01] 200 .*");
        assertThat(raw("GET http://169.254.169.254/latest HTTP/1.1\r\nHost: localhost\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    @Fault("G2")
    void wantsJson() throws Exception {
        var path = "/api/v1/groups/ext-cloud/resume";
        var bearer = "Bearer " + LiveServer.TOKEN;
        for (var type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
            assertThat(live.send("POST", path, "{}", "Content-Type", type, "Authorization", bearer)
                            .statusCode())
                    .isEqualTo(415);
        }
        assertThat(live.send("POST", path, "{}", "Authorization", bearer).statusCode())
                .isEqualTo(415);
        assertThat(live.groups.asked).isEmpty();
        assertThat(live.send(
                                "POST",
                                path,
                                "",
                                "Content-Type",
                                "application/json;charset=utf-8",
                                "Authorization",
                                bearer)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @Fault("G9")
    void letsNoOrderToCamelPass() throws Exception {
        var echoed = live.get(
                "/echo/real?CamelHttpUri=canary1&camelFileName=canary2&org.apache.camel.x=canary3&group=canary4",
                "CamelHttpUri",
                "canary5",
                "cAMELExecCommandExecutable",
                "canary6",
                "camel.x",
                "canary7",
                "Org.Apache.Camel.X",
                "canary8",
                "GROUP",
                "canary9",
                "X-Own",
                "passes");
        assertThat(echoed.statusCode()).isEqualTo(200);
        assertThat(echoed.body()).contains("group=real").contains("passes");
        var own = echoed.body().replaceAll("Camel(HttpQuery|HttpRawQuery|HttpUri|HttpUrl)=[^,]*", "");
        assertThat(own).doesNotContain("canary");
    }

    @Test
    void answersWithHeadersThatKeepBrowsersInBounds() throws Exception {
        for (var path : List.of("/healthz", "/api/v1/status", "/none")) {
            var headers = live.get(path).headers();
            assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
            assertThat(headers.firstValue("Content-Security-Policy")).hasValue("default-src 'self'");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/..%2f..%2fetc/passwd",
                "/%252e%252e/etc/passwd",
                "/..%5c..%5cetc",
                "/api/v1/..%2f..%2fapplication.properties",
                "/application.properties",
                "/api/v1/groups/%00",
                "/web/../token",
                "/data/token",
                "/.%2e/data/token"
            })
    @Fault("G7")
    void servesNoFile(String path) throws Exception {
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n")).startsWith("HTTP/1.1 404");
    }

    @Test
    @Fault("G5")
    void capsLineHeadersAndBody() throws Exception {
        assertThat(raw("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: localhost\r\n"))
                .startsWith("HTTP/1.0 414");
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + "A: b\r\n".repeat(150)))
                .startsWith("HTTP/1.1 431");
        var post = "POST /api/v1/groups/ext-cloud/resume HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + LiveServer.TOKEN + "\r\nContent-Type: application/json\r\n";
        assertThat(raw(post + "Content-Length: 70000\r\n"))
                .startsWith("HTTP/1.1 413")
                .doesNotContain("(open)");
        try (var client = new Raw(live.port())) {
            client.send(post + "Transfer-Encoding: chunked\r\n\r\n");
            client.send(("2000\r\n" + " ".repeat(0x2000) + "\r\n").repeat(9));
            assertThat(client.all()).startsWith("HTTP/1.1 413");
        }
        assertThat(live.groups.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: -1",
                "Content-Length: +5",
                "Content-Length: 5, 5",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: identity, chunked",
                "Transfer-Encoding : chunked",
                "X: a\rb",
                " folded: x"
            })
    @Fault({"G4", "G10"})
    void refusesAmbiguousLengthsAndClosesTheConnection(String lengths) throws Exception {
        var smuggled = "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (var client = new Raw(live.port())) {
            client.send("POST /api/v1/groups/ext-cloud/resume HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + LiveServer.TOKEN + "\r\nContent-Type: application/json\r\n" + lengths + "\r\n\r\n" + smuggled);
            assertThat(client.all())
                    .matches("(?s)HTTP/1.. 4(00|15) .*")
                    .doesNotContain(" 200 ")
                    .doesNotContain("(open)");
        }
        assertThat(live.groups.asked).isEmpty();
    }

    @Test
    @Fault("G6")
    void endsSlowClientsHoweverTheyDripAndServesOthersMeanwhile() throws Exception {
        try (var quick = new LiveServer(LiveServer.settings("127.0.0.1"), 1000);
                var head = new Raw(quick.port());
                var body = new Raw(quick.port());
                var mute = new Raw(quick.port())) {
            head.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ");
            body.send("POST /api/v1/groups/ext-cloud/resume HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + LiveServer.TOKEN + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
            var ended = new boolean[3];
            Awaitility.await()
                    .between(Duration.ofMillis(700), Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        ended[0] |= dripEnds(head);
                        ended[1] |= dripEnds(body);
                        ended[2] |= mute.closedByServer();
                        assertThat(quick.get("/healthz").statusCode()).isEqualTo(200);
                        return ended[0] && ended[1] && ended[2];
                    });
            assertThat(quick.groups.asked).isEmpty();
        }
    }

    @Test
    void neverEndsAClientForWhatDetourTakesItsTimeWith() throws Exception {
        try (var quick = new LiveServer(LiveServer.settings("127.0.0.1"), 300);
                var client = new Raw(quick.port())) {
            quick.groups.held = new CountDownLatch(1);
            client.send("POST /api/v1/groups/ext-cloud/resume HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + LiveServer.TOKEN + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
            Awaitility.await()
                    .during(Duration.ofMillis(900))
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> !client.closedByServer());
            quick.groups.held.countDown();
            assertThat(client.all()).startsWith("HTTP/1.1 200").doesNotContain("(open)");
        }
    }

    private static boolean dripEnds(Raw client) {
        try {
            client.send("a");
        } catch (java.io.IOException e) {
            return true;
        }
        return client.closedByServer();
    }

    private static String raw(String head) throws Exception {
        try (var client = new Raw(live.port())) {
            return client.send(head + "Connection: close\r\n\r\n").all();
        }
    }
}
