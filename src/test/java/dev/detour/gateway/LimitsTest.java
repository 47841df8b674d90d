package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.gateway.Gate.Peers;
import dev.detour.peers.Fault;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import dev.detour.serve.Raw;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC §9: rate, pool, retry budget. */
class LimitsTest {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final Peers peers = new Peers();
    private final CountDownLatch open = new CountDownLatch(1);

    @AfterEach
    void end() throws Exception {
        open.countDown();
        peers.close();
    }

    /** Answers once the test lets it. */
    private Toxic held() {
        return line -> {
            line.read();
            open.await(20, TimeUnit.SECONDS);
            line.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        };
    }

    private static List<CompletableFuture<HttpResponse<String>>> ask(Gate gate, int times) {
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var i = 0; i < times; i++) {
            answers.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return gate.get("/");
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        return answers;
    }

    private static List<Integer> statuses(List<CompletableFuture<HttpResponse<String>>> answers) {
        return answers.stream().map(answer -> answer.join().statusCode()).toList();
    }

    @Test
    void aRequestWaitsForItsTurn() throws Exception {
        var peer = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(peer), "rate=2/500ms", "timeout=7s")) {
            assertThat(statuses(ask(gate, 6))).containsOnly(200);

            var at = peer.arrivals();
            assertThat(Duration.between(at.get(0), at.get(5))).isGreaterThan(Duration.ofMillis(450));
        }
    }

    /** Its body took most of the time; the wait for a turn, or the upstream, got all of it once more. */
    @ParameterizedTest
    @CsvSource({"rate=1000/1s, 502", "rate=1/3s, 429"})
    void timeThatTheBodyTookIsGone(String rate, int status) throws Exception {
        var peer = peers.add(line -> {
            var asked = line.read().line();
            if (asked.startsWith("POST")) {
                line.hold();
            }
            line.pause(Duration.ofSeconds(asked.contains("/slow") ? 3 : 0));
            line.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        });
        try (var gate = Gate.to(List.of(peer), rate, "timeout=5s");
                var client = new Raw(gate.live.port())) {
            var began = System.nanoTime();
            client.send("POST /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\na");
            assertThat(gate.get("/slow").statusCode()).isEqualTo(200);
            assertThat(gate.get("/").statusCode()).isEqualTo(200);

            assertThat(client.send("b").until("\r\n\r\n")).startsWith("HTTP/1.1 " + status);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(7500));
        }
    }

    @Test
    void whoseTurnComesTooLateIsToldWhenToAskAgain() throws Exception {
        var peer = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(peer), "rate=1/1m", "timeout=2s")) {
            assertThat(gate.get("/").statusCode()).isEqualTo(200);
            var answer = gate.get("/");

            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(Gate.header(answer, "Retry-After")).isEqualTo("60");
            assertThat(peer.connections()).isEqualTo(1);
        }
    }

    /** The client of the upstream was closed under it, and its next attempt ran into a timeout. */
    @Test
    void editLeavesACallAloneThatWaitsForItsNextRound() throws Exception {
        var peer = peers.add(Toxics.status(503));
        var urls = List.of(peer.uri("").toString());
        try (var gate = Gate.to(List.of(peer), "base-delay=2s", "timeout=7s")) {
            var answers = ask(gate, 1);
            Awaitility.await().atMost(BOUND).until(() -> gate.upstream(0).failures() == 1);
            peer.now(Toxics.ok());
            gate.gateway
                    .become(List.of(Gate.service("shop", urls, "base-delay=1s")))
                    .toCompletableFuture()
                    .join();

            assertThat(statuses(answers)).containsOnly(200);
        }
    }

    /** The look waited for the connection of the call, and said after its timeout that the upstream was down. */
    @Test
    void upstreamWhoseOnlyPlaceIsTakenIsSeenToBeWell() throws Exception {
        var peer = peers.add(line -> {
            if (line.read().line().startsWith("GET")) {
                open.await(20, TimeUnit.SECONDS);
            }
            line.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        });
        try (var gate = Gate.to(List.of(peer), "pool=1")) {
            var answers = ask(gate, 1);
            Awaitility.await().atMost(BOUND).until(() -> peer.seen().size() == 1);

            // Before the call itself runs into the timeout of its attempt, and makes room.
            assertThat(gate.gateway.look("shop").toCompletableFuture().get(3, TimeUnit.SECONDS))
                    .isTrue();
            open.countDown();
            assertThat(statuses(answers)).containsOnly(200);
        }
    }

    @Test
    @Fault("G13")
    void theOthersWaitForAConnectionAndTheApiAnswers() throws Exception {
        var peer = peers.add(held());
        try (var gate = Gate.to(List.of(peer), "pool=2")) {
            var answers = ask(gate, 5);
            Awaitility.await().atMost(BOUND).until(() -> peer.seen().size() == 2);
            assertThat(gate.live.get("/healthz").statusCode()).isEqualTo(200);
            assertThat(peer.connections()).isEqualTo(2);

            open.countDown();
            assertThat(statuses(answers)).containsOnly(200);
            assertThat(peer.connections()).isEqualTo(5);
        }
    }

    @Test
    @Fault("G13")
    void whoGetsNoConnectionInTimeIsToldSo() throws Exception {
        var peer = peers.add(held());
        try (var gate = Gate.to(List.of(peer), "pool=1", "timeout=1500ms", "attempt-timeout=1500ms")) {
            var first = ask(gate, 1);
            Awaitility.await().atMost(BOUND).until(() -> peer.seen().size() == 1);
            var second = ask(gate, 1);
            Awaitility.await().atMost(BOUND).until(() -> first.get(0).isDone());

            // Which of both times ends first does not matter to the one that waits.
            assertThat(statuses(second).get(0)).isIn(503, 502);
            assertThat(peer.connections()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    @Fault("G15")
    void theBudgetEndsAStormOfRetries() {
        var budget = new RetryBudget(20);
        long second = 1_000_000_000L;
        for (var i = 0; i < 1000; i++) {
            budget.request(second);
        }
        var taken = 0;
        for (var i = 0; i < 1000; i++) {
            taken += budget.take(second) ? 1 : 0;
        }
        assertThat(taken).as("a fifth of them").isEqualTo(200);
        assertThat(budget.take(11 * second - 1)).as("still within ten seconds").isFalse();
        taken = 0;
        for (var i = 0; i < 1000; i++) {
            taken += budget.take(11 * second) ? 1 : 0;
        }
        assertThat(taken).as("ten a second at least").isEqualTo(100);
    }

    @Test
    @Fault("G15")
    void aFirstFailoverIsFreeAndRetriesAreNot() throws Exception {
        var sick = peers.add(Toxics.status(500));
        var well = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(sick, well), "retry-budget=0%", "failure-threshold=1000", "attempts=1")) {
            for (var i = 0; i < 110; i++) {
                assertThat(gate.get("/").statusCode()).isEqualTo(200);
            }
            assertThat(sick.connections()).isEqualTo(110);
        }
        var calls = sick.connections();
        try (var gate = Gate.to(List.of(sick), "retry-budget=0%", "failure-threshold=10000", "attempts=2")) {
            for (var i = 0; i < 130; i++) {
                gate.get("/");
            }
            // Ten a second are allowed all the same, over a window of ten seconds.
            assertThat(sick.connections() - calls).isBetween(230, 260);
        }
    }
}
