package dev.detour.decision;

import java.time.Duration;
import java.util.List;

/** The way back to a better region (SPEC §3, {@code failback}). */
final class Failback {
    private Failback() {}

    static void look(Turn t) {
        boolean possible = t.rules.failback() != GroupRules.Failback.NEVER
                && !t.watch.isolated()
                && !Eligibility.failback(t).isEmpty();
        if (possible && mayGo(t)) {
            Choosing.ask(t, Trigger.FAILBACK, Eligibility.failback(t));
        }
        boolean byHand = possible && manual(t.rules);
        if (byHand && !t.told.failback()) {
            String to = Eligibility.failback(t).get(0).name();
            String words = to + " is better than " + t.durable.active + " and UP again; switch back by hand";
            t.tell(EventKind.REGION_UP, Notice.Level.INFO, to, words, true);
        }
        t.told = new GroupState.Told(t.told.hold(), t.told.blind(), t.told.wouldHave(), byHand);
    }

    /** In {@code approve} nothing goes back by itself either. */
    static boolean manual(GroupRules rules) {
        return (rules.failback() == GroupRules.Failback.MANUAL && rules.mode() != GroupRules.Mode.OBSERVE)
                || (rules.failback() == GroupRules.Failback.AUTO && rules.mode() == GroupRules.Mode.APPROVE);
    }

    /** A failback never takes the last of the budget, and waits for every gate. */
    static boolean mayGo(Turn t) {
        return t.is(GroupRules.Mode.AUTO)
                && t.rules.failback() == GroupRules.Failback.AUTO
                && !t.durable.operatorChose
                && Gates.holding(t).isEmpty()
                && Gates.spent(t) + 1 < t.rules.maxSwitches();
    }

    /** A failback that did not last doubles the wait for the next one; one that did, forgets. */
    static void leaving(Turn t, String region) {
        Decision last = t.durable.decision;
        boolean wentBackHere = last != null
                && last.trigger() == Trigger.FAILBACK
                && !last.goesBack()
                && last.to().equals(region)
                && t.durable.lastFailbackAt != null;
        if (!wentBackHere) {
            return;
        }
        boolean undone = t.durable.lastFailbackAt.plus(t.rules.failbackHold()).isAfter(t.now);
        int factor = t.durable.failbackFactor.getOrDefault(region, 1);
        t.durable.failbackFactor.put(region, undone ? Math.min(8, 2 * factor) : 1);
    }

    static String words(Turn t, List<Region> better) {
        Region to = better.get(0);
        return to.name() + " is better than " + t.durable.active + " and UP for "
                + Words.span(Duration.between(t.health(to).since(), t.now));
    }
}
