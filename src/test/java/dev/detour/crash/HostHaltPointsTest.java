package dev.detour.crash;

import dev.detour.peers.Fault;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** O14: the same where a command is run on a host, by a real sshd. */
class HostHaltPointsTest {
    private static final HaltPoints POINTS = new HaltPoints(HaltPoints.OF_HOST, Life::withHost);

    @AfterAll
    static void end() throws Exception {
        POINTS.close();
    }

    static List<String> points() {
        return HaltPoints.OF_HOST;
    }

    @ParameterizedTest
    @MethodSource("points")
    @Fault("O14")
    void aHostIsFinishedAfterACrashAt(String point) throws Exception {
        POINTS.crashAt(point);
    }
}
