package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cache's rules as clients and upstreams see them. One by one they are in the package {@code cache}. */
class CacheTableTest {
    private static FaultPeer shared;
    private static int rows;

    @BeforeAll
    static void start() throws Exception {
        shared = FaultPeer.http(Toxics.ok());
    }

    @AfterAll
    static void stop() throws Exception {
        shared.close();
    }

    /** Each answer of it is another, and has these header lines, divided by a bar. */
    static Toxic counting(String status, String lines) {
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
}
