package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.gateway.Gate.Peers;
import dev.detour.peers.Fault;
import dev.detour.peers.Line;
import dev.detour.peers.Toxics;
import dev.detour.serve.Raw;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC §9: the cache from end to end. {@link CacheTableTest} has its rules. */
class CachedTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final Peers peers = new Peers();

    @AfterEach
    void end() throws Exception {
        peers.close();
    }

    @Test
    void hitHasAllOfTheAnswerAndSaysWhoseItWas() throws Exception {
        var peer = peers.add(
                CacheTableTest.counting("200 Fine", "ETag: \"v1\" | X-A: 1 | X-A: 2 | Content-Type: text/plain"));
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
        var peer = peers.add(CacheTableTest.counting("200 OK", "ETag: \"v1\""));
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
        var peer = peers.add(CacheTableTest.counting("200 OK", ""));
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
        var peer = peers.add(CacheTableTest.counting("200 OK", ""));
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
        var peer = peers.add(CacheTableTest.counting("200 OK", "Cache-Control: max-age=10"));
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s")) {
            gate.get("/a");
            gate.live.groups.now = gate.live.groups.now.plus(Duration.ofSeconds(10));

            assertThat(gate.get("/a").body()).isEqualTo("answer 2");
        }
    }

    @ParameterizedTest
    @CsvSource({"PUT", "DELETE", "POST", "PATCH"})
    void changeDropsWhatWasKept(String method) throws Exception {
        var peer = peers.add(CacheTableTest.counting("200 OK", ""));
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

    /** The first may have made the change before it died; the second's 409 says nothing about that. */
    @Test
    void changeThatASecondRefusesDropsItWhenTheFirstMayHaveMadeIt() throws Exception {
        var first = peers.add(Toxics.ok("old"));
        var second = peers.add(Toxics.status(409));
        try (var gate = Gate.to(List.of(first, second), "cache.ttl=60s")) {
            gate.get("/a");
            first.now(CachedTest::diesOfARequest);
            assertThat(gate.send("PUT", "/a", "x").statusCode()).isEqualTo(409);
            first.now(Toxics.ok("new"));

            assertThat(gate.get("/a").body()).isEqualTo("new");
        }
    }

    @Test
    void changeThatFoundNoConnectionToASecondDropsItToo() throws Exception {
        var first = peers.add(Toxics.ok("old"));
        var second = peers.add(line -> {
            line.read();
            line.send(OK + "Content-Length: 5\r\n\r\n");
            line.hold();
        });
        try (var gate = Gate.to(List.of(first, second), "cache.ttl=60s", "pool=1", "timeout=2s", "attempts=1");
                var holder = new Raw(gate.live.port())) {
            gate.get("/a");
            first.now(CachedTest::diesOfARequest);
            holder.send("GET /gateway/shop/held HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> second.seen().size() == 1);

            assertThat(gate.send("PUT", "/a", "x").statusCode()).isEqualTo(503);
            first.now(Toxics.ok("new"));

            assertThat(gate.get("/a").body()).isEqualTo("new");
        }
    }

    private static void diesOfARequest(Line line) throws IOException {
        line.read();
        line.reset();
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
        var peer = peers.add(CacheTableTest.counting("200 OK", ""));
        try (var gate = Gate.to(List.of(peer), "cache.ttl=60s", "token=the-token")) {
            gate.get("/a", "Authorization", "Bearer the-token");

            assertThat(gate.get("/a", "Authorization", "Bearer the-token").body())
                    .isEqualTo("answer 1");
            assertThat(gate.get("/a").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void withoutALifetimeThereIsNoCache() throws Exception {
        var peer = peers.add(CacheTableTest.counting("200 OK", "Cache-Control: max-age=60"));
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
