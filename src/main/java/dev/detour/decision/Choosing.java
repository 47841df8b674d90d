package dev.detour.decision;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether to move, and where to: the rules of SPEC §5, asked anew at every event. */
final class Choosing {
    private Choosing() {}

    static void drive(Turn t) {
        if (t.asking != null) {
            settle(t);
        } else if (t.run == null && t.watch.durable() && t.active().isPresent()) {
            look(t);
        }
    }

    /** The active region is proven DOWN, and that is no old news. */
    static boolean outage(Turn t) {
        return t.active()
                .map(t::health)
                .filter(h -> h.health() == Outcome.DOWN && h.provenDown(t.rules) && h.fresh(t.rules, t.now))
                .filter(t::heardInThisLife)
                .isPresent();
    }

    private static void look(Turn t) {
        if (!outage(t)) {
            t.proposal = null;
            Failback.look(t);
            return;
        }
        switch (t.rules.mode()) {
            case OBSERVE -> Proposing.wouldHave(t);
            case APPROVE -> Proposing.propose(t);
            case AUTO -> leave(t);
        }
    }

    private static void leave(Turn t) {
        Map<Gate, GroupView.GateView> gates = Gates.holding(t);
        boolean spent = gates.remove(Gate.MAX_SWITCHES) != null;
        if (!gates.isEmpty()) {
            seekProof(t, gates);
            return;
        }
        if (spent) {
            latchBudget(t);
            return;
        }
        List<Region> eligible = Eligibility.best(t);
        if (eligible.isEmpty()) {
            Eligibility.rotation(t).ifPresent(to -> Committing.rotate(t, to));
        } else {
            ask(t, Trigger.OUTAGE, eligible);
        }
    }

    /** Once, when the outage is first seen. */
    static void seekProof(Turn t, Map<Gate, GroupView.GateView> gates) {
        RegionHealth before = t.before.regions.get(t.durable.active);
        boolean news = before == null || before.health() != Outcome.DOWN || !before.provenDown(t.rules);
        if (news && gates.containsKey(Gate.NO_CANDIDATE)) {
            Evidence.hurryProof(t);
        }
    }

    private static void latchBudget(Turn t) {
        if (!t.durable.budgetSpent) {
            t.durable.budgetSpent = true;
            t.vital(
                    EventKind.HOLD,
                    t.durable.active,
                    Words.DETOUR,
                    "max-switches: the budget of automatic switches is spent; holding until rearmed");
        }
    }

    static void ask(Turn t, Trigger trigger, List<Region> eligible) {
        GroupState.Watch w = t.watch;
        long ticket = w.tickets() + 1;
        t.watch = new GroupState.Watch(w.now(), w.startedAt(), w.durable(), w.ailment(), w.isolatedSince(), ticket);
        t.asking = new GroupState.Asking(ticket, trigger, t.now, false, Optional.empty());
        t.effect(new Effect.Choose(ticket, trigger, t.durable.active, eligible));
    }

    static void chosen(Turn t, Event.Chosen answer) {
        GroupState.Asking a = t.asking;
        if (a != null && a.ticket() == answer.ticket() && !a.answered()) {
            t.asking = new GroupState.Asking(a.ticket(), a.trigger(), a.at(), true, answer.region());
        }
    }

    /** Takes the answer, or the first when there is none; everything is looked at again at this moment. */
    private static void settle(Turn t) {
        GroupState.Asking asked = t.asking;
        if (!t.watch.durable() || !asked.settled(t.now)) {
            return;
        }
        t.asking = null;
        if (asked.trigger() == Trigger.VERIFY_FAILED && t.run == null) {
            // An edit took the verify away meanwhile, and with it the switch's end.
            return;
        }
        List<Region> eligible =
                switch (asked.trigger()) {
                    case OUTAGE -> outage(t) && Proposing.mayLeave(t) ? Eligibility.best(t) : List.<Region>of();
                    case FAILBACK -> Failback.mayGo(t) ? Eligibility.failback(t) : List.<Region>of();
                    default -> Verifying.mayMoveOn(t) ? Eligibility.untried(t) : List.<Region>of();
                };
        Optional<Region> to = asked.answer()
                .flatMap(name ->
                        eligible.stream().filter(r -> r.name().equals(name)).findFirst())
                .or(() -> eligible.stream().findFirst());
        if (to.isPresent() && t.is(GroupRules.Mode.APPROVE)) {
            Proposing.show(t, to.get().name());
        } else if (to.isPresent()) {
            Committing.automatic(t, asked.trigger(), to.get());
        } else if (asked.trigger() == Trigger.VERIFY_FAILED) {
            Verifying.nowhereToGo(t);
        }
    }

    /** For reasons: {@code NAM was down for 4 min 3 s (25 failed probes)}. */
    static String outageWords(Turn t) {
        return t.durable.active + " " + t.regions.get(t.durable.active).outageWords(t.rules);
    }
}
