package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Regions that are neither up nor down, at the default thresholds, for days of virtual time. */
class UnsteadyTest {
    private final Rules rules = new Rules();

    @Test
    @Fault("N5")
    void answersAroundTheTimeoutNeverSwitchWhileSomeComeInTime() {
        World w = World.settled(rules.build());
        for (int i = 0; i < 6 * 60; i++) {
            w.set("NAM", Outcome.DOWN).passSeconds(50);
            w.set("NAM", Outcome.UP).passSeconds(10);
        }
        assertThat(w.moves()).containsExactly("start null→NAM");
    }

    @ParameterizedTest
    @Fault("N6")
    @CsvSource({"0.05, 1", "0.30, 2"})
    void halfADayOfRandomFailuresNeverSwitch(double part, long seed) {
        Random die = new Random(seed);
        World w = World.settled(rules.build());
        int[] failures = new int[1];
        w.afterEvent = event -> {
            if (event instanceof Event.Probed probed) {
                boolean fails = die.nextDouble() < part;
                failures[0] += fails ? 1 : 0;
                w.set(probed.result().region(), fails ? Outcome.DOWN : Outcome.UP);
            }
        };
        w.tick = Duration.ofSeconds(5);
        w.pass(Duration.ofHours(12));

        assertThat(failures[0]).isGreaterThan((int) (3 * 4_000 * part));
        assertThat(w.moves()).containsExactly("start null→NAM");
    }

    @ParameterizedTest
    @Fault("N9")
    @ValueSource(ints = {60, 300, 700})
    void flappingStaysWithinCooldownAndBudget(int seconds) {
        World w = World.settled(rules.build());
        w.tick = Duration.ofSeconds(5);
        List<String> names = List.of("NAM", "EU", "APAC");
        for (int i = 0; i < 12 * 3600 / seconds; i++) {
            for (int r = 0; r < names.size(); r++) {
                w.set(names.get(r), i % names.size() == r ? Outcome.DOWN : Outcome.UP);
            }
            w.passSeconds(seconds);
        }

        List<Decision> switches = w.decisions().stream()
                .filter(d -> d.trigger() == Trigger.OUTAGE)
                .toList();
        for (int i = 1; i < switches.size(); i++) {
            assertThat(Duration.between(
                            switches.get(i - 1).at(), switches.get(i).at()))
                    .isGreaterThanOrEqualTo(rules.cooldown);
        }
        for (int i = rules.maxSwitches; i < switches.size(); i++) {
            assertThat(Duration.between(
                            switches.get(i - rules.maxSwitches).at(),
                            switches.get(i).at()))
                    .isGreaterThanOrEqualTo(rules.maxSwitchesWindow);
        }
        assertThat(switches.isEmpty()).isEqualTo(seconds < 240);
    }

    @ParameterizedTest
    @Fault("O9")
    @ValueSource(ints = {60, 600})
    void aFreezeDropsWhatWasKnownAndNothingStaleIsDone(int seconds) {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(235);
        w.freeze(Duration.ofSeconds(seconds));
        w.passSeconds(230);
        assertThat(w.moves()).containsExactly("start null→NAM");
        w.passSeconds(30);
        assertThat(w.moves()).endsWith("outage NAM→EU");
    }
}
