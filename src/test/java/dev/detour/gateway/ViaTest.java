package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.serve.Raw;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SPEC §9, {@code via}: a route of the user's own that does not come to its end. */
class ViaTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final int THREADS = 16;
    private static final int MOST_WAITING = 200;
    private static final String ASK = "GET /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        open.countDown();
        for (var client : clients) {
            client.close();
        }
    }

    /** Its routes wait until the test lets them. */
    private Gate gate(String route, String timeout) throws Exception {
        var held = new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + route).process(asked -> {
                    begun.incrementAndGet();
                    open.await(30, TimeUnit.SECONDS);
                    asked.getMessage().setBody("done");
                });
            }
        };
        return Gate.of(
                Gate.service("shop", List.of("http://localhost"), "via=direct:" + route, "timeout=" + timeout), held);
    }

    private void ask(Gate gate, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            var client = new Socket(InetAddress.getLoopbackAddress(), gate.live.port());
            clients.add(client);
            client.getOutputStream().write(ASK.getBytes());
        }
    }

    private long answered() {
        return clients.stream()
                .filter(client -> {
                    try {
                        return client.getInputStream().available() > 0;
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .count();
    }

    @Test
    void soManyWaitForAThreadAndTheOthersAreToldToAskAgain() throws Exception {
        try (var gate = gate("crowd", "1h")) {
            ask(gate, THREADS + MOST_WAITING);
            Awaitility.await().atMost(BOUND).untilAsserted(() -> {
                try (var more = new Raw(gate.live.port())) {
                    assertThat(more.send(ASK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))
                                    .all())
                            .startsWith("HTTP/1.1 503")
                            .contains("Retry-After: 1")
                            .contains("too many wait for the route direct:crowd");
                }
            });
            assertThat(answered()).isZero();
            assertThat(begun).hasValue(THREADS);
        }
    }

    @Test
    void routeThatDoesNotAnswerInTimeIsAnswered502AndWhoGotNoThreadIsNeverBegun() throws Exception {
        try (var gate = gate("stuck", "500ms")) {
            ask(gate, THREADS);
            Awaitility.await().atMost(BOUND).until(() -> begun.get() == THREADS);
            var answer = gate.get("/");

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("the route direct:stuck did not answer in time");
            Awaitility.await().atMost(BOUND).until(() -> answered() == THREADS);

            open.countDown();
            assertThat(gate.get("/").body()).isEqualTo("done");
            assertThat(begun).as("they and the last").hasValue(THREADS + 1);
        }
    }
}
