package dev.detour.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.halt.HaltPoint;
import java.io.IOException;
import java.util.List;

/**
 * The points of a decision at which a program is ended, one after another. One data directory lives through all of them,
 * so the process that recovers from one point is the one that ends at the next.
 */
final class HaltPoints implements AutoCloseable {
    static final List<String> OF_SUPERVISORD = List.of(
            "before-restart", "first-stopped", "all-stopped", "first-started", "restart-done", "restart-recorded");
    static final List<String> OF_HOST = List.of("host-recorded");
    static final List<String> OF_COMMAND = HaltPoint.NAMES.stream()
            .filter(point -> !List.of("first-stopped", "all-stopped", "first-started", "host-recorded")
                    .contains(point))
            .toList();

    /** Begins a life. */
    interface Birth {
        Life begin() throws IOException, InterruptedException;
    }

    private final List<String> points;
    private final Birth birth;
    private Life life;

    HaltPoints(List<String> points, Birth birth) {
        this.points = points;
        this.birth = birth;
    }

    /** Ends the program at this point, and has the next process finish what it left; that one is armed for the next point. */
    void crashAt(String point) throws Exception {
        var next = points.get((points.indexOf(point) + 1) % points.size());
        life = life == null ? birth.begin() : life;
        try {
            if (life.detour() == null) {
                life.start();
                life.awaitSettled();
                life.detour().kill();
                life.startArmed(point);
                life.awaitSettled();
            }
            endsAt(point);
            life.witness().judge();
            life.mendAll();
            life.startArmed(next);
            life.awaitSettled();
            assertThat(life.witness().durable().path("verified").asBoolean()
                            || life.witness().epoch() == 1)
                    .as("verified")
                    .isTrue();
        } catch (Exception | AssertionError e) {
            var lines = life.detour().lines();
            close();
            throw new AssertionError(e.getMessage() + "\n" + String.join("\n", lines), e);
        }
    }

    private void endsAt(String point) throws IOException {
        life.breakActive();
        assertThat(life.detour().exitStatus(Life.PATIENCE))
                .as("reaches %s", point)
                .isEqualTo(137);
    }

    /** The next point begins a new life. */
    @Override
    public void close() throws IOException, InterruptedException {
        if (life != null) {
            life.close();
            life = null;
        }
    }
}
