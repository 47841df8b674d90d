package dev.detour.decision;

import java.time.Instant;
import java.util.Optional;

/**
 * The decision: state and event and time in, new state and effects out. Pure: no I/O, no clock, no thread, no Camel, no
 * chance. The same state, event and time always give the same transition (S18).
 *
 * <p>What always holds (the numbers are those of the design):
 *
 * <ul>
 *   <li><b>S1</b> An automatic switch goes only to an eligible region, unless the group is configured to {@code rotate}.
 *       The one exception takes a switch back before anything was restarted: {@code from} and {@code to} are the same.
 *   <li><b>S2</b> It leaves the active region only after {@code min-failures} consecutive DOWN that span {@code outage}
 *       (or the configured ratio, or a failed verify). One UP resets; UNKNOWN neither counts nor resets while evidence
 *       stays fresh. A region that just became active starts at zero.
 *   <li><b>S3</b> Nothing automatic without fresh evidence that we ourselves are online: the target was UP after the
 *       active region began to fail; for {@code rotate}, a canary is UP where there is one.
 *   <li><b>S4</b> Epochs strictly grow by one, one decision each; its entry is vital and the last vital one of its
 *       transition, so it is durable before its first effect.
 *   <li><b>S5</b> Steps run for the newest epoch only; answers for any other epoch, step or attempt change nothing.
 *   <li><b>S8</b> A decision's steps are all done in order, after a crash again from the first.
 *   <li><b>S9</b> At most the budget of automatic switches in its window, at least the cooldown between them.
 *   <li><b>S10</b> While paused there is no new automatic epoch; a committed one is finished.
 *   <li><b>S11</b> A gap in watching clears all evidence.
 *   <li><b>S12</b> The choice is deterministic: role, then whether it was just left, then list order.
 *   <li><b>S13</b> New rules count as a whole or not at all, and never without the active region.
 *   <li><b>S15</b> {@code verified} means: UP by probes begun after the last step ended, at that epoch.
 *   <li><b>L1</b> Active DOWN, another eligible, no gate: a decision within {@code max(outage, (min-failures − 1) ·
 *       interval) + interval + timeout}.
 * </ul>
 *
 * {@link Invariants} checks at the end of each step what of this one step can show.
 */
public final class Decider {
    private Decider() {}

    /**
     * One event.
     *
     * @param now on the {@link Timeline}; an earlier one than the state has seen counts as the latter
     * @throws IllegalStateException when an invariant would be broken; then nothing happened
     */
    public static Transition step(GroupRules rules, GroupState state, Event event, Instant now) {
        GroupRules inForce = rulesAfter(rules, state, event);
        Turn t = new Turn(inForce, state, now);
        if (!(event instanceof Event.Started)) {
            Expiring.pass(t);
        }
        if (event instanceof Event.Reconfigured e) {
            Reconfiguring.edited(t, rules, e);
        } else {
            apply(t, event);
        }
        Isolation.judge(t);
        Acting.drive(t);
        Starting.drive(t);
        Choosing.drive(t);
        Acting.drive(t);
        Verifying.late(t);
        Evidence.hurryThreshold(t);
        Holding.tell(t);
        Transition step = t.end();
        Invariants.check(inForce, state, event, step);
        return step;
    }

    private static void apply(Turn t, Event event) {
        if (event instanceof Event.Probed e) {
            Evidence.probed(t, e.result());
        } else if (event instanceof Event.CanaryProbed e) {
            t.canary = t.canary.probed(e);
        } else if (event instanceof Event.StepEnded e) {
            Acting.ended(t, e);
        } else if (event instanceof Event.DelayChosen e) {
            Delaying.chosen(t, e);
        } else if (event instanceof Event.Chosen e) {
            Choosing.chosen(t, e);
        } else if (event instanceof Event.Operator e) {
            Operators.asked(t, e);
        } else if (event instanceof Event.Started e) {
            Starting.started(t, e);
        } else if (event instanceof Event.SlowNetwork e) {
            t.slow = new GroupState.Slow(e.mbits(), t.now.plus(e.delay()));
        } else if (event instanceof Event.StoreHealth e) {
            Holding.store(t, e);
        } else if (event instanceof Event.Gap) {
            Evidence.gap(t);
        }
    }

    /**
     * The rules that count once the event has happened: those of an {@link Event.Reconfigured} that is not refused, and
     * otherwise the same as before. Whoever keeps the rules asks this after each step.
     */
    public static GroupRules rulesAfter(GroupRules rules, GroupState state, Event event) {
        return event instanceof Event.Reconfigured e
                        && refusal(state, e.rules()).isEmpty()
                ? e.rules()
                : rules;
    }

    /** Why a group in this state cannot live by these rules; empty when it can. */
    public static Optional<Reply.Refused> refusal(GroupState state, GroupRules rules) {
        return Reconfiguring.refusal(state, rules);
    }

    /** What the core knows of the group now. */
    public static GroupView view(GroupRules rules, GroupState state, Instant now) {
        return Viewing.view(present(rules, state, now));
    }

    /** Why it does what it does, and what it would do next. */
    public static Explanation explain(GroupRules rules, GroupState state, Instant now) {
        return Explaining.explain(present(rules, state, now));
    }

    /** The URL that a region is to be probed by now; results that came by the other are no evidence. */
    public static Via via(GroupRules rules, GroupState state, String region) {
        return rules.scope() == GroupRules.Scope.ALL
                ? Via.PROBE_URL
                : new Turn(rules, state, state.watch.now()).via(region);
    }

    /** The state with time passed, for looking only. */
    private static Turn present(GroupRules rules, GroupState state, Instant now) {
        Turn t = new Turn(rules, state, now);
        Expiring.pass(t);
        return t;
    }
}
