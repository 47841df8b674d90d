package dev.detour.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.halt.HaltPoint;
import dev.detour.peers.Fault;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** O14: ended at every named point of a decision, the next start finishes it. */
class HaltPointsTest {
    private static final HaltPoints POINTS = new HaltPoints(HaltPoints.OF_COMMAND, Life::withCommand);

    @AfterAll
    static void end() throws Exception {
        POINTS.close();
    }

    @Test
    void everyPointOfTheProgramIsTried() {
        var tried = new HashSet<>(HaltPoints.OF_COMMAND);
        tried.addAll(HaltPoints.OF_SUPERVISORD);
        tried.addAll(HaltPoints.OF_HOST);
        assertThat(tried).containsExactlyInAnyOrderElementsOf(HaltPoint.NAMES);
    }

    static List<String> points() {
        return HaltPoints.OF_COMMAND;
    }

    @ParameterizedTest
    @MethodSource("points")
    @Fault("O14")
    void aCommandIsFinishedAfterACrashAt(String point) throws Exception {
        POINTS.crashAt(point);
    }
}
