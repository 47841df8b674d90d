package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import dev.detour.serve.Raw;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SPEC §9: what is tried again elsewhere, by status and method, and by what happens to the first upstream. */
class DecisionsTest {
    private static final List<Integer> FAILURES = List.of(408, 429, 500, 502, 503, 504, 599);
    private static final List<Integer> ANSWERS = List.of(200, 204, 301, 304, 400, 401, 404, 409);
    private static final List<String> REPEATED =
            List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "POST with key", "PATCH with key");
    private static final List<String> ONCE = List.of("POST", "PATCH", "PROPFIND");
    private static final String[] PATIENT = {
        "attempts=1", "failure-threshold=10000", "retry-budget=100%", "attempt-timeout=700ms"
    };
    private static FaultPeer first;
    private static FaultPeer second;

    @BeforeAll
    static void start() throws Exception {
        first = FaultPeer.http(Toxics.ok());
        second = FaultPeer.http(Toxics.ok("second"));
    }

    @AfterAll
    static void stop() throws Exception {
        first.close();
        second.close();
    }

    static Stream<Integer> statuses() {
        return Stream.concat(FAILURES.stream(), ANSWERS.stream());
    }

    /** Status and headers of the answer, by a client that knows nothing of methods. */
    private static String ask(Gate gate, String method) throws Exception {
        var words = method.split(" ");
        var body = List.of("POST", "PATCH", "PUT").contains(words[0]) ? "body" : "";
        try (var client = new Raw(gate.live.port())) {
            return client.send(words[0] + " /gateway/shop/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + (words.length > 1 ? "Idempotency-Key: k\r\n" : "")
                            + (body.isEmpty() ? "" : "Content-Length: 4\r\n") + "\r\n" + body)
                    .all();
        }
    }

    @ParameterizedTest
    @MethodSource("statuses")
    @Fault("G14")
    void statusAndMethodDecide(int status) throws Exception {
        first.now(Toxics.status(status));
        try (var gate = Gate.to(List.of(first, second), PATIENT)) {
            for (var method : REPEATED) {
                var elsewhere = FAILURES.contains(status);
                check(gate, method, elsewhere ? 200 : status, elsewhere ? 2 : 1);
            }
            for (var method : ONCE) {
                check(gate, method, status, 1);
            }
        }
    }

    private static void check(Gate gate, String method, int status, int attempts) throws Exception {
        int before = first.seen().size() + second.seen().size();
        var answer = ask(gate, method);

        assertThat(answer)
                .as(method)
                .startsWith("HTTP/1.1 " + status)
                .contains("X-Detour-Attempts: " + attempts + "\r\n")
                .contains("X-Detour-Upstream: " + (attempts == 1 ? first : second).uri("") + "\r\n");
        assertThat(first.seen().size() + second.seen().size() - before)
                .as(method)
                .isEqualTo(attempts);
        // Sent again as it was: same method, same body.
        var sent = (attempts == 1 ? first : second).seen();
        var last = sent.get(sent.size() - 1);
        assertThat(last.line()).startsWith(method.split(" ")[0] + " /x ");
        assertThat(last.body()).isEqualTo(method.matches("P(OST|UT|ATCH).*") ? "body" : "");
    }

    /** What is left of an upstream's answer once its head has gone to the client. */
    private enum After {
        NOTHING_SENT,
        /** Whichever comes first, its reset or our first byte. */
        NOTHING_READ,
        MAY_HAVE_ARRIVED,
        ANSWER_BEGUN
    }

    static Stream<Arguments> faults() {
        Toxic readThenReset = line -> {
            line.read();
            line.reset();
        };
        Toxic readThenClose = line -> line.read();
        Toxic halfHead = Toxics.raw("HTTP/1.1 200 OK\r\nContent-Le");
        Toxic brokenChunk = Toxics.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nzz\r\n");
        Toxic lying = Toxics.lying(100, "short");
        return Stream.of(
                Arguments.of("refused", null, After.NOTHING_SENT),
                Arguments.of("reset at once", Toxics.resetAtOnce(), After.NOTHING_READ),
                Arguments.of("reset after the request", readThenReset, After.MAY_HAVE_ARRIVED),
                Arguments.of("closed after the request", readThenClose, After.MAY_HAVE_ARRIVED),
                Arguments.of("no answer", Toxics.deaf(), After.MAY_HAVE_ARRIVED),
                Arguments.of("half-open", Toxics.SILENT, After.MAY_HAVE_ARRIVED),
                Arguments.of("dripped head", Toxics.dripHead(Duration.ofMillis(100)), After.MAY_HAVE_ARRIVED),
                Arguments.of("garbage", Toxics.garbage(7, 200), After.MAY_HAVE_ARRIVED),
                Arguments.of("half a head", halfHead, After.MAY_HAVE_ARRIVED),
                Arguments.of("one huge header", Toxics.hugeHeader(1 << 20), After.MAY_HAVE_ARRIVED),
                Arguments.of("flood of 1xx", Toxics.interimFlood(), After.MAY_HAVE_ARRIVED),
                Arguments.of("two lengths", twoLengths(), After.MAY_HAVE_ARRIVED),
                Arguments.of("reset in the body", Toxics.resetInBody(), After.ANSWER_BEGUN),
                Arguments.of("lying length", lying, After.ANSWER_BEGUN),
                Arguments.of("broken chunk", brokenChunk, After.ANSWER_BEGUN));
    }

    private static Toxic twoLengths() {
        return Toxics.raw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    @Fault({"G13", "G14"})
    void faultAndMethodDecide(String fault, Toxic toxic, After after) throws Exception {
        var url = toxic == null
                ? "http://127.0.0.1:" + FaultPeer.closedPort()
                : first.now(toxic).uri("").toString();
        try (var gate = Gate.urls(List.of(url, second.uri("").toString()), PATIENT)) {
            int before = second.seen().size();
            var methods = List.of("GET", "POST", "POST with key");
            var answers = methods.stream()
                    .map(method -> CompletableFuture.supplyAsync(() -> askQuietly(gate, method)))
                    .toList();
            int elsewhere = 0;
            for (int i = 0; i < methods.size(); i++) {
                var answer = answers.get(i).join();
                check(methods.get(i), after, answer);
                elsewhere += answer.endsWith("second") ? 1 : 0;
            }
            assertThat(second.seen()).as("nobody else's").hasSize(before + elsewhere);
        }
    }

    private static void check(String method, After after, String answer) {
        var elsewhere = answer.endsWith("second");
        if (after == After.ANSWER_BEGUN) {
            // Begun with the client as well, who sees that it is not whole.
            assertThat(answer).as(method).startsWith("HTTP/1.1 200").doesNotContain("(open)", "\r\n0\r\n");
            assertThat(elsewhere).as(method).isFalse();
        } else if (after == After.NOTHING_SENT
                || !method.equals("POST")
                || (after == After.NOTHING_READ && elsewhere)) {
            assertThat(answer).as(method).startsWith("HTTP/1.1 200").endsWith("second");
        } else {
            assertThat(answer).as(method).startsWith("HTTP/1.1 502").contains("All services failed.");
        }
    }

    private static String askQuietly(Gate gate, String method) {
        try {
            return ask(gate, method);
        } catch (Exception e) {
            return e.toString();
        }
    }

    static Stream<Toxic> breaks() {
        return Stream.of(
                Toxics.resetAtOnce(),
                line -> {
                    line.read();
                    line.reset();
                },
                line -> line.read(),
                Toxics.garbage(7, 200),
                twoLengths());
    }

    /** Nobody waits for a timeout to learn it: an hour would be too long for this test. */
    @ParameterizedTest
    @MethodSource("breaks")
    void connectionThatBreaksIsKnownAtOnce(Toxic toxic) throws Exception {
        first.now(toxic);
        try (var gate = Gate.to(List.of(first, second), "attempt-timeout=1h", "timeout=1h")) {
            assertThat(ask(gate, "GET")).startsWith("HTTP/1.1 200").endsWith("second");
        }
    }
}
