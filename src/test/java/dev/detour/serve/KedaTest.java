package dev.detour.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.peers.DetourProcess;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.KedaScaler;
import dev.detour.peers.Ports;
import dev.detour.peers.Toxics;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A strict scaler through the life of a program (G20): it hears what was last seen, or nothing. */
class KedaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final String NOTHING = "nothing";

    @TempDir
    Path folder;

    @Test
    @Fault("G20")
    void hearsWhatWasLastSeenOverStartOutageKillAndRecovery() throws Exception {
        try (var a = FaultPeer.http(Toxics.ok());
                var b = FaultPeer.http(Toxics.ok())) {
            Files.writeString(
                    folder.resolve("application.properties"), """
                    detour.groups=site
                    detour.group.site.mode=observe
                    detour.group.site.regions=a=%s,b=%s
                    detour.group.site.probe.url={target}
                    detour.group.site.probe.interval=500ms
                    detour.group.site.probe.timeout=2s
                    detour.group.site.outage=0s
                    detour.group.site.min-failures=1
                    detour.group.site.min-successes=1
                    detour.group.site.recovery=0s
                    """.formatted(a.uri("/healthz"), b.uri("/healthz")));
            var port = Ports.free();
            try (var siteA = new Poller(port, "site-a");
                    var siteB = new Poller(port, "site-b")) {
                siteA.awaits(NOTHING);
                siteB.awaits(NOTHING);
                try (var program = start(port)) {
                    siteA.awaits(NOTHING, "0");
                    siteB.awaits(NOTHING, "0");
                    b.now(Toxics.resetAtOnce());
                    siteA.awaits(NOTHING, "0", "1");
                    b.now(Toxics.SILENT);
                    program.kill();
                }
                siteA.awaits(NOTHING, "0", "1", NOTHING);
                try (var program = start(port)) {
                    siteA.awaits(NOTHING, "0", "1", NOTHING, "1");
                    program.awaitEvent("started", PATIENCE);
                    b.now(Toxics.ok());
                    siteA.awaits(NOTHING, "0", "1", NOTHING, "1", "0");
                    siteB.awaits(NOTHING, "0", NOTHING, "0");
                }
            }
        }
    }

    private DetourProcess start(int port) {
        return DetourProcess.run(folder, Map.of("DETOUR_HTTP_PORT", Integer.toString(port)), List.of());
    }

    /** Polls all the time, and remembers what it heard, the same in a row once. */
    private static final class Poller implements AutoCloseable {
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final Thread thread;

        Poller(int port, String metric) {
            var scaler = new KedaScaler(URI.create("http://127.0.0.1:" + port + "/metric/" + metric));
            thread = new Thread(() -> poll(scaler), "poller-" + metric);
            thread.start();
        }

        private void poll(KedaScaler scaler) {
            try {
                while (!Thread.interrupted()) {
                    var value = scaler.poll();
                    var word = value.isPresent() ? Long.toString(value.getAsLong()) : NOTHING;
                    if (heard.isEmpty() || !heard.get(heard.size() - 1).equals(word)) {
                        heard.add(word);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Exactly these, one after another. */
        void awaits(String... words) {
            await().atMost(PATIENCE).until(() -> heard.size() >= words.length);
            assertThat(heard).containsExactly(words);
        }

        @Override
        public void close() throws InterruptedException {
            thread.interrupt();
            thread.join();
        }
    }
}
