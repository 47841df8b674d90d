package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.detour.serve.ServerStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<List<String>> problems = new AtomicReference<>(List.of());
    private HttpServer listener;
    private volatile int answer = 200;

    @BeforeEach
    void listen() throws IOException {
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", exchange -> {
            heard.incrementAndGet();
            try (exchange) {
                exchange.sendResponseHeaders(answer, -1);
            }
        });
        listener.start();
    }

    @AfterEach
    void end() {
        listener.stop(0);
    }

    @Test
    void beatsWhileAllIsWellAndStopsWhenItIsNot() {
        try (var heartbeat = heartbeat()) {
            heartbeat.start(Duration.ofMillis(10), Duration.ofMillis(50));
            await().atMost(Duration.ofSeconds(5)).until(() -> heard.get() >= 2);

            problems.set(List.of("the state cannot be written"));
            var then = asked.get();
            await().atMost(Duration.ofSeconds(5)).until(() -> asked.get() > then + 1);
            var before = heard.get();
            await().atMost(Duration.ofSeconds(5)).until(() -> asked.get() > then + 5);
            assertThat(heard.get()).isEqualTo(before);
        }
    }

    @Test
    void goesOnBeatingThoughNobodyWantsToHear() {
        answer = 500;
        try (var heartbeat = heartbeat()) {
            heartbeat.start(Duration.ofMillis(10), Duration.ofMillis(50));
            await().atMost(Duration.ofSeconds(5)).until(() -> heard.get() >= 3);
        }
    }

    @Test
    void goesOnBeatingWhenALookAtTheStatusFails() {
        problems.set(null);
        try (var heartbeat = heartbeat()) {
            heartbeat.start(Duration.ofMillis(10), Duration.ofMillis(50));
            await().atMost(Duration.ofSeconds(5)).until(() -> asked.get() >= 2);
            assertThat(heard).hasValue(0);

            problems.set(List.of());
            await().atMost(Duration.ofSeconds(5)).until(() -> heard.get() >= 1);
        }
    }

    private Heartbeat heartbeat() {
        var address = listener.getAddress();
        return new Heartbeat(URI.create("http://127.0.0.1:" + address.getPort() + "/beat"), new Told());
    }

    /** Says what the test wants said. */
    private final class Told implements ServerStatus {
        @Override
        public String version() {
            return "test";
        }

        @Override
        public Duration uptime() {
            return Duration.ZERO;
        }

        @Override
        public List<String> problems() {
            asked.incrementAndGet();
            return problems.get();
        }

        @Override
        public Reload reload() {
            return Reload.NONE;
        }
    }
}
