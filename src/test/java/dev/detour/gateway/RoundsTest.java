package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.gateway.Gate.Peers;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC §9: attempts, rounds, failures, breakers. */
class RoundsTest {
    private final Peers peers = new Peers();

    @AfterEach
    void end() throws Exception {
        peers.close();
    }

    @Test
    void withinARoundTheNextIsTriedAtOnce() throws Exception {
        var second = peers.add(Toxics.ok("second"));
        var closed = "http://127.0.0.1:" + FaultPeer.closedPort();
        try (var gate = Gate.urls(List.of(closed, second.uri("").toString()), "base-delay=1h")) {
            var answer = gate.get("/a?b=c");

            assertThat(answer.body()).isEqualTo("second");
            assertThat(Gate.header(answer, "X-Detour-Upstream"))
                    .isEqualTo(second.uri("").toString());
            assertThat(Gate.header(answer, "X-Detour-Attempts")).isEqualTo("2");
            assertThat(Gate.header(answer, "X-Detour-Cache")).isEqualTo("off");
            assertThat(second.seen().get(0).line()).isEqualTo("GET /a?b=c HTTP/1.1");
        }
    }

    @Test
    void roundsAreApartByDelaysThatDoubleAndNoneFollowsTheLast() throws Exception {
        var peer = peers.add(Toxics.status(503));
        try (var gate =
                Gate.to(List.of(peer), "attempts=3", "base-delay=200ms", "failure-threshold=100", "timeout=1m")) {
            var answer = gate.get("/");

            assertThat(answer.statusCode()).isEqualTo(502);
            var at = peer.arrivals();
            assertThat(at).hasSize(3);
            assertThat(Duration.between(at.get(0), at.get(1))).isGreaterThan(Duration.ofMillis(190));
            assertThat(Duration.between(at.get(1), at.get(2))).isGreaterThan(Duration.ofMillis(390));
        }
    }

    @Test
    void whenAllFailTheAnswerSaysWhatEachOfThemDid() throws Exception {
        var broken = peers.add(Toxics.status(500));
        var closed = "http://127.0.0.1:" + FaultPeer.closedPort();
        try (var gate = Gate.urls(List.of(broken.uri("").toString(), closed), "attempts=1")) {
            var answer = gate.get("/");

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body())
                    .isEqualTo("{\"error\":\"All services failed.\",\"upstreams\":[{\"url\":\"" + broken.uri("")
                            + "\",\"error\":\"status 500\",\"status\":500},{\"url\":\"" + closed
                            + "\",\"error\":\"connection refused\",\"status\":null}]}");
        }
    }

    @Test
    void withoutAnUpstreamTheAnswerIs404() throws Exception {
        try (var gate = Gate.nothing()) {
            var answer = gate.get("/");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"error\":\"No services registered.\"}");
        }
    }

    @Test
    void anAttemptEndsAtItsTimeout() throws Exception {
        var deaf = peers.add(Toxics.deaf());
        var second = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(deaf, second), "attempt-timeout=300ms")) {
            assertThat(gate.get("/").statusCode()).isEqualTo(200);
            assertThat(gate.upstream(0).lastError()).isEqualTo("no answer within 300 ms");
            assertThat(deaf.connections()).isEqualTo(1);
        }
    }

    @Test
    void aWholeCallEndsAtItsTimeoutWhateverIsLeftToTry() throws Exception {
        var deaf = peers.add(Toxics.deaf());
        try (var gate = Gate.to(
                List.of(deaf), "timeout=700ms", "attempt-timeout=300ms", "attempts=100", "failure-threshold=1000")) {
            assertThat(gate.get("/").statusCode()).isEqualTo(502);
            assertThat(deaf.connections()).isBetween(2, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"attempt-timeout=5s", "attempt-timeout=400ms"})
    void anUpstreamThatHangsForTheWholeCallIsGoneAroundInTheEnd(String attemptTimeout) throws Exception {
        var deaf = peers.add(Toxics.deaf());
        var second = peers.add(Toxics.ok("second"));
        try (var gate = Gate.to(List.of(deaf, second), "timeout=400ms", attemptTimeout, "failure-threshold=2")) {
            assertThat(gate.get("/").statusCode()).isEqualTo(502);
            assertThat(gate.upstream(0).health()).isEqualTo("DOWN");
            assertThat(gate.get("/").statusCode()).isEqualTo(502);
            assertThat(gate.upstream(0).breaker()).isEqualTo("open");
            assertThat(gate.live.get("/metrics").body())
                    .contains("external_service_errors_total{error_type=\"timeout\",service=\"shop\"} 2.0");

            assertThat(gate.get("/").body()).isEqualTo("second");
        }
    }

    @Test
    void anUpstreamThatWasAskedLateAndCutShortIsSpared() throws Exception {
        var deaf = peers.add(Toxics.deaf());
        var slow = peers.add(Toxics.deaf());
        try (var gate = Gate.to(List.of(deaf, slow), "timeout=900ms", "attempt-timeout=600ms", "attempts=1")) {
            assertThat(gate.get("/").statusCode()).isEqualTo(502);

            assertThat(slow.connections()).isEqualTo(1);
            assertThat(gate.upstream(0).failures()).isEqualTo(1);
            assertThat(gate.upstream(1).failures()).isZero();
            assertThat(gate.upstream(1).health()).isEqualTo("UNKNOWN");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 599, 408, 429})
    void theseStatusesAreFailures(int status) throws Exception {
        var first = peers.add(Toxics.status(status));
        var second = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(first, second))) {
            assertThat(gate.get("/").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 404, 409, 422})
    void othersAreAnswers(int status) throws Exception {
        var first = peers.add(Toxics.status(status));
        var second = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(first, second))) {
            assertThat(gate.get("/").statusCode()).isEqualTo(status);
            assertThat(second.connections()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, false, 2", "OPTIONS, false, 2", "PUT, false, 2", "DELETE, false, 2",
        "POST, false, 1", "PATCH, false, 1", "POST, true, 2", "PATCH, true, 2"
    })
    @Fault("G14")
    void whatMayBeRepeatedDependsOnMethodAndKey(String method, boolean key, int calls) throws Exception {
        var first = peers.add(Toxics.status(503));
        var second = peers.add(Toxics.ok("second"));
        try (var gate = Gate.to(List.of(first, second), "attempts=1")) {
            var headers = key ? new String[] {"Idempotency-Key", "k"} : new String[0];
            var answer = gate.send(method, "/", "body", headers);

            assertThat(first.connections() + second.connections()).isEqualTo(calls);
            // Tried once, it gets the upstream's own answer.
            assertThat(answer.statusCode()).isEqualTo(calls == 2 ? 200 : 503);
            if (calls == 2) {
                assertThat(second.seen().get(0).body()).isEqualTo("body");
            }
        }
    }

    @Test
    @Fault("G14")
    void ofWhatNotAByteWasSentAnotherMayHaveIt() throws Exception {
        var second = peers.add(Toxics.ok());
        var closed = "http://127.0.0.1:" + FaultPeer.closedPort();
        try (var gate = Gate.urls(List.of(closed, second.uri("").toString()))) {
            assertThat(gate.send("POST", "/", "body").statusCode()).isEqualTo(200);
            assertThat(second.seen().get(0).body()).isEqualTo("body");
        }
    }

    @Test
    @Fault("G14")
    void aPostWhoseAnswerBrokeIsNotRepeated() throws Exception {
        Toxic breaks = line -> {
            line.read();
            line.reset();
        };
        var first = peers.add(breaks);
        var second = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(first, second))) {
            assertThat(gate.send("POST", "/", "body").statusCode()).isEqualTo(502);
            assertThat(second.connections()).isZero();
            assertThat(gate.send("GET", "/", null).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void failuresInARowOpenTheBreakerAndOneTrialClosesIt() throws Exception {
        var sick = new AtomicInteger(503);
        var peer = peers.add(line -> Toxics.status(sick.get()).serve(line));
        try (var gate = Gate.to(List.of(peer), "attempts=1", "failure-threshold=3", "recovery-time=500ms")) {
            for (var i = 0; i < 3; i++) {
                gate.get("/");
            }
            assertThat(gate.upstream(0).breaker()).isEqualTo("open");
            var answer = gate.get("/");
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("circuit breaker open: status 503");
            assertThat(peer.connections()).isEqualTo(3);

            sick.set(200);
            org.awaitility.Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> gate.get("/").statusCode() == 200);
            assertThat(gate.upstream(0).breaker()).isEqualTo("closed");
            assertThat(peer.connections()).isEqualTo(4);
        }
    }

    @Test
    void oneSuccessBetweenFailuresKeepsTheBreakerClosed() throws Exception {
        var peer = peers.add(Toxics.everyNth(3, Toxics.ok(), Toxics.status(500)));
        try (var gate = Gate.to(List.of(peer), "attempts=1", "failure-threshold=3")) {
            for (var i = 0; i < 9; i++) {
                gate.get("/");
            }
            assertThat(peer.connections()).isEqualTo(9);
            assertThat(gate.upstream(0).breaker()).isEqualTo("closed");
        }
    }

    @Test
    void aSlowGetIsAskedOfTheNextTooAndTheFirstAnswerCounts() throws Exception {
        var deaf = peers.add(Toxics.deaf());
        var second = peers.add(Toxics.ok("second"));
        try (var gate = Gate.to(List.of(deaf, second), "hedge=100ms", "attempt-timeout=7s")) {
            var answer = gate.get("/");

            assertThat(answer.body()).isEqualTo("second");
            assertThat(Gate.header(answer, "X-Detour-Attempts")).isEqualTo("2");
            // The other is let go, and nothing is held against it.
            org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> deaf.open() == 0);
            assertThat(gate.upstream(0).failures()).isZero();
        }
    }

    /** A body that streams would be torn in two: one part to each. */
    @ParameterizedTest
    @CsvSource({"PUT, 4", "GET, 70000"})
    void onlyAGetWhoseBodyIsKeptIsHedged(String method, int length) throws Exception {
        var slow = peers.add(Toxics.latency(Duration.ofMillis(500), Toxics.ok("slow")));
        var second = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(slow, second), "hedge=100ms")) {
            assertThat(gate.send(method, "/", "z".repeat(length)).body()).isEqualTo("slow");
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    @Fault("H12")
    void retryAfterEndsAnUpstreamForSoLong() throws Exception {
        var busy = peers.add(Toxics.status(429, "Retry-After: 60"));
        var second = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(busy, second))) {
            gate.get("/");
            gate.get("/");
            assertThat(busy.connections()).isEqualTo(1);
            assertThat(second.connections()).isEqualTo(2);
        }
        try (var gate = Gate.to(List.of(busy))) {
            gate.get("/");
            assertThat(gate.get("/").body()).contains("asked to be left alone for 60 s (Retry-After)");
            assertThat(busy.connections()).isEqualTo(2);
        }
    }
}
