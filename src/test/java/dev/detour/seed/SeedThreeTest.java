package dev.detour.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.peers.DetourProcess;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Line;
import dev.detour.peers.Toxics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program, started where a {@code config.ini} lies, and the seed's defects, of which none is left. */
class SeedThreeTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private static HttpResponse<String> ask(DetourProcess detour, String method, String path, String... headers)
            throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + detour.port() + "/gateway/default" + path))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        method.equals("GET")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString("order"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itsFileIsEnoughAndItsDefectsAreGone() throws Exception {
        try (var one = FaultPeer.http(Toxics.status(503));
                var two = FaultPeer.http(Toxics.ok("result"))) {
            Files.writeString(folder.resolve("config.ini"), """
                [SERVICES]
                SERVICE1_BASE_URL = %s
                SERVICE2_BASE_URL = %s
                [API]
                API_KEY = the-s3cret-key
                [RETRY]
                MAX_ATTEMPTS = 1
                FAILURE_THRESHOLD = 100
                BASE_DELAY = 3600
                RATE_LIMIT = 1000
                """.formatted(one.uri(""), two.uri("")));
            try (var detour = DetourProcess.run(folder, Map.of("DETOUR_LOG_LEVEL", "DEBUG"), List.of())) {
                await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> assertThat(
                                ask(detour, "GET", "/endpoint1?param1=value1").body())
                        .isEqualTo("result"));
                answersAGetFromItsCacheAndNeverAPost(detour, two);
                sends429AgainAsItWas(detour, one, two);
                doesNotSleepAfterTheLastTry(detour, one, two);
                asksNothingBesideTheCalls(one, two);
                assertThat(two.seen().get(0).header("Authorization")).isEqualTo("Bearer the-s3cret-key");
                assertThat(String.join("\n", detour.lines())).doesNotContain("the-s3cret-key");
                var metrics = detour.ask("/metrics").body();
                assertThat(metrics)
                        .contains("external_service_requests_total{", "service=\"default\"")
                        .contains("external_service_request_latency_seconds")
                        .contains("external_service_errors_total{")
                        .doesNotContain("endpoint1", "the-s3cret-key");
            }
        }
    }

    private static void answersAGetFromItsCacheAndNeverAPost(DetourProcess detour, FaultPeer two) throws Exception {
        int before = two.seen().size();
        ask(detour, "GET", "/endpoint1?param1=value1");
        assertThat(two.seen()).hasSize(before);
        assertThat(ask(detour, "POST", "/endpoint1?param1=value1", "Idempotency-Key", "1")
                        .body())
                .isEqualTo("result");
        assertThat(two.seen()).hasSize(before + 1);
    }

    /** It became a GET there. */
    private static void sends429AgainAsItWas(DetourProcess detour, FaultPeer one, FaultPeer two) throws Exception {
        one.now(Toxics.status(429));
        ask(detour, "POST", "/orders", "Idempotency-Key", "2");
        var last = two.seen().get(two.seen().size() - 1);
        assertThat(last.line()).isEqualTo("POST /orders HTTP/1.1");
        assertThat(last.body()).isEqualTo("order");
    }

    /** An hour, by its file. */
    private static void doesNotSleepAfterTheLastTry(DetourProcess detour, FaultPeer one, FaultPeer two)
            throws Exception {
        one.now(Toxics.status(500));
        two.now(Toxics.status(500));
        var answer = ask(detour, "GET", "/failing");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("All services failed.");
    }

    /** Neither a health check nor anything else before each call: who is asked otherwise is asked HEAD, now and then. */
    private static void asksNothingBesideTheCalls(FaultPeer one, FaultPeer two) {
        for (var peer : List.of(one, two)) {
            var lines = peer.seen().stream().map(Line.Request::line).toList();
            assertThat(lines).allMatch(line -> line.matches("HEAD / .*|(GET|POST) /(endpoint1.*|orders|failing) .*"));
            assertThat(lines.stream().filter(line -> line.contains("failing"))).hasSize(1);
            assertThat(lines.stream().filter(line -> line.startsWith("POST /orders")))
                    .hasSize(1);
        }
    }
}
