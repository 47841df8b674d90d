package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether a switch worked (SPEC §6, verify; S15). */
class VerifyingTest {
    private final Rules rules = new Rules();

    private World switched() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN);
        untilEpoch(w, 2);
        return w;
    }

    private static void untilVerifying(World w) {
        while (w.state.run == null || w.state.run.verify() == null) {
            w.pass(Duration.ofMillis(10));
        }
    }

    @Test
    void countsOnlyProbesBegunAfterTheStepsEnded() {
        World w = switched();
        untilVerifying(w);
        Instant began = w.state.run.verify().from();
        w.feed(new Event.Probed(World.result("EU", Via.PROBE_URL, Outcome.UP, began.minusMillis(1), w.now)));
        assertThat(w.state.run.verify().ups()).isZero();
        w.passSeconds(1);
        assertThat(w.view().state()).isIn(GroupView.State.VERIFYING, GroupView.State.STEADY);
        w.passSeconds(10);
        assertThat(w.state.durable().verified()).isTrue();
        assertThat(w.told(EventKind.VERIFIED)).singleElement().matches(Notice::loud);
    }

    @Test
    void probesAtOnceAndAgainUntilDecided() {
        World w = switched();
        w.effects.clear();
        untilVerifying(w);
        w.passSeconds(10);
        assertThat(w.effects.stream().filter(e -> e.equals(new Effect.ProbeNow(List.of("EU")))))
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void theRouteMustSucceedToo() {
        World w = switched();
        w.steps.put("verify", World.Behaviour.FAILS);
        w.passSeconds(60);
        assertThat(w.moves()).endsWith("outage NAM→EU", "verify-failed EU→APAC");
        assertThat(w.begun.stream()
                        .filter(r -> r.step().equals("verify") && r.decision().epoch() == 2))
                .extracting(Effect.RunStep::attempt)
                .containsExactly(1, 2, 3);
    }

    @Test
    void failingProbesEndItEarly() {
        World w = switched();
        untilVerifying(w);
        Instant began = w.now;
        w.set("EU", Outcome.DOWN).passSeconds(20);
        assertThat(w.moves()).endsWith("verify-failed EU→APAC");
        assertThat(w.decisions().get(2).at()).isBefore(began.plusSeconds(15));
        assertThat(w.decisions().get(2).reason()).contains("3 failed probes");
    }

    @Test
    void silenceEndsItAtTheTimeout() {
        World w = switched();
        untilVerifying(w);
        w.set("EU", Outcome.UNKNOWN).passSeconds(118);
        assertThat(w.state.durable().epoch()).isEqualTo(2);
        w.passSeconds(4);
        assertThat(w.moves()).endsWith("verify-failed EU→APAC");
        assertThat(w.decisions().get(2).reason()).contains("not UP within 2 min");
    }

    @Test
    void failingTwiceHoldsUntilTheCooldownIsOver() {
        rules.regions = Rules.regions("NAM", "EU", "APAC", "AF");
        rules.verifyTries = 1;
        World w = switched();
        w.steps.put("verify", World.Behaviour.FAILS);
        w.passSeconds(120);
        assertThat(w.moves()).endsWith("outage NAM→EU", "verify-failed EU→APAC");
        assertThat(w.gates()).contains(Gate.VERIFY_FAILED, Gate.COOLDOWN);
        assertThat(w.view().state()).isEqualTo(GroupView.State.HOLDING);
        assertThat(w.told(EventKind.VERIFY_FAILED)).anyMatch(n -> n.loud() && n.level() == Notice.Level.ERROR);
        assertThat(w.state.durable().switches()).hasSize(1);
        assertThat(w.state.durable().steps().get(2).result()).isEqualTo("failed");
        w.passSeconds(240);
        assertThat(w.gates()).isEmpty();
        assertThat(w.state.durable().chain()).isEqualTo(1);
    }

    @Test
    void theChainNeverTriesARegionTwice() {
        rules.verifyTries = 5;
        World w = switched();
        w.set("NAM", Outcome.UP);
        w.steps.put("verify", World.Behaviour.FAILS);
        w.passSeconds(120);
        assertThat(w.moves()).endsWith("outage NAM→EU", "verify-failed EU→APAC");
        w.passSeconds(300);
        assertThat(w.state.durable().failedInChain()).containsExactly("EU", "APAC");
    }

    /** The switch to EU took place, whatever became of the attempts after it. */
    @Test
    void aSwitchThatAnOperatorEndsWhileItGoesBackCountsForTheBudget() {
        World w = switched();
        untilVerifying(w);
        w.stepTakes = Duration.ofSeconds(20);
        w.set("EU", Outcome.DOWN);
        untilEpoch(w, 3);
        w.all(Outcome.DOWN);
        untilEpoch(w, 4);
        w.ask(new Event.Reapply(World.by("ann")));
        assertThat(w.moves()).endsWith("verify-failed EU→APAC", "verify-failed EU→EU", "operator EU→EU");
        assertThat(w.state.durable().switches()).hasSize(1);
    }

    private static void untilEpoch(World w, long epoch) {
        while (w.state.durable().epoch() < epoch) {
            w.pass(Duration.ofMillis(10));
        }
    }

    @Test
    void rearmEndsTheHold() {
        rules.verifyTries = 0;
        World w = switched();
        w.steps.put("verify", World.Behaviour.FAILS);
        w.passSeconds(60);
        assertThat(w.gates()).contains(Gate.VERIFY_FAILED);
        w.ask(new Event.Rearm(World.by("ann")));
        assertThat(w.gates()).isEmpty();
    }

    /** The end of the switch was forgotten by the rearm, and with it since when good probes count. */
    @Test
    void aRegionThatRecoversAfterARearmIsVerifiedToo() {
        rules.verifyTries = 0;
        World w = switched();
        w.steps.put("verify", World.Behaviour.FAILS);
        w.passSeconds(60);
        assertThat(w.gates()).contains(Gate.VERIFY_FAILED);
        w.notices.clear();

        w.ask(new Event.Rearm(World.by("ann")));
        assertThat(w.state.durable().verified()).as("nothing was heard since").isFalse();
        w.passSeconds(60);

        assertThat(w.state.durable().verified()).isTrue();
        assertThat(w.told(EventKind.VERIFIED)).singleElement().matches(Notice::loud);
    }

    @Test
    void anOperatorsSwitchNeverMovesOn() {
        World w = World.settled(rules.build());
        w.steps.put("verify", World.Behaviour.FAILS);
        w.ask(new Event.Switch(World.by("ann"), "EU", false));
        w.pass(Duration.ofMinutes(10));
        assertThat(w.moves()).endsWith("operator NAM→EU");
        assertThat(w.told(EventKind.VERIFY_FAILED)).anyMatch(Notice::loud);
        assertThat(w.state.durable().cooldownFactor()).isEqualTo(1);
        assertThat(w.state.durable().switches()).isEmpty();
    }

    @Test
    void pausedItDoesNotMoveOn() {
        World w = switched();
        w.steps.put("verify", World.Behaviour.FAILS);
        w.ask(new Event.Pause(World.by("ann"), Optional.empty()));
        w.passSeconds(60);
        assertThat(w.moves()).endsWith("outage NAM→EU");
        assertThat(w.gates()).contains(Gate.VERIFY_FAILED, Gate.PAUSED);
    }

    @Test
    void aPauseWhileTheNextIsChosenEndsTheChain() {
        World w = switched();
        untilVerifying(w);
        w.set("EU", Outcome.DOWN);
        while (w.state.asking == null) {
            w.pass(Duration.ofMillis(1));
        }
        assertThat(w.gates()).contains(Gate.IN_PROGRESS);
        w.ask(new Event.Pause(World.by("ann"), Optional.empty()));
        w.passSeconds(5);
        assertThat(w.moves()).endsWith("outage NAM→EU");
        assertThat(w.state.durable().verifyFailed()).isTrue();
    }

    @Test
    void isolationStopsTheClock() {
        rules.canary = true;
        World w = switched();
        w.canaryUp = true;
        untilVerifying(w);
        w.passSeconds(1);
        w.steps.put("verify", World.Behaviour.HANGS);
        w.canaryUp = false;
        w.all(Outcome.DOWN).pass(Duration.ofMinutes(10));
        assertThat(w.state.durable().epoch()).isEqualTo(2);
        w.canaryUp = true;
        w.all(Outcome.UP).passSeconds(60);
        assertThat(w.state.durable().verified()).isTrue();
    }

    @Test
    void aHangingRouteIsGivenUpOnlyAtTheTimeout() {
        World w = switched();
        w.steps.put("verify", World.Behaviour.HANGS);
        w.passSeconds(100);
        assertThat(w.state.durable().epoch()).isEqualTo(2);
        w.passSeconds(30);
        assertThat(w.moves()).endsWith("verify-failed EU→APAC");
        assertThat(w.decisions().get(2).reason()).contains("the verify route did not succeed within 2 min");
        assertThat(w.effects).contains(new Effect.Cancel(2));
    }

    @Test
    void anInterruptedVerifyIsTakenUpAgain() {
        World w = switched();
        untilVerifying(w);
        w.crash().restart(Duration.ofSeconds(5));
        w.passSeconds(60);
        assertThat(w.state.durable().verified()).isTrue();
        assertThat(w.state.durable().epoch()).isEqualTo(2);
        assertThat(w.envFile).isEqualTo("EU");
    }

    @Test
    void aCrashWhileMovingOnVerifiesAgainAndThenMovesOn() {
        World w = switched();
        w.steps.put("verify", World.Behaviour.FAILS);
        untilVerifying(w);
        while (w.state.asking == null) {
            w.pass(Duration.ofMillis(1));
        }
        w.crash().restart(Duration.ofSeconds(5));
        w.passSeconds(100);
        assertThat(w.moves()).endsWith("outage NAM→EU", "verify-failed EU→APAC");
    }

    /** What was good before the restart may have been so before the steps were looked over, in the life before. */
    @Test
    void afterARestartARegionIsVerifiedAfterAllOnlyByProbesOfTheNewLife() {
        rules.verifyTries = 0;
        rules.mode = GroupRules.Mode.AUTO;
        World w = switched();
        untilVerifying(w);
        w.set("EU", Outcome.DOWN);
        while (!w.state.durable().verifyFailed()) {
            w.pass(Duration.ofMillis(10));
        }
        w.set("EU", Outcome.UP).passSeconds(25);
        assertThat(w.state.regions.get("EU").count()).isBetween(2, 3);
        w.crash().restart(Duration.ofSeconds(1));
        Instant began = w.now;

        w.passSeconds(9);
        assertThat(w.state.durable().verified()).as("by one probe").isFalse();
        w.passSeconds(60);
        assertThat(w.state.durable().verified()).isTrue();
        assertThat(w.state.regions.get("EU").streakSince()).isAfter(began);
    }

    @Test
    void aRegionThatRecoveredAfterItsFailedVerifyStayedUnverifiedForEver() {
        rules.verifyTries = 1;
        World w = switched();
        untilVerifying(w);
        w.set("EU", Outcome.DOWN);
        while (w.state.durable().epoch() < 3) {
            w.pass(Duration.ofMillis(10));
        }
        untilVerifying(w);
        w.set("EU", Outcome.UP).set("APAC", Outcome.DOWN).passSeconds(60);
        assertThat(w.gates()).contains(Gate.VERIFY_FAILED);
        assertThat(w.state.durable().verified()).isFalse();
        w.notices.clear();

        w.set("APAC", Outcome.UP).passSeconds(15);
        assertThat(w.state.durable().verified()).isFalse();
        w.passSeconds(60);

        assertThat(w.state.durable().verified()).isTrue();
        assertThat(w.gates()).doesNotContain(Gate.VERIFY_FAILED);
        assertThat(w.told(EventKind.VERIFIED)).singleElement().matches(Notice::loud);
        assertThat(w.moves()).endsWith("verify-failed EU→APAC");
        w.set("APAC", Outcome.DOWN).passSeconds(600);
        assertThat(w.moves()).as("it is watched as ever").endsWith("outage APAC→EU");
    }
}
