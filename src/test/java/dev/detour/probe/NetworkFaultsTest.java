package dev.detour.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Via;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.PeerProcess;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NetworkFaultsTest {
    private static final Duration SLACK = Duration.ofMillis(250);

    private final Rules rules = new Rules();
    private final OneProbe probe = new OneProbe();

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    @Fault("N1")
    @DisplayName("N1: refused is DOWN at once, and said so")
    void refusedIsDownAtOnce() throws IOException {
        var result = probe.ask(URI.create("http://127.0.0.1:" + FaultPeer.closedPort() + "/"), rules);

        expect(result, Outcome.DOWN, ErrorClass.REFUSED, Phase.CONNECT, "connect refused");
        assertThat(result.duration()).isLessThan(rules.timeout);
    }

    @Test
    @Fault("N1")
    @DisplayName("N1: refused over plain TCP")
    void refusedOverTcp() throws IOException {
        var result = probe.ask(URI.create("tcp://127.0.0.1:" + FaultPeer.closedPort()), rules);

        expect(result, Outcome.DOWN, ErrorClass.REFUSED, Phase.CONNECT, "connect refused");
    }

    @Test
    @Fault("N1")
    @DisplayName(
            "N1: refused or reset at the probe URL is no evidence when so configured; at the candidate URL it is DOWN")
    void refusedCanBeUnknown() throws IOException {
        rules.refusedIsUnknown = true;
        var closed = URI.create("http://127.0.0.1:" + FaultPeer.closedPort() + "/");

        assertThat(probe.ask(closed, rules).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(probe.ask(closed, rules, Via.CANDIDATE_URL).outcome()).isEqualTo(Outcome.DOWN);
        try (var peer = FaultPeer.http(Toxics.resetInBody())) {
            expect(probe.ask(peer.uri("/"), rules), Outcome.UNKNOWN, ErrorClass.RESET, Phase.BODY, "connection reset");
        }
    }

    @Test
    @Fault("N2")
    @DisplayName("N2: a silent peer is DOWN at the total deadline, and its socket closed")
    void silenceEndsAtTheDeadline() throws IOException {
        endsAtTheDeadline(Toxics.SILENT, Phase.HTTP, "no answer within 400 ms");
    }

    @Test
    @Fault("N2")
    @DisplayName("N2: a full backlog is DOWN at the total deadline")
    void fullBacklogEndsAtTheDeadline() throws IOException {
        var clients = new ArrayList<Socket>();
        try (var full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            fill(full, clients);

            var result = probe.ask(URI.create("tcp://127.0.0.1:" + full.getLocalPort()), rules);

            expect(result, Outcome.DOWN, ErrorClass.TIMEOUT, Phase.CONNECT, "no answer within 400 ms");
            assertThat(result.duration()).isLessThan(rules.timeout.plus(SLACK));
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    @Test
    @Fault("N3")
    @DisplayName("N3: a reset in the middle of an answer is DOWN, asked once")
    void resetIsDownAndNotRetried() throws IOException {
        try (var peer = FaultPeer.http(Toxics.resetInBody())) {
            expect(probe.ask(peer.uri("/"), rules), Outcome.DOWN, ErrorClass.RESET, Phase.BODY, "connection reset");
            assertThat(peer.connections()).isEqualTo(1);
        }
    }

    @Test
    @Fault("N4")
    @DisplayName("N4: a process that is stopped in the middle of its life, and goes on")
    void stoppedPeerEndsAtTheDeadlineAndIsUpOnceItGoesOn() throws Exception {
        try (var peer = PeerProcess.start()) {
            var patient = new Rules();
            patient.timeout = Duration.ofSeconds(10);
            assertThat(probe.ask(peer.uri("/"), patient).outcome()).isEqualTo(Outcome.UP);
            peer.stop();

            var result = probe.ask(peer.uri("/"), rules);

            expect(result, Outcome.DOWN, ErrorClass.TIMEOUT, Phase.HTTP, "no answer within 400 ms");
            peer.go();
            assertThat(probe.ask(peer.uri("/"), patient).outcome()).isEqualTo(Outcome.UP);
        }
    }

    @Test
    @Fault("N4")
    @DisplayName("N4: a peer that is stopped ends at the deadline, its socket closed")
    void halfOpenPeerEndsAtTheDeadline() throws IOException {
        // A stopped process: the kernel accepts and takes the request, nobody ever reads it.
        try (var stopped = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            var result = probe.ask(URI.create("http://127.0.0.1:" + stopped.getLocalPort() + "/"), rules);

            expect(result, Outcome.DOWN, ErrorClass.TIMEOUT, Phase.HTTP, "no answer within 400 ms");
            assertThat(result.duration()).isLessThan(rules.timeout.plus(SLACK));
            try (var accepted = stopped.accept()) {
                accepted.setSoTimeout(2000);
                accepted.getInputStream().readAllBytes();
                assertThat(accepted.getInputStream().read()).as("closed by us").isEqualTo(-1);
            }
        }
    }

    @Test
    @Fault("N5")
    @DisplayName("N5: latency below the timeout is UP, above it DOWN")
    void latencyAroundTheTimeout() throws IOException {
        rules.timeout = Duration.ofMillis(300);
        try (var peer = FaultPeer.http(Toxics.latency(Duration.ofMillis(100), Toxics.ok()))) {
            assertThat(probe.ask(peer.uri("/"), rules).outcome()).isEqualTo(Outcome.UP);
            peer.now(Toxics.latency(Duration.ofMillis(600), Toxics.ok()));
            assertThat(probe.ask(peer.uri("/"), rules).outcome()).isEqualTo(Outcome.DOWN);
        }
    }

    @Test
    @Fault("N10")
    @DisplayName("N10: a peer that restarts between two probes is UP: no connection outlives its probe")
    void restartedPeerIsUp() throws IOException {
        int port;
        try (var peer = FaultPeer.http(Toxics.ok())) {
            port = peer.port();
            assertThat(probe.ask(peer.uri("/"), rules).outcome()).isEqualTo(Outcome.UP);
        }
        try (var again = FaultPeer.http(port, Toxics.ok())) {
            assertThat(probe.ask(again.uri("/"), rules).outcome()).isEqualTo(Outcome.UP);
            assertThat(probe.ask(again.uri("/"), rules).outcome()).isEqualTo(Outcome.UP);
            assertThat(again.connections()).isEqualTo(2);
        }
    }

    @Test
    void tcpIsUpWhenSomeoneListens() throws IOException {
        try (var peer = FaultPeer.http(Toxics.SILENT)) {
            var result = probe.ask(peer.tcp(), rules);

            expect(result, Outcome.UP, null, Phase.CONNECT, "connected");
            await().atMost(Duration.ofSeconds(2)).until(() -> peer.open() == 0);
        }
    }

    @Test
    @Fault("D1")
    @DisplayName("D1: a name that does not exist is DOWN dns")
    void unknownNameIsDown() {
        // Not what is shown here, and the first lookup of a JVM takes a while.
        rules.timeout = Duration.ofSeconds(5);
        try (var nowhere = new OneProbe(name -> {
            throw new UnknownHostException(name + ": Name or service not known");
        })) {
            expect(
                    nowhere.ask(URI.create("http://cloud.example/"), rules),
                    Outcome.DOWN,
                    ErrorClass.DNS,
                    Phase.DNS,
                    "name not found: cloud.example");
        }
    }

    @Test
    @Fault("D2")
    @DisplayName("D2: a resolver that hangs is DOWN dns at the deadline, is asked once per name, and holds up no other")
    void slowResolverIsDownAndAlone() throws IOException {
        var answer = new CountDownLatch(1);
        var asked = new AtomicInteger();
        try (var peer = FaultPeer.http(Toxics.ok());
                var slow = new OneProbe(name -> slowly(name, asked, answer))) {
            var result = slow.ask(URI.create("http://stuck.example/"), rules);
            slow.ask(URI.create("http://stuck.example/"), rules);

            expect(result, Outcome.DOWN, ErrorClass.DNS, Phase.DNS, "no answer from the resolver within 400 ms");
            assertThat(result.duration()).isLessThan(rules.timeout.plus(SLACK));
            assertThat(asked).hasValue(1);
            assertThat(slow.ask(URI.create("http://good.example:" + peer.port() + "/"), rules)
                            .outcome())
                    .isEqualTo(Outcome.UP);
        } finally {
            answer.countDown();
        }
    }

    @Test
    @Fault("D4")
    @DisplayName("D4: a dead address beside a live one: both are tried within the deadline")
    void deadAddressLeavesTimeForTheLive() throws IOException {
        var clients = new ArrayList<Socket>();
        try (var dead = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"));
                var peer = FaultPeer.http(dead.getLocalPort(), Toxics.ok());
                var both = new OneProbe(name ->
                        new InetAddress[] {InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")})) {
            fill(dead, clients);

            var result = both.ask(URI.create("http://cloud.example:" + peer.port() + "/"), rules);

            assertThat(result.outcome()).as(result.text()).isEqualTo(Outcome.UP);
            assertThat(result.duration()).isBetween(Duration.ofMillis(150), rules.timeout);
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    @Test
    @Fault("N11")
    @DisplayName("N11: what is wrong on our side is UNKNOWN local")
    void ourOwnFaultIsUnknown() {
        try (var deadlines = new Deadlines();
                var attempt = Attempt.begin(rules.timeout, deadlines)) {
            for (var words :
                    List.of("Too many open files", "Network is unreachable", "Cannot assign requested address")) {
                var question = new Question("g", "EU", Via.PROBE_URL, URI.create("tcp://a:1"), rules.probe(), null);
                var verdict = Judge.failed(question, attempt, new java.net.SocketException(words));

                assertThat(verdict.outcome()).as(words).isEqualTo(Outcome.UNKNOWN);
                assertThat(verdict.error()).as(words).isEqualTo(ErrorClass.LOCAL);
            }
        }
    }

    private void endsAtTheDeadline(Toxic toxic, Phase phase, String text) throws IOException {
        try (var peer = FaultPeer.http(toxic)) {
            var result = probe.ask(peer.uri("/"), rules);

            expect(result, Outcome.DOWN, ErrorClass.TIMEOUT, phase, text);
            assertThat(result.duration()).isBetween(rules.timeout.minusMillis(5), rules.timeout.plus(SLACK));
            await().atMost(Duration.ofSeconds(2)).until(() -> peer.open() == 0);
        }
    }

    private static InetAddress[] slowly(String name, AtomicInteger asked, CountDownLatch answer)
            throws UnknownHostException {
        if (name.equals("stuck.example")) {
            asked.incrementAndGet();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
    }

    /** Connects until the kernel takes no more. */
    private static void fill(ServerSocket full, List<Socket> clients) throws IOException {
        try {
            while (clients.size() < 20) {
                var client = new Socket();
                clients.add(client);
                client.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()), 100);
            }
        } catch (SocketTimeoutException e) {
            return;
        }
        throw new IllegalStateException("the backlog has no end");
    }

    static void expect(ProbeResult result, Outcome outcome, ErrorClass error, Phase phase, String text) {
        assertThat(result.text()).isEqualTo(text);
        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(result.error()).isEqualTo(error);
        assertThat(result.phase()).isEqualTo(phase);
    }
}
