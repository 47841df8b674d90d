package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.gateway.Gate.Peers;
import dev.detour.peers.Fault;
import dev.detour.peers.Line;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import dev.detour.serve.Raw;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long bodies, and clients that leave in the middle of one. */
class StreamsTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int MEGABYTE = 1 << 20;
    private static final long LENGTH = 50L * MEGABYTE;
    /** What both sockets' buffers and ours may hold between them. */
    private static final long MOST_UNDER_WAY = 20L * MEGABYTE;

    private final Peers peers = new Peers();

    @AfterEach
    void end() throws Exception {
        peers.close();
    }

    private static byte[] piece(long index) {
        var piece = new byte[MEGABYTE];
        java.util.Arrays.fill(piece, (byte) ('a' + index % 26));
        return piece;
    }

    /** Writes all of it, counting what the socket took. */
    private static void write(OutputStream out, AtomicLong written) throws IOException {
        for (long i = 0; i < LENGTH / MEGABYTE; i++) {
            byte[] piece = piece(i);
            for (int at = 0; at < piece.length; at += 16 * 1024) {
                out.write(piece, at, 16 * 1024);
                written.addAndGet(16 * 1024);
            }
        }
        out.flush();
    }

    private static void readAll(InputStream in) throws IOException {
        for (long i = 0; i < LENGTH / MEGABYTE; i++) {
            assertThat(in.readNBytes(MEGABYTE)).isEqualTo(piece(i));
        }
    }

    /** It stands still, far from its end. */
    private static void awaitStandstill(AtomicLong written) {
        var before = new AtomicLong(-1);
        Awaitility.await()
                .atMost(BOUND)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> written.get() > 0 && before.getAndSet(written.get()) == written.get());
        assertThat(written.get()).isLessThan(MOST_UNDER_WAY);
    }

    private static String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("after " + head).isNotNegative();
            head.append((char) next);
        }
        return head.toString();
    }

    @Test
    void fiftyMegabytesUpWaitForWhoTakesThem() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var gate = Gate.urls(List.of("http://127.0.0.1:" + listener.getLocalPort()));
                var client = new Socket(InetAddress.getLoopbackAddress(), gate.live.port())) {
            var written = new AtomicLong();
            var sent = CompletableFuture.runAsync(() -> {
                try {
                    client.getOutputStream()
                            .write(("POST /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + LENGTH
                                            + "\r\n\r\n")
                                    .getBytes());
                    write(client.getOutputStream(), written);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            try (var upstream = listener.accept()) {
                awaitStandstill(written);
                assertThat(head(upstream)).contains("Content-Length: " + LENGTH);
                readAll(upstream.getInputStream());
                upstream.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes());
                sent.get(30, TimeUnit.SECONDS);
                assertThat(head(client)).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void fiftyMegabytesDownWaitForWhoTakesThem() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var gate = Gate.urls(List.of("http://127.0.0.1:" + listener.getLocalPort()), "cache.ttl=60s");
                var client = new Socket(InetAddress.getLoopbackAddress(), gate.live.port())) {
            client.getOutputStream().write("GET /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            try (var upstream = listener.accept()) {
                head(upstream);
                var written = new AtomicLong();
                var sent = CompletableFuture.runAsync(() -> {
                    try {
                        upstream.getOutputStream()
                                .write(("HTTP/1.1 200 OK\r\nContent-Length: " + LENGTH + "\r\n\r\n").getBytes());
                        write(upstream.getOutputStream(), written);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                awaitStandstill(written);
                assertThat(head(client)).contains("Content-Length: " + LENGTH);
                readAll(client.getInputStream());
                sent.get(30, TimeUnit.SECONDS);
                assertThat(gate.cache.size()).isZero();
            }
        }
    }

    /** RFC 9112, 6.1 and 6.3: such a client knows no chunks; the end of the connection is the end of the body. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: keep-alive\r\n"})
    void clientsOfHttp10GetABodyOfUnknownLengthAsItIs(String connection) throws Exception {
        var peer = peers.add(
                Toxics.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n"));
        try (var gate = Gate.to(List.of(peer));
                var client = new Raw(gate.live.port())) {
            var answer = client.send("GET /gateway/shop/ HTTP/1.0\r\nHost: localhost\r\n" + connection + "\r\n")
                    .all();

            assertThat(answer).matches("(?s)HTTP/1\\.[01] 200 .*\r\n\r\nabcdef");
            assertThat(answer.toLowerCase()).doesNotContain("chunked");
        }
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @Test
    @Fault("G16")
    void clientsThatLeaveInTheMiddleLeaveNothingOpen() throws Exception {
        Toxic endless = line -> {
            line.read();
            line.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nbegun");
            line.hold();
        };
        var peer = peers.add(endless);
        try (var gate = Gate.to(List.of(peer), "failure-threshold=1")) {
            leave(gate, "GET /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "begun");
            Awaitility.await().atMost(BOUND).until(() -> peer.open() == 0);
            long before = descriptors();
            for (int i = 0; i < 50; i++) {
                leave(gate, "GET /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "begun");
            }
            Awaitility.await().atMost(BOUND).untilAsserted(() -> {
                assertThat(peer.open()).isZero();
                assertThat(descriptors()).isLessThanOrEqualTo(before + 5);
            });
            assertThat(peer.connections()).isEqualTo(51);
            assertThat(gate.upstream(0).breaker()).isEqualTo("closed");
        }
    }

    private static void leave(Gate gate, String request, String after) throws IOException {
        try (var client = new Raw(gate.live.port())) {
            client.send(request);
            if (after != null) {
                client.until(after);
            }
        }
    }

    @Test
    @Fault("G16")
    void clientsThatLeaveBeforeTheAnswerLeaveNothingOpen() throws Exception {
        var peer = peers.add(Toxics.deaf());
        try (var gate = Gate.to(List.of(peer), "failure-threshold=1", "pool=2")) {
            for (int i = 1; i <= 20; i++) {
                try (var client = new Raw(gate.live.port())) {
                    client.send("GET /gateway/shop/" + i + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    int seen = i;
                    Awaitility.await()
                            .atMost(BOUND)
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> peer.seen().size() == seen);
                }
            }
            Awaitility.await().atMost(BOUND).until(() -> peer.open() == 0);
            assertThat(gate.upstream(0).breaker()).isEqualTo("closed");
        }
    }

    /** The upstream is not to blame, and learns that there is no more to come. */
    @Test
    @Fault({"G4", "G16"})
    void streamedBodyThatTurnsToNonsenseEndsTheUpstreamsRequestToo() throws Exception {
        var began = new CountDownLatch(1);
        var peer = peers.add(line -> {
            drain(line, began);
        });
        try (var gate = Gate.to(List.of(peer), "failure-threshold=1", "idle-timeout=1h", "timeout=1h");
                var client = new Raw(gate.live.port())) {
            var chunk = "10000\r\n" + "z".repeat(0x10000) + "\r\n";
            client.send("POST /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk
                    + chunk);
            assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();

            var answer = client.send("1;x=y\r\na\r\n0\r\n\r\n").all();

            assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("(open)");
            Awaitility.await().atMost(BOUND).until(() -> peer.open() == 0);
            assertThat(gate.upstream(0).breaker()).isEqualTo("closed");
            assertThat(gate.upstream(0).failures()).isZero();
        }
    }

    private static void drain(Line line, CountDownLatch began) throws IOException {
        line.read();
        began.countDown();
        line.hold();
    }
}
