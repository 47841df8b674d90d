package dev.detour.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.decision.Via;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How fast a download is; and what says nothing about that. */
class ThroughputTest {
    private static final int MEGABYTE = 1024 * 1024;

    private final Rules rules = new Rules();
    private final Asker asker = new Asker(Rules.timeline(), InetAddress::getAllByName);
    private final List<Long> slow = new ArrayList<>();

    ThroughputTest() {
        rules.timeout = Duration.ofSeconds(20);
    }

    @AfterEach
    void close() {
        asker.close();
    }

    @Test
    void bitsInAMicrosecondAreMbitsInASecond() {
        assertThat(Throughput.Flow.mbits(12_500_000, 1_000_000_000)).isEqualTo(100);
        assertThat(Throughput.Flow.mbits(12_499_999, 1_000_000_000))
                .as("rounded down")
                .isEqualTo(99);
        assertThat(Throughput.Flow.mbits(1L << 30, 1)).as("no overflow").isPositive();
    }

    @Test
    void aSteadyStreamIsMeasured() throws IOException {
        // 64 KB every 50 ms are 10 Mbit/s; a busy machine makes it less, and nothing makes it much more.
        var result = measure(Toxics.stream(16, Duration.ofMillis(50)), 10 * MEGABYTE);

        assertThat(result).isBetween(1L, 13L);
    }

    @Test
    void loopbackIsFastAndNoMoreIsReadThanWanted() throws IOException {
        try (var peer = FaultPeer.http(Toxics.endlessBody())) {
            assertThat(measure(peer, 2 * MEGABYTE)).isGreaterThan(13);
        }
    }

    @Test
    void whatCameUntilTheDeadlineIsMeasured() throws IOException {
        rules.timeout = Duration.ofSeconds(2);

        var result = measure(Toxics.stream(1000, Duration.ofMillis(100)), 50 * MEGABYTE);

        assertThat(result).isBetween(0L, 7L);
    }

    @Test
    void aBrokenDownloadIsNoSlowOne() throws IOException {
        assertThat(measure(Toxics.status(503), MEGABYTE)).isNull();
        assertThat(measure(Toxics.resetInBody(), MEGABYTE)).isNull();
        assertThat(measure(Toxics.lying(10 * MEGABYTE, "x".repeat(MEGABYTE)), 5 * MEGABYTE))
                .isNull();
        assertThat(measure(Toxics.redirect("/elsewhere"), MEGABYTE)).isNull();
        rules.timeout = Duration.ofMillis(300);
        assertThat(measure(Toxics.SILENT, MEGABYTE)).isNull();
        assertThat(measure(Toxics.dripBody(Duration.ofMillis(5)), MEGABYTE)).isNull();
        assertThat(new Throughput(
                                asker,
                                question(URI.create("http://127.0.0.1:" + FaultPeer.closedPort() + "/")),
                                MEGABYTE,
                                slow::add)
                        .measure())
                .isNull();
    }

    @Test
    void aFewBytesSayNothing() throws IOException {
        assertThat(measure(Toxics.ok("x".repeat(1000)), MEGABYTE)).isNull();
    }

    private Long measure(Toxic toxic, long most) throws IOException {
        try (var peer = FaultPeer.http(toxic)) {
            return measure(peer, most);
        }
    }

    private Long measure(FaultPeer peer, long most) {
        return new Throughput(asker, question(peer.uri("/file")), most, slow::add).measure();
    }

    private Question question(URI uri) {
        return new Question("g", "throughput", Via.PROBE_URL, uri, rules.probe(), new TlsTrust(rules.tls));
    }
}
