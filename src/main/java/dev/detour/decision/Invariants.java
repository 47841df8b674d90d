package dev.detour.decision;

import java.util.List;
import java.util.Objects;

/** What must hold of every step, whatever the code above it does. A breach voids the step. */
final class Invariants {
    private Invariants() {}

    static void check(GroupRules rules, GroupState before, Event event, Transition step) {
        DurableState was = before.durable();
        DurableState is = step.state().durable();
        long decisions = step.entries().stream().filter(Entry::decides).count();
        demand(is.epoch() == was.epoch() + decisions && decisions <= 1, "S4: one epoch per decision");
        if (decisions == 1) {
            decided(rules, before, event, step);
        } else {
            demand(Objects.equals(is.decision(), was.decision()), "S4: a decision without an epoch");
        }
        if (event instanceof Event.Reconfigured) {
            demand(is.active() == null || rules.region(is.active()).isPresent(), "S13: without the active region");
        }
        for (Effect effect : step.effects()) {
            if (effect instanceof Effect.RunStep run) {
                demand(run.decision().equals(is.decision()), "S5: a step of another epoch");
                demand(rules.mode() != GroupRules.Mode.OBSERVE, "an observing group acts");
                demand(before.watch.durable() || event instanceof Event.StoreHealth, "S4: acts without a store");
            }
        }
    }

    private static void decided(GroupRules rules, GroupState before, Event event, Transition step) {
        Decision d = step.state().durable().decision();
        List<Entry> vital = step.entries().stream().filter(Entry::vital).toList();
        Entry last = vital.get(vital.size() - 1);
        demand(
                last.event() == EventKind.DECISION && last.epoch() == d.epoch(),
                "S4: the decision is not the last word");
        demand(d.epoch() == step.state().durable().epoch(), "S4: the decision is of another epoch");
        demand(d.to().equals(step.state().durable().active()), "the active region is not the decided one");
        boolean byPeople = event instanceof Event.Operator || d.trigger() == Trigger.OPERATOR;
        if (!byPeople) {
            demand(rules.mode() != GroupRules.Mode.OBSERVE, "an observing group decides");
            demand(step.state().durable().paused() == null, "S10: paused, and decided all the same");
            boolean start = d.trigger() == Trigger.START;
            DurableState.Pinned pin = step.state().durable().pinned();
            demand(pin == null || (start && pin.region().equals(d.to())), "pinned, and decided all the same");
            demand(start || !d.to().equals(before.durable().active()), "S1: to where it already is");
            demand(start || !step.state().watch.isolated(), "S3: isolated, and decided all the same");
        }
    }

    private static void demand(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalStateException(rule);
        }
    }
}
