package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** New rules for a living group: what it knows and has decided stays (SPEC §3, Reload). */
class ReconfiguringTest {
    private final Rules rules = new Rules();

    private static GroupRules without(GroupRules rules, String region) {
        Rules r = Rules.of(rules);
        r.regions = r.regions.stream().filter(x -> !x.name().equals(region)).toList();
        return r.build();
    }

    @Test
    void aStreakGoesOnUnderTheNewRule() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(60);
        assertThat(w.active()).isEqualTo("NAM");

        Rules shorter = Rules.of(w.rules);
        shorter.outage = Duration.ofSeconds(70);
        w.edit(shorter.build());
        w.passSeconds(25);

        assertThat(w.moves()).endsWith("outage NAM→EU");
        assertThat(w.decisions().get(1).reason()).contains("1 min 1");
    }

    @Test
    void aChangedProbeResetsThatRegionOnly() {
        World w = World.settled(rules.build());

        w.edit(w.rules, "EU");

        assertThat(w.view().regions())
                .extracting(GroupView.RegionView::name, GroupView.RegionView::health)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("NAM", Outcome.UP),
                        org.assertj.core.groups.Tuple.tuple("EU", Outcome.UNKNOWN),
                        org.assertj.core.groups.Tuple.tuple("APAC", Outcome.UP));
    }

    @Test
    void aProbeThatBeganBeforeTheEditIsNoEvidence() {
        World w = World.settled(rules.build());
        w.edit(w.rules, "EU");

        w.feed(new Event.Probed(
                World.result("EU", Via.PROBE_URL, Outcome.DOWN, w.now.minusSeconds(1), w.now.plusMillis(1))));

        assertThat(w.state.regions.get("EU").streak()).isNull();
    }

    @Test
    void removingTheActiveRegionIsRefusedAndChangesNothing() {
        World w = World.settled(rules.build());
        GroupRules before = w.rules;
        DurableState durable = w.state.durable();

        Transition step = w.edit(without(before, "NAM"));

        assertThat(step.reply()).get().isInstanceOfSatisfying(Reply.Refused.class, r -> assertThat(r.error())
                .contains("NAM is the active region"));
        assertThat(w.rules).isSameAs(before);
        assertThat(w.state.durable()).isEqualTo(durable);
        assertThat(w.journal).noneMatch(e -> e.event() == EventKind.RELOAD);
    }

    @Test
    void anotherRegionMayGoAndIsForgotten() {
        World w = World.settled(rules.build());

        w.edit(without(w.rules, "EU"));
        w.set("NAM", Outcome.DOWN).passSeconds(260);

        assertThat(w.moves()).endsWith("outage NAM→APAC");
        assertThat(w.state.durable().everEvidenced()).containsOnlyKeys("NAM", "APAC");
    }

    @Test
    void theRegionThatARunningDecisionLeftStaysUntilItsEnd() {
        World w = World.settled(rules.build());
        w.steps.put("write-env", World.Behaviour.FAILS);
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.moves()).endsWith("outage NAM→EU");
        assertThat(w.view().state()).isEqualTo(GroupView.State.HOLDING);

        assertThat(w.edit(without(w.rules, "NAM")).reply()).get().isInstanceOf(Reply.Refused.class);
    }

    @Test
    void aStepThatKeepsFailingCanBeTakenOutWhileItFails() {
        World w = World.settled(rules.build());
        Rules more = Rules.of(w.rules);
        more.steps = Rules.steps("drain", "write-env", "restart", "verify");
        w.edit(more.build());
        w.steps.put("drain", World.Behaviour.FAILS);
        w.ask(new Event.Switch(World.by("ann"), "EU", false));
        w.passSeconds(15);

        Rules less = Rules.of(w.rules);
        less.steps = Rules.steps("write-env", "restart", "verify");
        w.edit(less.build());
        w.passSeconds(60);

        assertThat(w.application).isEqualTo("EU");
        assertThat(w.state.durable().verified()).isTrue();
        assertThat(w.state.durable().steps().get(0).result()).isEqualTo("skipped");
    }

    @Test
    void aChangedTargetOfTheActiveRegionIsDriftUntilReapplied() {
        World w = World.settled(rules.build());
        Rules moved = Rules.of(w.rules);
        moved.regions = moved.regions.stream()
                .map(r -> r.name().equals("NAM") ? new Region("NAM", "elsewhere.ext.com", r.role()) : r)
                .toList();

        w.edit(moved.build(), "NAM");
        w.passSeconds(30);

        assertThat(w.view().target()).isEqualTo("cloud.nam.ext.com");
        assertThat(w.view().verdict()).contains("Drift", "cloud.nam.ext.com", "elsewhere.ext.com", "reapply");
        assertThat(w.told(EventKind.RELOAD)).singleElement().matches(Notice::loud);

        w.ask(new Event.Reapply(World.by("ann")));
        w.passSeconds(60);

        assertThat(w.view().target()).isEqualTo("elsewhere.ext.com");
        assertThat(w.view().verdict()).doesNotContain("Drift");
    }

    @Test
    void anObservingGroupBeginsToActWhenItsModeIsChanged() {
        rules.mode = GroupRules.Mode.OBSERVE;
        World w = World.settled(rules.build());
        assertThat(w.state.durable().epoch()).isZero();
        Rules acting = Rules.of(w.rules);
        acting.mode = GroupRules.Mode.AUTO;

        w.edit(acting.build());
        w.passSeconds(20);

        assertThat(w.moves()).containsExactly("start null→NAM");
        w.set("NAM", Outcome.DOWN).passSeconds(270);
        assertThat(w.moves()).endsWith("outage NAM→EU");
    }

    @Test
    void anEditThatTakesTheVerifyAwayWhileTheNextRegionIsChosenEndsTheSwitch() {
        World w = World.settled(rules.build());
        w.steps.put("verify", World.Behaviour.FAILS);
        w.set("NAM", Outcome.DOWN);
        while (w.state.asking == null || w.state.asking.trigger() != Trigger.VERIFY_FAILED) {
            w.pass(Duration.ofMillis(1));
        }
        Rules edited = Rules.of(w.rules);
        edited.steps = Rules.steps("write-env", "restart");

        w.edit(edited.build());
        w.passSeconds(5);

        assertThat(w.state.asking).isNull();
        assertThat(w.state.run).isNull();
        assertThat(w.moves()).endsWith("outage NAM→EU");
    }

    @Test
    void whatAnObserverHeardWhileItWasIsolatedIsNoReasonToActLater() {
        rules.mode = GroupRules.Mode.OBSERVE;
        rules.canary = true;
        World w = World.settled(rules.build());
        w.canaryUp = false;
        w.passSeconds(30);
        w.all(Outcome.DOWN).passSeconds(300);
        assertThat(w.view().isolated()).isTrue();
        w.canaryUp = true;
        w.set("EU", Outcome.UP).set("APAC", Outcome.UP).passSeconds(30);
        Rules acting = Rules.of(w.rules);
        acting.mode = GroupRules.Mode.AUTO;

        w.edit(acting.build());
        w.passSeconds(200);

        assertThat(w.moves()).containsExactly("start null→NAM");
        w.passSeconds(70);
        assertThat(w.moves()).endsWith("outage NAM→EU");
    }

    @Test
    void aGroupThatOnlyObservesFromNowOnEndsItsStepsAndFinishesThemWhenItActsAgain() {
        World w = World.settled(rules.build());
        w.stepTakes = Duration.ofSeconds(30);
        w.ask(new Event.Switch(World.by("ann"), "EU", false));
        Rules observing = Rules.of(w.rules);
        observing.mode = GroupRules.Mode.OBSERVE;
        w.edit(observing.build());
        w.passSeconds(120);
        assertThat(w.application).isEqualTo("NAM");

        Rules acting = Rules.of(w.rules);
        acting.mode = GroupRules.Mode.AUTO;
        w.begun.clear();
        w.edit(acting.build());
        w.passSeconds(120);

        assertThat(w.application).isEqualTo("EU");
        assertThat(w.state.durable().verified()).isTrue();
        assertThat(w.begun).extracting(Effect.RunStep::occasion).containsOnly(Occasion.RESUMED);

        // By now all is done, so that the next time there is nothing to take up.
        w.begun.clear();
        w.edit(observing.build());
        w.edit(acting.build());
        w.passSeconds(120);
        assertThat(w.begun).extracting(Effect.RunStep::occasion).containsOnly(Occasion.ENSURED);
    }

    /** Life 164196: every edit was refused until the end of steps that could not go back, and might never end. */
    @Test
    void aResumedDecisionDoesNotKeepTheRegionThatItLeft() {
        World w = World.settled(rules.build());
        w.steps.put("write-env", World.Behaviour.FAILS);
        w.ask(new Event.Switch(World.by("ann"), "EU", false));
        Rules without = Rules.of(w.rules);
        without.mode = GroupRules.Mode.OBSERVE;
        without.regions = Rules.regions("EU", "APAC");
        w.edit(without.build());
        without.mode = GroupRules.Mode.AUTO;
        w.edit(without.build());
        w.passSeconds(60);
        assertThat(w.state.run).as("it fails, and is tried again").isNotNull();

        without.interval = Duration.ofSeconds(20);
        assertThat(w.edit(without.build()).reply().orElseThrow()).isInstanceOf(Reply.Accepted.class);
    }

    @Test
    void canariesThatAreNoMoreIsolateNobody() {
        rules.canary = true;
        World w = World.settled(rules.build());
        w.canaryUp = false;
        w.all(Outcome.DOWN).passSeconds(60);
        assertThat(w.view().isolated()).isTrue();
        Rules without = Rules.of(w.rules);
        without.canary = false;

        w.feed(new Event.Reconfigured(without.build(), Set.of(), true, Optional.empty(), "no canary"));

        assertThat(w.view().isolated()).isFalse();
    }

    @Test
    void aStepThatIsConfiguredNoMoreIsEndedBeforeWhatFollowsIt() {
        World w = World.settled(rules.build());
        w.steps.put("write-env", World.Behaviour.HANGS);
        w.ask(new Event.Switch(World.by("ann"), "EU", false));
        w.effects.clear();
        Rules less = Rules.of(w.rules);
        less.steps = Rules.steps("restart", "verify");

        w.edit(less.build());

        assertThat(w.effects).contains(new Effect.Cancel(w.state.durable().epoch()));
    }

    @Test
    void aStepThatIsStillConfiguredGoesOn() {
        World w = World.settled(rules.build());
        w.steps.put("write-env", World.Behaviour.HANGS);
        w.ask(new Event.Switch(World.by("ann"), "EU", false));
        w.effects.clear();

        w.edit(w.rules);

        assertThat(w.effects).noneMatch(Effect.Cancel.class::isInstance);
    }

    @Test
    void whoBeginsToObserveEndsTheStepThatRuns() {
        World w = World.settled(rules.build());
        w.steps.put("write-env", World.Behaviour.HANGS);
        w.ask(new Event.Switch(World.by("ann"), "EU", false));
        w.effects.clear();
        Rules observing = Rules.of(w.rules);
        observing.mode = GroupRules.Mode.OBSERVE;

        w.edit(observing.build());

        assertThat(w.effects).contains(new Effect.Cancel(w.state.durable().epoch()));
    }

    @Test
    void canariesThatWereNotEditedAreHeardOn() {
        rules.canary = true;
        World w = World.settled(rules.build());
        w.canaryUp = false;
        w.all(Outcome.DOWN).passSeconds(60);
        assertThat(w.view().isolated()).isTrue();

        w.edit(w.rules);

        assertThat(w.view().isolated()).isTrue();
    }

    @Test
    void aPinnedGroupThatOnlyObservedBeginsWhereItIsPinned() {
        rules.mode = GroupRules.Mode.OBSERVE;
        World w = World.settled(rules.build());
        w.ask(new Event.Pin(World.by("ann"), "NAM", Optional.empty(), false));
        w.envFile = "EU";
        Rules acting = Rules.of(w.rules);
        acting.mode = GroupRules.Mode.AUTO;

        w.edit(acting.build());
        w.passSeconds(20);

        assertThat(w.moves()).containsExactly("start null→NAM");
    }

    @Test
    void theHistoryTellsOfTheEdit() {
        World w = World.settled(rules.build());

        w.edit(w.rules);

        assertThat(w.journal.get(w.journal.size() - 1))
                .matches(e -> e.event() == EventKind.RELOAD
                        && !e.vital()
                        && e.reason().equals("edited"));
    }
}
