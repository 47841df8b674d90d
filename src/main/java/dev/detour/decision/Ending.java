package dev.detour.decision;

import java.time.Instant;

/** The end of a switch, from which cooldown and budget are counted (SPEC §3). A chain of attempts is one switch. */
final class Ending {
    private Ending() {}

    /** All steps of the last decision are through, and verified where that was wanted. */
    static void end(Turn t) {
        Decision d = t.durable.decision;
        boolean decision = t.run.kind() == Run.Kind.DECISION;
        t.run = null;
        if (!decision) {
            Verifying.countAnew(t);
            return;
        }
        if (d.trigger() == Trigger.START) {
            return;
        }
        if (!d.goesBack()) {
            count(t, d);
        } else if (d.trigger() == Trigger.VERIFY_FAILED) {
            verifyFailed(t);
        }
    }

    /** The last attempt of a chain could not be verified: the group holds until the cooldown is over. */
    static void verifyFailed(Turn t) {
        t.durable.verifyFailed = true;
        t.run = null;
        count(t, t.durable.decision);
        String words =
                t.durable.active + " could not be verified, and nothing else is tried until the cooldown is over";
        t.tell(EventKind.VERIFY_FAILED, Notice.Level.ERROR, t.durable.active, words, true);
    }

    private static void count(Turn t, Decision d) {
        if (d.trigger() == Trigger.OPERATOR) {
            t.durable.cooldownFactor = 1;
        } else {
            boolean repeat = soonAfter(t) || waitedForCooldown(t, d);
            t.durable.cooldownFactor = repeat ? Math.min(4, 2 * t.durable.cooldownFactor) : 1;
            spend(t);
        }
        t.durable.lastSwitchEnd = t.now;
    }

    private static boolean soonAfter(Turn t) {
        return !t.durable.switches.isEmpty()
                && lastAutomatic(t).plus(t.rules.cooldown().multipliedBy(4)).isAfter(t.now);
    }

    /**
     * Whether the switch was due before the cooldown was over: then there was no quiet, however long the doubled cooldown
     * kept it.
     */
    private static boolean waitedForCooldown(Turn t, Decision d) {
        Instant over = Gates.cooldownEnd(t);
        return over != null
                && t.durable.cooldownFactor > 1
                && !d.at().isAfter(over.plus(t.rules.interval()).plus(t.rules.timeout()));
    }

    /** An operator took over. What was under way by itself still counts for the budget. */
    static void superseded(Turn t) {
        Decision d = t.durable.decision;
        boolean byItself = d.trigger() != Trigger.START && d.trigger() != Trigger.OPERATOR;
        // Going back after a failed verify ends a switch that did take place.
        boolean switched = !d.goesBack() || d.trigger() == Trigger.VERIFY_FAILED;
        if (!t.abandoning && byItself && switched) {
            spend(t);
        }
    }

    private static void spend(Turn t) {
        Instant horizon = t.now.minus(t.rules.maxSwitchesWindow());
        Instant repeats = t.now.minus(t.rules.cooldown().multipliedBy(4));
        Instant oldest = horizon.isBefore(repeats) ? horizon : repeats;
        t.durable.switches.removeIf(end -> end.isBefore(oldest));
        t.durable.switches.add(t.now);
    }

    private static Instant lastAutomatic(Turn t) {
        return t.durable.switches.get(t.durable.switches.size() - 1);
    }
}
