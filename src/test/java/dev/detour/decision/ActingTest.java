package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a decision is carried out (SPEC §6). */
class ActingTest {
    private final Rules rules = new Rules();

    private World deciding() {
        World w = World.settled(rules.build());
        w.begun.clear();
        w.effects.clear();
        w.set("NAM", Outcome.DOWN);
        return w;
    }

    private static World untilEpoch(World w, long epoch) {
        Instant bound = w.now.plusSeconds(7200);
        while (w.state.durable().epoch() < epoch && w.now.isBefore(bound)) {
            w.pass(Duration.ofMillis(10));
        }
        return w;
    }

    private static List<String> begun(World w) {
        return w.begun.stream()
                .map(r -> r.decision().epoch() + " " + r.step() + " " + r.attempt() + (r.ensure() ? " ensure" : ""))
                .toList();
    }

    @Test
    void aRestartOfSlowProgramsWasGivenUpAfterTheTimeOfOne() {
        Duration one = Duration.ofSeconds(60);
        rules.steps =
                List.of(new GroupRules.StepRule("restart", one, 2, GroupRules.OnFailure.ABORT, Duration.ofMinutes(10)));
        World w = World.settled(rules.build());
        w.steps.put("restart", World.Behaviour.HANGS);
        w.ask(new Event.Switch(World.by("ann"), "EU", true));
        w.passSeconds(600);
        assertThat(w.journal).extracting(Entry::event).doesNotContain(EventKind.STEP_FAILED);
        w.passSeconds(60);
        assertThat(w.journal).extracting(Entry::event).contains(EventKind.STEP_FAILED);
    }

    @Test
    void stepsRunInOrderEachDurableBeforeTheNext() {
        World w = untilEpoch(deciding(), 2);
        w.passSeconds(30);
        assertThat(begun(w)).containsExactly("2 write-env 1", "2 restart 1", "2 verify 1");
        List<EventKind> vital = w.journal.stream()
                .filter(Entry::vital)
                .filter(e -> e.epoch() == 2)
                .map(Entry::event)
                .toList();
        assertThat(vital)
                .containsExactly(EventKind.DECISION, EventKind.STEP_DONE, EventKind.STEP_DONE, EventKind.VERIFIED);
        assertThat(w.state.durable().steps())
                .extracting(DurableState.StepProgress::result)
                .containsExactly("done", "done", "done");
        assertThat(w.state.durable().steps().get(0).millis()).isEqualTo(2000);
    }

    @Test
    void eachStepAndEachTryIsTold() {
        World w = deciding();
        w.steps.put("restart", World.Behaviour.FAILS);
        untilEpoch(w, 2).passSeconds(5);
        w.steps.put("restart", World.Behaviour.WORKS);
        w.passSeconds(30);
        assertThat(w.notices)
                .filteredOn(n -> n.event() == EventKind.STEP_STARTED || n.event() == EventKind.STEP_DONE)
                .extracting(Notice::message)
                .containsExactly(
                        "step write-env started",
                        "step write-env done",
                        "step restart started",
                        "step restart started, attempt 2",
                        "step restart started, attempt 3",
                        "step restart done",
                        "step verify started");
        assertThat(w.told(EventKind.STEP_FAILED))
                .extracting(Notice::message)
                .containsExactly(
                        "step restart failed, attempt 1: it broke", "step restart failed, attempt 2: it broke");
    }

    @Test
    void aFailingStepIsTriedAgainAtOnceAndThenEverMoreRarely() {
        World w = deciding();
        w.steps.put("restart", World.Behaviour.FAILS);
        untilEpoch(w, 2).passSeconds(4 + 2 + 2);
        assertThat(begun(w)).containsExactly("2 write-env 1", "2 restart 1", "2 restart 2", "2 restart 3");
        assertThat(w.gates()).contains(Gate.STEP_FAILED, Gate.IN_PROGRESS);
        assertThat(w.view().state()).isEqualTo(GroupView.State.HOLDING);
        assertThat(w.told(EventKind.STEP_FAILED)).extracting(Notice::loud).containsExactly(false, false, true);
        w.passSeconds(13);
        assertThat(begun(w)).hasSize(5);
        w.passSeconds(23);
        assertThat(begun(w)).hasSize(6);
        w.steps.put("restart", World.Behaviour.WORKS);
        w.passSeconds(90);
        assertThat(w.state.durable().verified()).isTrue();
    }

    @Test
    void backoffEndsAtTenMinutes() {
        assertThat(java.util.stream.IntStream.rangeClosed(1, 9)
                        .mapToLong(n -> Acting.backoff(n).toSeconds()))
                .containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L, 600L);
        assertThat(Acting.backoff(1_000_000)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void aFailingStepIsNotTriedAgainWhilePaused() {
        World w = deciding();
        w.steps.put("restart", World.Behaviour.FAILS);
        untilEpoch(w, 2).passSeconds(10);
        w.ask(new Event.Pause(World.by("ann"), Optional.empty()));
        int before = w.begun.size();
        w.passSeconds(1000);
        assertThat(w.begun).hasSize(before);
        w.ask(new Event.Resume(World.by("ann")));
        w.passSeconds(2);
        assertThat(w.begun).hasSize(before + 1);
    }

    @Test
    void aCommittedDecisionIsFinishedWhilePaused() {
        World w = untilEpoch(deciding(), 2);
        w.ask(new Event.Pause(World.by("ann"), Optional.empty()));
        w.passSeconds(40);
        assertThat(w.application).isEqualTo("EU");
        assertThat(w.state.durable().verified()).isTrue();
    }

    @Test
    void onFailureContinueGoesOn() {
        rules.steps = List.of(
                new GroupRules.StepRule("drain", Duration.ofSeconds(5), 0, GroupRules.OnFailure.CONTINUE),
                new GroupRules.StepRule("write-env", Duration.ofSeconds(5), 0, GroupRules.OnFailure.ABORT));
        World w = deciding();
        w.steps.put("drain", World.Behaviour.FAILS);
        untilEpoch(w, 2).passSeconds(10);
        assertThat(w.state.durable().steps())
                .extracting(DurableState.StepProgress::result)
                .containsExactly("failed", "done");
        assertThat(w.state.durable().steps().get(0).text()).isEqualTo("it broke");
        assertThat(w.state.durable().lastSwitchEnd()).isNotNull();
        assertThat(w.state.durable().verified()).isFalse();
    }

    @Test
    void aLostAnswerIsGivenUpAndCancelledBeforeTheNextAttempt() {
        World w = deciding();
        w.steps.put("write-env", World.Behaviour.HANGS);
        untilEpoch(w, 2).passSeconds(89);
        assertThat(begun(w)).containsExactly("2 write-env 1");
        w.steps.put("write-env", World.Behaviour.WORKS);
        w.passSeconds(3);
        assertThat(begun(w)).containsExactly("2 write-env 1", "2 write-env 2");
        int cancel = w.effects.indexOf(new Effect.Cancel(2));
        assertThat(cancel).isPositive().isLessThan(w.effects.lastIndexOf(w.begun.get(1)));
        assertThat(w.state.durable().steps().get(0).text()).contains("no answer within 1 min 30 s");
    }

    @Test
    void answersForAnythingElseAreIgnored() {
        World w = untilEpoch(deciding(), 2);
        GroupState before = w.state;
        for (Event.StepEnded e : List.of(
                new Event.StepEnded(1, "write-env", 1, Optional.empty(), Duration.ZERO),
                new Event.StepEnded(2, "restart", 1, Optional.empty(), Duration.ZERO),
                new Event.StepEnded(2, "write-env", 2, Optional.empty(), Duration.ZERO),
                new Event.StepEnded(3, "write-env", 1, Optional.empty(), Duration.ZERO))) {
            Transition step = Decider.step(w.rules, before, e, w.now);
            assertThat(step.entries()).isEmpty();
            assertThat(step.state().run).isEqualTo(before.run);
        }
    }

    @Test
    void aCandidateThatDiesBeforeTheRestartIsReplaced() {
        World w = deciding();
        w.stepTakes = Duration.ofSeconds(15);
        untilEpoch(w, 2);
        w.set("EU", Outcome.DOWN);
        untilEpoch(w, 3).passSeconds(200);
        assertThat(w.moves()).endsWith("outage NAM→EU", "outage NAM→APAC");
        assertThat(begun(w)).containsExactly("2 write-env 1", "3 write-env 1", "3 restart 1", "3 verify 1");
        assertThat(w.application).isEqualTo("APAC");
        assertThat(w.state.durable().switches()).hasSize(1);
    }

    @Test
    void withNobodyLeftItGoesBackAndNothingIsRestarted() {
        World w = deciding();
        w.stepTakes = Duration.ofSeconds(15);
        untilEpoch(w, 2);
        w.all(Outcome.DOWN);
        untilEpoch(w, 3).passSeconds(60);
        Decision back = w.state.durable().decision();
        assertThat(back.to()).isEqualTo("NAM");
        assertThat(back.reason()).isEqualTo("EU went DOWN before the restart; back to NAM, nothing restarted");
        assertThat(begun(w)).containsExactly("2 write-env 1", "3 write-env 1");
        assertThat(w.envFile).isEqualTo("NAM");
        assertThat(w.restarts).isZero();
        assertThat(w.state.durable().switches()).isEmpty();
        assertThat(w.state.durable().lastSwitchEnd()).isNull();
        assertThat(w.state.durable().verified()).isFalse();
    }

    /** The second candidate dies before its own first step; what the first one wrote is undone all the same. */
    @Test
    void goingBackUndoesWhatAnyCandidateHadBegun() {
        rules.actDelay = Duration.ofSeconds(60);
        World w = deciding();
        w.stepTakes = Duration.ofSeconds(15);
        w.dice = most -> w.state.durable().epoch() == 2 ? Duration.ZERO : most;
        untilEpoch(w, 2);
        w.set("EU", Outcome.DOWN);
        untilEpoch(w, 3);
        assertThat(w.envFile).isEqualTo("EU");
        w.all(Outcome.DOWN);
        untilEpoch(w, 4).passSeconds(60);
        assertThat(begun(w)).as("APAC's first step").noneMatch(step -> step.startsWith("3 "));
        assertThat(w.moves()).endsWith("outage NAM→EU", "outage NAM→APAC", "outage NAM→NAM");
        assertThat(w.envFile).isEqualTo("NAM");
        assertThat(w.restarts).isZero();
    }

    @Test
    void goingBackTakesAWholeNewOutageToLeaveAgain() {
        World w = deciding();
        w.stepTakes = Duration.ofSeconds(15);
        untilEpoch(w, 2);
        w.all(Outcome.DOWN);
        untilEpoch(w, 3);
        w.set("EU", Outcome.UP).passSeconds(200);
        assertThat(w.state.durable().epoch()).isEqualTo(3);
        w.passSeconds(100);
        assertThat(w.moves()).endsWith("outage NAM→NAM", "outage NAM→EU");
    }

    @Test
    void aCandidateThatDiesInBackoffIsReplaced() {
        World w = deciding();
        w.steps.put("write-env", World.Behaviour.FAILS);
        untilEpoch(w, 2).passSeconds(20);
        w.set("EU", Outcome.DOWN);
        untilEpoch(w, 3);
        assertThat(w.moves()).endsWith("outage NAM→APAC");
    }

    @Test
    void onceTheRestartBeganItIsFinished() {
        World w = deciding();
        w.steps.put("restart", World.Behaviour.FAILS);
        untilEpoch(w, 2).passSeconds(20);
        w.set("EU", Outcome.DOWN).passSeconds(300);
        assertThat(w.state.durable().epoch()).isEqualTo(2);
        assertThat(w.gates()).contains(Gate.STEP_FAILED);
    }

    @Test
    void whilePausedADeadCandidateIsWaitedFor() {
        World w = deciding();
        w.stepTakes = Duration.ofSeconds(15);
        untilEpoch(w, 2);
        w.ask(new Event.Pause(World.by("ann"), Optional.empty()));
        w.set("EU", Outcome.DOWN).passSeconds(100);
        assertThat(begun(w)).containsExactly("2 write-env 1");
        w.ask(new Event.Resume(World.by("ann")));
        w.passSeconds(1);
        assertThat(w.moves()).endsWith("outage NAM→APAC");
    }

    @Test
    void aPinnedCandidateIsFinishedWhateverItsHealth() {
        World w = deciding();
        w.stepTakes = Duration.ofSeconds(15);
        untilEpoch(w, 2);
        w.ask(new Event.Pin(World.by("ann"), "EU", Optional.empty(), false));
        w.set("EU", Outcome.DOWN).passSeconds(40);
        assertThat(w.application).isEqualTo("EU");
    }

    @Test
    void anOperatorSupersedesARunningDecision() {
        World w = deciding();
        w.steps.put("restart", World.Behaviour.HANGS);
        untilEpoch(w, 2).passSeconds(10);
        w.steps.put("restart", World.Behaviour.WORKS);
        w.effects.clear();
        Reply reply = w.ask(new Event.Switch(World.by("ann"), "APAC", false));
        assertThat(((Reply.Accepted) reply).decision()).map(Decision::epoch).contains(3L);
        assertThat(w.effects.subList(0, 2))
                .containsExactly(
                        new Effect.Cancel(2),
                        new Effect.RunStep(w.state.durable().decision(), "write-env", 1, Occasion.DECIDED));
        assertThat(w.told(EventKind.SUPERSEDED)).hasSize(1);
        w.passSeconds(60);
        assertThat(w.application).isEqualTo("APAC");
        assertThat(w.state.durable().switches()).hasSize(1);
        assertThat(w.state.durable().verified()).isTrue();
    }

    @Test
    void noStepsMeansItIsOverAtOnce() {
        rules.steps = List.of();
        World w = deciding();
        untilEpoch(w, 2);
        assertThat(w.state.run).isNull();
        assertThat(w.state.durable().switches()).hasSize(1);
    }

    @Test
    void aStepThatIsConfiguredNoMoreIsSkipped() {
        World w = deciding();
        w.steps.put("write-env", World.Behaviour.HANGS);
        untilEpoch(w, 2);
        rules.steps = Rules.steps("restart", "verify");
        w.rules = rules.build();
        w.steps.clear();
        w.passSeconds(60);
        assertThat(w.state.durable().steps())
                .extracting(DurableState.StepProgress::result)
                .containsExactly("skipped", "done", "done");
    }

    @Test
    void anActiveScopeCandidateIsWatchedByItsOwnUrlUntilTheStepsEnded() {
        rules.scope = GroupRules.Scope.ACTIVE;
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN);
        untilEpoch(w, 2);
        assertThat(via(w, "EU")).isEqualTo(Via.CANDIDATE_URL);
        assertThat(via(w, "NAM")).isEqualTo(Via.CANDIDATE_URL);
        w.pass(Duration.ofMillis(4100));
        assertThat(via(w, "EU")).isEqualTo(Via.PROBE_URL);
        assertThat(w.state.regions.get("EU").streak()).isNull();
        w.feed(new Event.Probed(World.result("EU", Via.PROBE_URL, Outcome.UP, w.now.minusSeconds(1), w.now)));
        w.feed(new Event.Probed(World.result("EU", Via.CANDIDATE_URL, Outcome.UP, w.now, w.now)));
        assertThat(w.state.regions.get("EU").streak()).isNull();
        w.passSeconds(30);
        assertThat(w.state.durable().verified()).isTrue();
    }

    private static Via via(World w, String region) {
        return w.view().regions().stream()
                .filter(r -> r.name().equals(region))
                .findFirst()
                .orElseThrow()
                .via();
    }
}
