package dev.detour.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.decision.EventKind;
import dev.detour.decision.Notice;
import org.junit.jupiter.api.Test;

/** What is told twice, and what only looks so. */
class EchoesTest {
    private final Echoes echoes = new Echoes();

    private boolean echo(EventKind event, Long epoch, String region, String message) {
        return echoes.isEcho(new Notice(event, Notice.Level.WARNING, "shop", region, epoch, message, true));
    }

    @Test
    void theSameInARowIsAnEchoHoweverLongItLasts() {
        assertThat(echo(EventKind.HOLD, 7L, "EU", "EU is DOWN for 4 min 3 s; 25 failed probes; holding: cooldown"))
                .isFalse();
        assertThat(echo(EventKind.HOLD, 7L, "EU", "EU is DOWN for 5 min 9 s; 31 failed probes; holding: cooldown"))
                .isTrue();
    }

    @Test
    void anotherReasonRegionOrDecisionIsNews() {
        assertThat(echo(EventKind.HOLD, 7L, "EU", "EU is DOWN; holding: cooldown"))
                .isFalse();
        assertThat(echo(EventKind.HOLD, 7L, "EU", "EU is DOWN; holding: paused"))
                .isFalse();
        assertThat(echo(EventKind.HOLD, 7L, "dc1", "dc1 is DOWN; holding: paused"))
                .isFalse();
        assertThat(echo(EventKind.HOLD, 7L, "dc2", "dc2 is DOWN; holding: paused"))
                .isFalse();
        assertThat(echo(EventKind.HOLD, 8L, "dc2", "dc2 is DOWN; holding: paused"))
                .isFalse();
    }

    @Test
    void aHoldThatEndedAndBeganAnewIsToldAgain() {
        assertThat(echo(EventKind.HOLD, 7L, "EU", "EU is DOWN; holding: cooldown"))
                .isFalse();
        assertThat(echo(EventKind.HOLD_ENDED, 7L, "EU", "holding no more")).isFalse();
        assertThat(echo(EventKind.HOLD, 7L, "EU", "EU is DOWN; holding: cooldown"))
                .isFalse();
    }
}
