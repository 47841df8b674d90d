package dev.detour.decision;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a group that may not act by itself says instead. */
final class Proposing {
    private Proposing() {}

    static void wouldHave(Turn t) {
        List<Region> eligible = Eligibility.best(t);
        if (eligible.isEmpty() || t.told.wouldHave() || t.watch.isolated()) {
            return;
        }
        String words = "would have switched from " + t.durable.active + " to "
                + eligible.get(0).name() + ": " + Choosing.outageWords(t);
        t.tell(EventKind.DECISION, Notice.Level.INFO, t.durable.active, words, false);
        t.note(EventKind.DECISION, t.durable.active, words);
        t.told = new GroupState.Told(t.told.hold(), t.told.blind(), true, t.told.failback());
    }

    static void propose(Turn t) {
        Map<Gate, GroupView.GateView> gates = Gates.holding(t);
        gates.remove(Gate.APPROVAL);
        List<Region> eligible = Eligibility.best(t);
        if (!gates.isEmpty() || eligible.isEmpty()) {
            t.proposal = null;
            Choosing.seekProof(t, gates);
            return;
        }
        GroupView.Proposal shown = t.proposal;
        boolean stands = shown != null
                && shown.epoch() == t.durable.epoch + 1
                && eligible.stream().anyMatch(r -> r.name().equals(shown.to()));
        if (!stands) {
            t.proposal = null;
            Choosing.ask(t, Trigger.OUTAGE, eligible);
        }
    }

    /** What the choose route picked. */
    static void show(Turn t, String to) {
        long epoch = t.durable.epoch + 1;
        t.proposal = new GroupView.Proposal(epoch, to, Trigger.OUTAGE, Choosing.outageWords(t), t.now);
        String words = "switch from " + t.durable.active + " to " + to + "? " + Choosing.outageWords(t)
                + ". Say yes with: approve " + epoch;
        t.tell(EventKind.APPROVAL, Notice.Level.WARNING, to, words, true);
        t.note(EventKind.APPROVAL, to, words);
    }

    /** Whether nothing but the missing yes keeps the group from leaving. */
    static boolean mayLeave(Turn t) {
        return Set.of(Gate.APPROVAL).containsAll(Gates.holding(t).keySet());
    }
}
