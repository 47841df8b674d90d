package dev.detour.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.halt.HaltPoint;
import dev.detour.peers.Fault;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * O14: ended at every named point of a decision, the next start finishes it. One data directory lives through all of
 * them, so the process that recovers from one point is the one that ends at the next.
 */
class HaltPointsTest {
    private static final List<String> OF_SUPERVISORD = List.of(
            "before-restart", "first-stopped", "all-stopped", "first-started", "restart-done", "restart-recorded");
    private static final List<String> OF_COMMAND = HaltPoint.NAMES.stream()
            .filter(point ->
                    !List.of("first-stopped", "all-stopped", "first-started").contains(point))
            .toList();

    private static Life commanded;
    private static Life supervised;

    @AfterAll
    static void end() throws Exception {
        for (var life :
                Stream.of(commanded, supervised).filter(life -> life != null).toList()) {
            life.close();
        }
    }

    @Test
    void everyPointOfTheProgramIsTried() {
        var tried = new HashSet<>(OF_COMMAND);
        tried.addAll(OF_SUPERVISORD);
        assertThat(tried).containsExactlyInAnyOrderElementsOf(HaltPoint.NAMES);
    }

    static List<String> ofCommand() {
        return OF_COMMAND;
    }

    @ParameterizedTest
    @MethodSource("ofCommand")
    @Fault("O14")
    void aCommandIsFinishedAfterACrashAt(String point) throws Exception {
        commanded = commanded == null ? Life.withCommand() : commanded;
        commanded = crash(commanded, point, next(OF_COMMAND, point));
    }

    static List<String> ofSupervisord() {
        return OF_SUPERVISORD;
    }

    @ParameterizedTest
    @MethodSource("ofSupervisord")
    @Fault("O14")
    void programsAreFinishedAfterACrashAt(String point) throws Exception {
        supervised = supervised == null ? Life.withSupervisord() : supervised;
        supervised = crash(supervised, point, next(OF_SUPERVISORD, point));
    }

    private static String next(List<String> points, String point) {
        return points.get((points.indexOf(point) + 1) % points.size());
    }

    /** Gives back the life, recovered and armed for the next point; null when there is none to go on with. */
    private static Life crash(Life life, String point, String next) throws Exception {
        try {
            if (life.detour() == null) {
                life.start();
                life.awaitSettled();
                life.detour().kill();
                life.startArmed(point);
                life.awaitSettled();
            }
            endsAt(life, point);
            life.witness().judge();
            life.mendAll();
            life.startArmed(next);
            life.awaitSettled();
            assertThat(life.witness().durable().path("verified").asBoolean()
                            || life.witness().epoch() == 1)
                    .as("verified")
                    .isTrue();
            return life;
        } catch (Exception | AssertionError e) {
            var lines = life.detour().lines();
            life.close();
            commanded = life == commanded ? null : commanded;
            supervised = life == supervised ? null : supervised;
            throw new AssertionError(e.getMessage() + "\n" + String.join("\n", lines), e);
        }
    }

    private static void endsAt(Life life, String point) throws IOException {
        life.breakActive();
        assertThat(life.detour().exitStatus(Life.PATIENCE))
                .as("reaches %s", point)
                .isEqualTo(137);
    }
}
