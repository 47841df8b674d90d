package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The last look over the core's shoulder: each rule, broken on purpose in a transition that was right. */
class InvariantsTest {
    private final Rules rules = new Rules();
    private final World w = World.settled(rules.build());

    private GroupState before;
    private Event event;
    private Transition step;

    /** The automatic switch to EU, as it took place. */
    @BeforeEach
    void decide() {
        w.watcher = (e, was, now) -> {
            if (step == null && now.entries().stream().anyMatch(x -> x.event() == EventKind.DECISION)) {
                before = was;
                event = e;
                step = now;
            }
        };
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(step.state().durable().epoch()).isEqualTo(before.durable().epoch() + 1);
        Invariants.check(w.rules, before, event, step);
    }

    private void breaks(String rule, GroupRules by, GroupState was, Event on, Transition made) {
        assertThatThrownBy(() -> Invariants.check(by, was, on, made))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(rule);
    }

    private Transition made(GroupState state, List<Entry> entries, List<Effect> effects) {
        return new Transition(state, entries, effects, Optional.empty());
    }

    private GroupRules observing() {
        Rules r = Rules.of(w.rules);
        r.mode = GroupRules.Mode.OBSERVE;
        return r.build();
    }

    private Entry decision() {
        return step.entries().stream()
                .filter(e -> e.event() == EventKind.DECISION && e.vital())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneEpochForEachDecision() {
        breaks("S4: one epoch per decision", w.rules, step.state(), event, step);
        breaks("S4: one epoch per decision", w.rules, before, event, made(step.state(), List.of(), List.of()));
    }

    @Test
    void theDecisionIsTheLastWord() {
        Entry d = decision();
        Entry after = new Entry(
                d.group(),
                EventKind.STEP_DONE,
                d.epoch(),
                d.region(),
                d.by(),
                d.reason(),
                d.evidence(),
                d.durable(),
                true);
        breaks(
                "S4: the decision is not the last word",
                w.rules,
                before,
                event,
                made(step.state(), List.of(d, after), List.of()));
    }

    @Test
    void noStepOfAnotherDecision() {
        Effect.RunStep other = new Effect.RunStep(before.durable().decision(), "write-env", 1, Occasion.DECIDED);
        breaks(
                "S5: a step of another epoch",
                w.rules,
                step.state(),
                new Event.Tick(),
                made(step.state(), List.of(), List.of(other)));
    }

    @Test
    void whoObservesNeitherDecidesNorActs() {
        Effect.RunStep run = new Effect.RunStep(step.state().durable().decision(), "write-env", 1, Occasion.DECIDED);
        breaks("an observing group decides", observing(), before, event, step);
        breaks(
                "an observing group acts",
                observing(),
                step.state(),
                new Event.Tick(),
                made(step.state(), List.of(), List.of(run)));
    }

    @Test
    void nothingIsDoneThatCouldNotBeRemembered() {
        GroupState mute = Decider.step(w.rules, step.state(), new Event.StoreHealth(false, "disk full"), w.now)
                .state();
        Effect.RunStep run = new Effect.RunStep(step.state().durable().decision(), "write-env", 1, Occasion.DECIDED);
        Transition acts = made(step.state(), List.of(), List.of(run));
        breaks("S4: acts without a store", w.rules, mute, new Event.Tick(), acts);
        Invariants.check(w.rules, mute, new Event.StoreHealth(true, ""), acts);
    }

    @Test
    void nothingIsDecidedWhilePausedPinnedOrIsolated() {
        GroupState paused = Decider.step(
                        w.rules, step.state(), new Event.Pause(World.by("ann"), Optional.empty()), w.now)
                .state();
        breaks(
                "S10: paused, and decided all the same",
                w.rules,
                before,
                event,
                made(paused, step.entries(), List.of()));

        GroupState pinned = Decider.step(
                        w.rules, step.state(), new Event.Pin(World.by("ann"), "EU", Optional.empty(), false), w.now)
                .state();
        breaks("pinned, and decided all the same", w.rules, before, event, made(pinned, step.entries(), List.of()));
    }

    @Test
    void anEditLeavesTheActiveRegion() {
        Rules r = Rules.of(w.rules);
        r.regions = r.regions.stream().filter(x -> !x.name().equals("EU")).toList();
        Event edit = new Event.Reconfigured(r.build(), Set.of(), false, Optional.empty(), "edited");
        breaks(
                "S13: without the active region",
                r.build(),
                step.state(),
                edit,
                made(step.state(), List.of(), List.of()));
        Invariants.check(w.rules, step.state(), edit, made(step.state(), List.of(), List.of()));
    }

    @Test
    void peopleMayDecideWhatTheCoreMayNot() {
        World other = World.settled(observing());
        Event.Operator byAnn = new Event.Pause(World.by("ann"), Optional.of(Duration.ofHours(1)));
        Invariants.check(other.rules, before, byAnn, made(step.state(), step.entries(), List.of()));
    }
}
