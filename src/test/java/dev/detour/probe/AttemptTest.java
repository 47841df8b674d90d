package dev.detour.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class AttemptTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Test
    void oneThatBeginsAfterTheEndHoldsNoSocket() throws Exception {
        var deadlines = new Deadlines();
        deadlines.close();
        try (var attempt = Attempt.begin(LIMIT, deadlines);
                var socket = new Socket()) {
            assertThatThrownBy(() -> attempt.hold(socket)).isInstanceOf(SocketTimeoutException.class);
            assertThat(socket.isClosed()).isTrue();
        }
    }

    /** The end of the program meets probes at any point of their beginning. */
    @Test
    void theEndMayComeWhileOneBegins() throws Exception {
        try (var threads = new ClosingExecutor()) {
            for (int i = 0; i < 2_000; i++) {
                var deadlines = new Deadlines();
                var together = new CyclicBarrier(2);
                var begun = threads.service.submit(() -> {
                    together.await();
                    return Attempt.begin(LIMIT, deadlines);
                });
                together.await();
                deadlines.close();
                try (var socket = new Socket()) {
                    var attempt = begun.get();
                    assertThatThrownBy(() -> attempt.hold(socket)).isInstanceOf(SocketTimeoutException.class);
                }
            }
        }
    }

    private static final class ClosingExecutor implements AutoCloseable {
        private final ExecutorService service = Executors.newSingleThreadExecutor();

        @Override
        public void close() {
            service.shutdownNow();
        }
    }
}
