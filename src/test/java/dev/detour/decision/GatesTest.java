package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What keeps a group from switching (SPEC §5; S9, S10). */
class GatesTest {
    private final Rules rules = new Rules();

    private static void outage(World w) {
        w.set(w.active(), Outcome.DOWN).passSeconds(275);
    }

    @Test
    void cooldownRunsFromTheEndOfTheSwitch() {
        rules.outage = Duration.ofSeconds(30);
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(90);
        assertThat(w.active()).isEqualTo("EU");
        Instant end = w.state.durable().lastSwitchEnd();
        w.set("EU", Outcome.DOWN).passSeconds(100);
        assertThat(w.gates()).containsExactly(Gate.COOLDOWN);
        assertThat(w.view().gates().get(0).until()).isEqualTo(end.plusSeconds(240));
        w.passSeconds(240);
        assertThat(w.moves()).endsWith("outage EU→APAC");
        assertThat(w.decisions().get(2).at()).isBetween(end.plusSeconds(240), end.plusSeconds(242));
    }

    @Test
    void aSlowNetworkHoldsForItsDelayAndNoLonger() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(200);
        w.feed(new Event.SlowNetwork(12, Duration.ofMinutes(2)));
        w.passSeconds(75);
        assertThat(w.active()).isEqualTo("NAM");
        assertThat(w.gates()).containsExactly(Gate.SLOW_NETWORK);
        assertThat(w.view().gates().get(0).text()).isEqualTo("the network does 12 Mbit/s only, 45 s left");
        w.passSeconds(60);
        assertThat(w.active()).isEqualTo("EU");
        assertThat(w.gates()).doesNotContain(Gate.SLOW_NETWORK);
    }

    @Test
    void cooldownDoublesWithEachRepeatUpToFourTimes() {
        rules.outage = Duration.ofSeconds(30);
        rules.maxSwitches = 100;
        rules.failbackHold = Duration.ofSeconds(1);
        World w = World.settled(rules.build());
        int[] factors = new int[4];
        for (int i = 0; i < 4; i++) {
            long epoch = w.state.durable().epoch();
            w.all(Outcome.UP).set(w.active(), Outcome.DOWN);
            while (w.state.durable().epoch() == epoch) {
                w.passSeconds(1);
            }
            w.all(Outcome.UP).passSeconds(60);
            factors[i] = w.state.durable().cooldownFactor();
        }
        assertThat(factors).containsExactly(1, 2, 4, 4);
    }

    @Test
    void cooldownGoesBackToBaseAfterQuiet() {
        World w = World.settled(rules.build());
        outage(w);
        w.all(Outcome.UP).pass(Duration.ofMinutes(17));
        outage(w);
        assertThat(w.state.durable().cooldownFactor()).isEqualTo(1);
    }

    @Test
    void spentBudgetHoldsUntilRearmed() {
        rules.cooldown = Duration.ZERO;
        rules.maxSwitches = 2;
        World w = World.settled(rules.build());
        outage(w);
        w.set("NAM", Outcome.UP);
        outage(w);
        w.set("EU", Outcome.UP);
        outage(w);
        assertThat(w.moves()).hasSize(3);
        assertThat(w.gates()).contains(Gate.MAX_SWITCHES);
        assertThat(w.state.durable().budgetSpent()).isTrue();
        w.pass(Duration.ofHours(3));
        assertThat(w.moves()).hasSize(3);
        assertThat(w.ask(new Event.Rearm(World.by("ann")))).isInstanceOf(Reply.Accepted.class);
        w.passSeconds(20);
        assertThat(w.moves()).hasSize(4);
    }

    @Test
    void anUnspentLatchLetsGoWithTheWindow() {
        rules.cooldown = Duration.ZERO;
        rules.maxSwitches = 1;
        World w = World.settled(rules.build());
        outage(w);
        assertThat(w.gates()).contains(Gate.MAX_SWITCHES);
        assertThat(w.state.durable().budgetSpent()).isFalse();
        w.pass(Duration.ofMinutes(61));
        assertThat(w.gates()).doesNotContain(Gate.MAX_SWITCHES);
    }

    @Test
    void pausedGroupsHoldAndGoOnWhenResumed() {
        World w = World.settled(rules.build());
        w.ask(new Event.Pause(World.by("ann"), Optional.empty()));
        outage(w);
        assertThat(w.moves()).hasSize(1);
        assertThat(w.gates()).containsExactly(Gate.PAUSED);
        w.ask(new Event.Resume(World.by("ann")));
        w.passSeconds(5);
        assertThat(w.moves()).hasSize(2);
    }

    @Test
    void aPauseEndsByItself() {
        World w = World.settled(rules.build());
        w.ask(new Event.Pause(World.by("ann"), Optional.of(Duration.ofMinutes(10))));
        assertThat(w.view().paused().by()).isEqualTo("ann");
        w.set("NAM", Outcome.DOWN).passSeconds(599);
        assertThat(w.moves()).hasSize(1);
        w.passSeconds(3);
        assertThat(w.moves()).hasSize(2);
        assertThat(w.view().paused()).isNull();
    }

    @Test
    void aPinHoldsUntilItEnds() {
        World w = World.settled(rules.build());
        w.ask(new Event.Pin(World.by("ann"), "NAM", Optional.of(Duration.ofMinutes(10)), false));
        w.set("NAM", Outcome.DOWN).passSeconds(599);
        assertThat(w.gates()).containsExactly(Gate.PINNED);
        w.passSeconds(3);
        assertThat(w.moves()).hasSize(2);
    }

    @Test
    void aChangedHoldIsToldAgainQuietly() {
        World w = World.settled(rules.build());
        w.ask(new Event.Pause(World.by("ann"), Optional.empty()));
        outage(w);
        w.set("EU", Outcome.DOWN).set("APAC", Outcome.DOWN).passSeconds(60);
        assertThat(w.told(EventKind.HOLD)).extracting(Notice::loud).containsExactly(true, false);
    }

    @Test
    void nothingIsDecidedWithoutAStore() {
        World w = World.settled(rules.build());
        w.feed(new Event.StoreHealth(false, "disk full"));
        outage(w);
        assertThat(w.moves()).hasSize(1);
        assertThat(w.view().notReady()).anyMatch(r -> r.contains("disk full"));
        assertThat(w.view().state()).isEqualTo(GroupView.State.HOLDING);
        assertThat(w.view().verdict()).contains("disk full");
        assertThat(w.told(EventKind.HOLD)).extracting(Notice::level).contains(Notice.Level.ERROR);
        assertThat(w.ask(new Event.Switch(World.by("ann"), "EU", false))).isInstanceOf(Reply.Refused.class);
        w.feed(new Event.StoreHealth(true, ""));
        w.passSeconds(1);
        assertThat(w.moves()).hasSize(2);
    }

    @Test
    void aDecisionThatCannotBeWrittenNeverHappened() {
        World w = World.settled(rules.build());
        w.storeWorks = false;
        outage(w);
        assertThat(w.state.durable().epoch()).isEqualTo(1);
        assertThat(w.envFile).isEqualTo("NAM");
        w.storeWorks = true;
        w.feed(new Event.StoreHealth(true, ""));
        w.passSeconds(60);
        assertThat(w.application).isEqualTo("EU");
    }

    @Test
    void aStepsAnswerWaitsForTheStore() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN);
        while (w.state.durable().epoch() == 1) {
            w.pass(Duration.ofMillis(10));
        }
        w.feed(new Event.StoreHealth(false, "disk full"));
        w.passSeconds(300);
        assertThat(w.begun).extracting(Effect.RunStep::step).endsWith("write-env");
        w.feed(new Event.StoreHealth(true, ""));
        w.passSeconds(30);
        assertThat(w.state.durable().verified()).isTrue();
        assertThat(w.begun.stream().filter(r -> r.decision().epoch() == 2)).hasSize(3);
    }

    @Test
    void switchAndPauseSurviveACrash() {
        World w = World.settled(rules.build());
        w.ask(new Event.Pause(World.by("ann"), Optional.empty()));
        w.crash().restart(Duration.ofSeconds(5));
        outage(w);
        assertThat(w.moves()).hasSize(1);
    }

    @Test
    void theWholeRuleIsVisible() {
        World w = World.settled(rules.build());
        assertThat(w.view().notReady()).isEmpty();
        w.set("EU", Outcome.DOWN).set("APAC", Outcome.DOWN).passSeconds(20);
        assertThat(w.view().notReady()).anyMatch(r -> r.startsWith("no-candidate"));
    }
}
