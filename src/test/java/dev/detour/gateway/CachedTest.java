package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.gateway.Gate.Peers;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import dev.detour.serve.Raw;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC §9: the cache from end to end. Its rules, one by one, are in the package {@code cache}. */
class CachedTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private static FaultPeer shared;
    private static int rows;

    private final Peers peers = new Peers();

    @BeforeAll
    static void start() throws Exception {
        shared = FaultPeer.http(Toxics.ok());
    }

    @AfterAll
    static void stop() throws Exception {
        shared.close();
    }

    @AfterEach
    void end() throws Exception {
        peers.close();
    }

    /** Each answer of it is another, and has these header lines, divided by a bar. */
    private static Toxic counting(String status, String lines) {
        var count = new AtomicInteger();
        return line -> {
            while (line.read() != null) {
                var body = "answer " + count.incrementAndGet();
                line.send("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n"
                        + (lines.isEmpty() ? "" : lines.replaceAll("\\s*\\|\\s*", "\r\n") + "\r\n") + "\r\n" + body);
            }
        };
    }

    private static String[] headers(String lines) {
        return lines.isBlank() ? new String[0] : lines.split("\\s*[:|]\\s*");
    }

    /** What the first request's fields, the answer's, and the second request's make of the second. */
    @ParameterizedTest(name = "{0} {1} | {2} {3} | {4} {5}: {6}")
    @CsvSource(delimiter = ';', textBlock = """
        GET;  ''; 200 OK; ''; GET; ''; hit
        GET;  ''; 200 OK; Cache-Control: max-age=5; GET; ''; hit
        GET;  ''; 200 OK; ETag: "a"; GET; If-None-Match: "a"; hit
        GET;  ''; 200 OK; ''; HEAD; ''; hit
        GET;  ''; 200 OK; ''; GET; Cache-Control: no-cache; miss
        GET;  ''; 200 OK; ''; GET; Cache-Control: no-store; off
        GET;  ''; 200 OK; ''; GET; Authorization: Bearer b; off
        GET;  Authorization: Bearer a; 200 OK; Cache-Control: public, max-age=60; GET; ''; miss
        GET;  Authorization: Bearer a; 200 OK; ''; GET; Authorization: Bearer a; off
        GET;  Cookie: s=1; 200 OK; ''; GET; Cookie: s=2; off
        GET;  Cookie: s=1; 200 OK; ''; GET; ''; miss
        GET;  X-Api-Key: a; 200 OK; ''; GET; X-Api-Key: b; miss
        GET;  X-Api-Key: a; 200 OK; ''; GET; X-Api-Key: a; hit
        GET;  X-Forwarded-Host: evil.example; 200 OK; ''; GET; ''; miss
        GET;  ''; 200 OK; Set-Cookie: s=1; GET; ''; miss
        GET;  ''; 200 OK; Vary: *; GET; ''; miss
        GET;  Accept: a; 200 OK; Vary: Accept; GET; Accept: b; miss
        GET;  Accept: a; 200 OK; Vary: Accept; GET; Accept: a; hit
        GET;  ''; 200 OK; Cache-Control: no-store; GET; ''; miss
        GET;  ''; 200 OK; Cache-Control: private; GET; ''; miss
        GET;  ''; 200 OK; Cache-Control: no-cache; GET; ''; miss
        GET;  ''; 200 OK; Cache-Control: max-age=0; GET; ''; miss
        GET;  ''; 404 Not Found; Cache-Control: max-age=60; GET; ''; miss
        GET;  ''; 400 Bad Request; ''; GET; ''; miss
        GET;  ''; 302 Found; Location: /b; GET; ''; miss
        GET;  Range: bytes=0-1; 206 Partial Content; Content-Range: bytes 0-1/9; GET; ''; miss
        GET;  ''; 200 OK; ''; GET; Range: bytes=0-1; off
        POST; ''; 200 OK; Cache-Control: max-age=60; GET; ''; miss
        POST; ''; 200 OK; Cache-Control: max-age=60; POST; ''; off
        GET;  ''; 200 OK; ''; POST; ''; off
        """)
    @Fault("G11")
    void isAnsweredAgainOnlyToWhomItMay(
            String first, String asked, String status, String answered, String second, String then, String word)
            throws Exception {
        try (var gate = Gate.to(List.of(shared), "cache.ttl=60s")) {
            var path = "/a?row=" + rows++;
            shared.now(counting(status, answered.isEmpty() ? "Connection: close" : answered + " | Connection: close"));
            var before = shared.seen().size();
            var one = gate.send(first, path, first.equals("POST") ? "x" : null, headers(asked));
            var two = gate.send(second, path, second.equals("POST") ? "x" : null, headers(then));

            assertThat(one.body()).isEqualTo("answer 1");
            assertThat(Gate.header(two, "X-Detour-Cache")).isEqualTo(word);
            assertThat(shared.seen()).hasSize(before + (word.equals("hit") ? 1 : 2));
            if (word.equals("hit")) {
                assertThat(Gate.header(two, "X-Detour-Attempts")).isEqualTo("0");
                assertThat(Gate.header(two, "Age")).isEqualTo("0");
            } else if (!second.equals("HEAD")) {
                assertThat(two.body()).isEqualTo("answer 2");
            }
        }
    }

    @Test
    void hitHasAllOfTheAnswerAndSaysWhoseItWas() throws Exception {
        var peer = peers.add(counting("200 Fine", "ETag: \"v1\" | X-A: 1 | X-A: 2 | Content-Type: text/plain"));
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s")) {
            HttpResponse<String> first = gate.get("/a");
            gate.live.groups.now = gate.live.groups.now.plusSeconds(7);
            HttpResponse<String> again = gate.get("/a");

            assertThat(Gate.header(first, "X-Detour-Cache")).isEqualTo("miss");
            assertThat(Gate.header(first, "Age")).isNull();
            assertThat(again.body()).isEqualTo("answer 1");
            assertThat(again.headers().allValues("X-A")).containsExactly("1", "2");
            assertThat(Gate.header(again, "ETag")).isEqualTo("\"v1\"");
            assertThat(Gate.header(again, "Age")).isEqualTo("7");
            assertThat(again.headers().allValues("X-Detour-Cache")).containsExactly("hit");
            assertThat(again.headers().allValues("X-Detour-Upstream"))
                    .containsExactly(peer.uri("").toString());
            assertThat(again.headers().allValues("Content-Length")).containsExactly("8");
            assertThat(again.headers().allValues("Connection")).isEmpty();
        }
    }

    @Test
    void clientThatHasItGets304() throws Exception {
        var peer = peers.add(counting("200 OK", "ETag: \"v1\""));
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s");
                var client = new Raw(gate.live.port())) {
            gate.get("/a");
            var answer = client.send("GET /gateway/shop/a HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: W/\"v1\"\r\n"
                            + "Connection: close\r\n\r\n")
                    .all();

            assertThat(answer)
                    .startsWith("HTTP/1.1 304")
                    .contains("ETag: \"v1\"")
                    .endsWith("\r\n\r\n");
            assertThat(peer.seen()).hasSize(1);
        }
    }

    @Test
    void headIsAnsweredFromAGetWithItsLengthAndWithoutItsBody() throws Exception {
        var peer = peers.add(counting("200 OK", ""));
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s");
                var client = new Raw(gate.live.port())) {
            gate.get("/a");
            var answer = client.send("HEAD /gateway/shop/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .all();

            assertThat(answer.toLowerCase()).startsWith("http/1.1 200").contains("content-length: 8\r\n");
            assertThat(answer).endsWith("\r\n\r\n");
        }
    }

    @Test
    void hitsFollowEachOtherOnOneConnection() throws Exception {
        var peer = peers.add(counting("200 OK", ""));
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s");
                var client = new Raw(gate.live.port())) {
            gate.get("/a");
            client.send("GET /gateway/shop/a HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50));
            for (int i = 0; i < 50; i++) {
                assertThat(client.until("answer 1")).startsWith("HTTP/1.1 200").contains("X-Detour-Cache: hit");
            }
            assertThat(peer.seen()).hasSize(1);
        }
    }

    @Test
    void staleIsAskedForAgain() throws Exception {
        var peer = peers.add(counting("200 OK", "Cache-Control: max-age=10"));
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s")) {
            gate.get("/a");
            gate.live.groups.now = gate.live.groups.now.plus(Duration.ofSeconds(10));

            assertThat(gate.get("/a").body()).isEqualTo("answer 2");
        }
    }

    @ParameterizedTest
    @CsvSource({"PUT", "DELETE", "POST", "PATCH"})
    void changeDropsWhatWasKept(String method) throws Exception {
        var peer = peers.add(counting("200 OK", ""));
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s")) {
            gate.get("/a");
            gate.get("/b");
            gate.send(method, "/a", "x");

            assertThat(gate.get("/a").body()).isEqualTo("answer 4");
            assertThat(gate.get("/b").body()).isEqualTo("answer 2");
        }
    }

    @Test
    void changeOfWhichNobodyKnowsTheEndDropsItToo() throws Exception {
        var peer = peers.add(Toxics.ok("old"));
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s", "attempts=1")) {
            gate.get("/a");
            peer.now(line -> {
                line.read();
                line.reset();
            });
            assertThat(gate.send("PUT", "/a", "x").statusCode()).isEqualTo(502);
            peer.now(Toxics.ok("new"));

            assertThat(gate.get("/a").body()).isEqualTo("new");
        }
    }

    @Test
    void answerThatBreaksOffIsNotKept() throws Exception {
        var peer = peers.add(Toxics.resetInBody());
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s", "attempts=1");
                var client = new Raw(gate.live.port())) {
            client.send("GET /gateway/shop/a HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .all();
            peer.now(Toxics.ok("whole"));

            assertThat(gate.get("/a").body()).isEqualTo("whole");
        }
    }

    @Test
    void keptAnswerOutlivesItsUpstream() throws Exception {
        var peer = peers.add(Toxics.ok("kept"));
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s", "attempts=1")) {
            gate.get("/a");
            peer.close();

            assertThat(gate.get("/a").body()).isEqualTo("kept");
            assertThat(gate.get("/b").statusCode()).isEqualTo(502);
        }
    }

    @Test
    void tokenForTheGatewayIsNobodysCredential() throws Exception {
        var peer = peers.add(counting("200 OK", ""));
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s", "token=the-token")) {
            gate.get("/a", "Authorization", "Bearer the-token");

            assertThat(gate.get("/a", "Authorization", "Bearer the-token").body())
                    .isEqualTo("answer 1");
            assertThat(gate.get("/a").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void withoutALifetimeThereIsNoCache() throws Exception {
        var peer = peers.add(counting("200 OK", "Cache-Control: max-age=60"));
        try (var gate = Gate.to(List.of(peer))) {
            gate.get("/a");

            assertThat(Gate.header(gate.get("/a"), "X-Detour-Cache")).isEqualTo("off");
            assertThat(peer.seen()).hasSize(2);
        }
    }

    @Test
    void longerThanAnEntryMayBePassesAndIsNotKept() throws Exception {
        var peer = peers.add(Toxics.raw(OK + "Connection: close\r\n\r\n" + "z".repeat(3000)));
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s", "cache.max-entry=2KB")) {
            assertThat(gate.get("/a").body()).hasSize(3000);
            assertThat(gate.get("/a").body()).hasSize(3000);
            assertThat(gate.cache.size()).isZero();
        }
    }

    /** One connection, so that it is quick. */
    @Test
    @Fault({"G12", "G17"})
    void tenThousandRandomPathsLeaveMemoryAndLabelsBounded() throws Exception {
        var peer = peers.add(line -> {
            while (line.read() != null) {
                line.send(OK + "Content-Length: 2\r\n\r\nok");
            }
        });
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s", "cache.size=50");
                var client = new Raw(gate.live.port())) {
            gate.get("/first");
            var meters = gate.live.metrics.registry().getMeters().size();
            for (int some = 0; some < 100; some++) {
                var requests = new StringBuilder();
                for (int i = 0; i < 100; i++) {
                    requests.append("GET /gateway/shop/")
                            .append(some * 7919L + i * 104_729L)
                            .append('-')
                            .append(some)
                            .append(" HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 10.1.")
                            .append(some)
                            .append('.')
                            .append(i)
                            .append("\r\n\r\n");
                }
                client.send(requests.toString());
                for (int i = 0; i < 100; i++) {
                    assertThat(client.until("\r\n\r\nok")).startsWith("HTTP/1.1 200");
                }
            }

            assertThat(peer.seen()).hasSize(10_001);
            assertThat(gate.cache.size()).isBetween(1, 50);
            assertThat(gate.live.metrics.registry().getMeters()).hasSize(meters);
        }
    }
}
