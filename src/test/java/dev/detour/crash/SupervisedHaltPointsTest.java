package dev.detour.crash;

import dev.detour.peers.Fault;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** O14: the same where two programs of a supervisord are restarted. */
class SupervisedHaltPointsTest {
    private static final HaltPoints POINTS = new HaltPoints(HaltPoints.OF_SUPERVISORD, Life::withSupervisord);

    @AfterAll
    static void end() throws Exception {
        POINTS.close();
    }

    static List<String> points() {
        return HaltPoints.OF_SUPERVISORD;
    }

    @ParameterizedTest
    @MethodSource("points")
    @Fault("O14")
    void programsAreFinishedAfterACrashAt(String point) throws Exception {
        POINTS.crashAt(point);
    }
}
