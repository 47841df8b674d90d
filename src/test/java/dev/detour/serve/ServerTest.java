package dev.detour.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerTest {
    @Test
    void refusesToStartOnATakenPort() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new LiveServer(on(taken.getLocalPort(), false)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("detour.http.port");
        }
    }

    @Test
    void runsWithoutItsApiWhenATakenPortIsOnlyAWarning() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var live = new LiveServer(on(taken.getLocalPort(), true))) {
            assertThat(live.context.isStarted()).isTrue();
            assertThat(live.port()).isZero();
        }
    }

    @Test
    void freesThePortWhenItStops() throws Exception {
        int port;
        try (var live = new LiveServer("127.0.0.1")) {
            port = live.port();
        }
        try (var again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(again.isBound()).isTrue();
        }
    }

    private static Settings.Http on(int port, boolean optional) {
        return new Settings.Http(
                "127.0.0.1", port, optional, Optional.of(LiveServer.TOKEN), Optional.empty(), Optional.empty());
    }
}
