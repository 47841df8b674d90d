package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;

/**
 * The first step of an automatic switch is put off by chance (SPEC §3, {@code act-delay}), so that a fleet of controllers
 * that saw the same outage does not restart everything at the same moment. An operator, a start and the attempts after a
 * failed verify do not wait: nobody does those everywhere at once.
 */
final class Delaying {
    /** The dice may be lost with the process that was to roll them, but nothing else waits for them. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private Delaying() {}

    /** Puts the run that was just made off. After a restart only by what is left since the decision. */
    static void begin(Turn t) {
        Duration most = left(t);
        if (!most.isZero() && t.stepsToDo() && concerns(t.durable.decision)) {
            t.run = t.run.asked(t.now);
            t.effect(new Effect.ChooseDelay(t.durable.epoch, most));
        }
    }

    private static boolean concerns(Decision d) {
        return (d.trigger() == Trigger.OUTAGE || d.trigger() == Trigger.FAILBACK) && !d.goesBack();
    }

    private static Duration left(Turn t) {
        return DurableState.left(t.durable.decision.at().plus(t.rules.actDelay()), t.now);
    }

    static void chosen(Turn t, Event.DelayChosen e) {
        if (t.run == null || t.run.stage() != Run.Stage.ASKED || e.epoch() != t.durable.epoch) {
            return;
        }
        Instant latest = t.now.plus(left(t));
        Instant chosen = t.now.plus(e.delay().isNegative() ? Duration.ZERO : e.delay());
        Instant until = chosen.isBefore(latest) ? chosen : latest;
        t.run = t.run.delayed(until);
        if (!until.isAfter(t.now)) {
            return;
        }
        String words = "epoch " + t.durable.epoch + " waits " + Words.span(DurableState.left(until, t.now))
                + " before its first step (act-delay " + Words.span(t.rules.actDelay()) + ")";
        t.tell(EventKind.DECISION, Notice.Level.INFO, t.durable.active, words, false);
    }

    /** Whether there is more to do in this turn. */
    static boolean asked(Turn t) {
        boolean lost = !t.run.since().plus(PATIENCE).isAfter(t.now);
        if (lost) {
            t.run = t.run.ready();
        }
        return lost;
    }

    static boolean over(Turn t) {
        boolean over = !t.run.since().isAfter(t.now);
        if (over) {
            t.run = t.run.ready();
        }
        return over;
    }

    /** {@code , put off for 12 s}; empty when it is not. */
    static String words(Turn t) {
        return t.run.stage() == Run.Stage.DELAYED
                ? ", put off for " + Words.span(DurableState.left(t.run.since(), t.now)) + " (act-delay)"
                : "";
    }
}
