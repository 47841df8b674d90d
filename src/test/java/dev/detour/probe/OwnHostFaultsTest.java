package dev.detour.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.RealPeers;
import dev.detour.peers.Toxics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OwnHostFaultsTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    /** Becomes the process in a network of its own that has eight ports for outgoing connections. */
    private static final String FEW_PORTS =
            "exec unshare -n sh -c 'ip link set lo up; echo 40000 40007 > /proc/sys/net/ipv4/ip_local_port_range;"
                    + " exec \"$@\"' sh \"$@\"";

    @Test
    @Fault("N11")
    @DisplayName("N11: without a descriptor left a probe is UNKNOWN local, and recovers")
    void descriptorsExhausted() throws IOException {
        try (var peer = FaultPeer.http(Toxics.ok());
                var host = new Host("starve", peer.uri("/").toString())) {
            await().atMost(BOUND).until(() -> host.lines.size() >= 3);

            assertThat(host.lines)
                    .containsExactly(
                            "UP null status 200", "UNKNOWN LOCAL our side: too many open files", "UP null status 200");
        }
    }

    @Test
    @Fault("N11")
    @DisplayName("N11: without a local port left a probe is UNKNOWN local, and recovers")
    void localPortsExhausted() throws Exception {
        requireNamespaces();
        try (var host = new Host(FEW_PORTS, "ports", "http://unused/")) {
            await().atMost(BOUND).until(() -> host.lines.size() >= 3);

            assertThat(host.lines)
                    .containsExactly(
                            "UP null status 200",
                            "UNKNOWN LOCAL our side: cannot assign requested address",
                            "UP null connected");
        }
    }

    private static void requireNamespaces() throws InterruptedException {
        try {
            RealPeers.run("unshare", "-n", "ip", "link", "set", "lo", "up");
        } catch (IOException e) {
            RealPeers.missing("a network namespace, which needs root and iproute2: " + e.getMessage());
        }
    }

    @Test
    @Fault("O9")
    @DisplayName("O9: a process that was stopped tells of the gap before its next result")
    void stoppedProcessTellsOfTheGap() throws Exception {
        try (var host = new Host("watch", "http://unused/")) {
            await().atMost(BOUND).until(() -> host.lines.size() >= 3);
            host.signal("STOP");
            int then = host.lines.size();
            await().during(Duration.ofMillis(1500)).atMost(BOUND).until(() -> true);
            host.signal("CONT");

            await().atMost(BOUND).until(() -> host.lines.size() >= then + 4);
            var after = host.lines.subList(then, host.lines.size());
            assertThat(after).containsOnlyOnce("gap");
            // A probe that had ended just before the stop may have left its line in the pipe.
            assertThat(after.indexOf("gap")).isLessThanOrEqualTo(1);
        }
    }

    private static final class Host implements AutoCloseable {
        final List<String> lines = new CopyOnWriteArrayList<>();
        private final Process process;

        Host(String what, String url) throws IOException {
            this("ulimit -n 500; exec \"$@\"", what, url);
        }

        /** @param shell becomes the process that its arguments say */
        Host(String shell, String what, String url) throws IOException {
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            process = new ProcessBuilder(
                            "sh",
                            "-c",
                            shell,
                            "sh",
                            java,
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            OwnHost.class.getName(),
                            what,
                            url)
                    .redirectErrorStream(true)
                    .start();
            var reader = new Thread(this::read, "own-host");
            reader.setDaemon(true);
            reader.start();
        }

        void signal(String name) throws IOException, InterruptedException {
            assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        }

        private void read() {
            try (var out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                out.lines().forEach(lines::add);
            } catch (IOException | java.io.UncheckedIOException e) {
                lines.add("gone: " + e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
