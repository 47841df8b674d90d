package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The way back to a better region (SPEC §3, failback). */
class FailbackTest {
    private final Rules rules = new Rules();

    private World away() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        w.notices.clear();
        w.set("NAM", Outcome.UP);
        return w;
    }

    @Test
    void returnsByItselfAfterTheHold() {
        rules.failback = GroupRules.Failback.AUTO;
        World w = away().pass(Duration.ofMinutes(31));
        assertThat(w.moves()).hasSize(2);
        w.pass(Duration.ofMinutes(2));
        assertThat(w.moves()).endsWith("failback EU→NAM");
        assertThat(w.state.durable().decision().reason()).startsWith("NAM is better than EU and UP for 30 min");
        assertThat(w.state.durable().lastFailbackAt()).isNotNull();
        assertThat(w.application).isEqualTo("NAM");
    }

    /** It went on to the third, away from one that served. */
    @Test
    void aFailbackThatIsAbandonedLeavesTheHealthyRegionAlone() {
        rules.failback = GroupRules.Failback.AUTO;
        rules.actDelay = Duration.ofMinutes(5);
        World w = away();
        w.dice = most -> most;
        w.pass(Duration.ofMinutes(31));
        while (w.state.durable().epoch() < 3) {
            w.passSeconds(1);
        }
        w.set("NAM", Outcome.DOWN).pass(Duration.ofMinutes(10));

        assertThat(w.moves()).endsWith("outage NAM→EU", "failback EU→NAM", "failback EU→EU");
        assertThat(w.application).isEqualTo("EU");
        assertThat(w.envFile).isEqualTo("EU");

        w.set("EU", Outcome.DOWN).pass(Duration.ofMinutes(10));
        assertThat(w.moves()).endsWith("outage EU→APAC");
        assertThat(w.state.durable().failbackFactor())
                .as("nobody went back to EU, so that it did not fail to last")
                .doesNotContainKey("EU");
    }

    @Test
    void manualSaysSoOnceAndShowsIt() {
        World w = away().pass(Duration.ofMinutes(60));
        assertThat(w.moves()).hasSize(2);
        assertThat(w.told(EventKind.REGION_UP)).filteredOn(Notice::loud).hasSize(1);
        assertThat(w.view().verdict()).contains("switch back by hand");
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        w.set("NAM", Outcome.UP).pass(Duration.ofMinutes(33));
        assertThat(w.told(EventKind.REGION_UP)).filteredOn(Notice::loud).hasSize(2);
    }

    @Test
    void neverIsSilent() {
        rules.failback = GroupRules.Failback.NEVER;
        World w = away().pass(Duration.ofMinutes(60));
        assertThat(w.told(EventKind.REGION_UP)).noneMatch(Notice::loud);
        assertThat(w.moves()).hasSize(2);
    }

    @Test
    void aWorseRegionIsNoReasonToMove() {
        rules.failback = GroupRules.Failback.AUTO;
        World w = World.settled(rules.build()).pass(Duration.ofHours(2));
        assertThat(w.moves()).hasSize(1);
    }

    @Test
    void neverTakesTheLastOfTheBudget() {
        rules.failback = GroupRules.Failback.AUTO;
        rules.maxSwitches = 2;
        World w = away().pass(Duration.ofMinutes(55));
        assertThat(w.moves()).hasSize(2);
        w.pass(Duration.ofMinutes(10));
        assertThat(w.moves()).endsWith("failback EU→NAM");
    }

    @Test
    void aFlappingPrimaryIsTrustedEverLess() {
        rules.failback = GroupRules.Failback.AUTO;
        rules.maxSwitches = 100;
        World w = World.settled(rules.build());
        int[] factors = new int[5];
        for (int i = 0; i < 5; i++) {
            w.set("NAM", Outcome.DOWN).passSeconds(1300);
            factors[i] = w.state.durable().failbackFactor().getOrDefault("NAM", 1);
            w.set("NAM", Outcome.UP);
            long epoch = w.state.durable().epoch();
            while (w.state.durable().epoch() == epoch) {
                w.passSeconds(10);
            }
            w.passSeconds(60);
        }
        assertThat(factors).containsExactly(1, 2, 4, 8, 8);
    }

    @Test
    void aFailbackThatLastedForgetsTheDoubling() {
        rules.failback = GroupRules.Failback.AUTO;
        World w = away().pass(Duration.ofMinutes(40));
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.state.durable().failbackFactor()).containsEntry("NAM", 2);
        w.set("NAM", Outcome.UP).pass(Duration.ofMinutes(200));
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.state.durable().failbackFactor()).containsEntry("NAM", 1);
    }

    @Test
    void notAfterAnOperatorsChoice() {
        rules.failback = GroupRules.Failback.AUTO;
        World w = World.settled(rules.build());
        w.ask(new Event.Switch(World.by("ann"), "EU", false));
        w.pass(Duration.ofHours(2));
        assertThat(w.moves()).endsWith("operator NAM→EU");
        w.set("EU", Outcome.DOWN).passSeconds(300);
        assertThat(w.moves()).endsWith("outage EU→NAM");
        assertThat(w.state.durable().operatorChose()).isFalse();
    }

    @Test
    void notWhilePausedOrBlind() {
        rules.failback = GroupRules.Failback.AUTO;
        World w = away();
        w.ask(new Event.Pause(World.by("ann"), Optional.empty()));
        w.pass(Duration.ofMinutes(60));
        assertThat(w.moves()).hasSize(2);
        w.set("EU", Outcome.UNKNOWN).passSeconds(300);
        w.ask(new Event.Resume(World.by("ann")));
        w.passSeconds(60);
        assertThat(w.moves()).hasSize(2);
    }

    @Test
    void aBetterRoleCounts() {
        rules.failback = GroupRules.Failback.AUTO;
        rules.role("NAM", Region.Role.ALLOWED);
        World w = World.settled(rules.build()).pass(Duration.ofMinutes(33));
        assertThat(w.moves()).endsWith("failback NAM→EU");
    }
}
