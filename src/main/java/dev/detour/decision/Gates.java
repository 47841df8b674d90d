package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** Why a group holds (SPEC §5). */
final class Gates {
    private Gates() {}

    /** Those that hold now, in the order of {@link Gate}. */
    static Map<Gate, GroupView.GateView> holding(Turn t) {
        Map<Gate, GroupView.GateView> found = new EnumMap<>(Gate.class);
        people(t, found);
        sight(t, found);
        candidates(t, found);
        limits(t, found);
        work(t, found);
        return found;
    }

    private static void hold(Map<Gate, GroupView.GateView> found, Gate gate, Instant until, String text) {
        found.put(gate, new GroupView.GateView(gate, true, until, text));
    }

    private static void people(Turn t, Map<Gate, GroupView.GateView> found) {
        DurableState.Paused paused = t.durable.paused;
        if (paused != null) {
            hold(found, Gate.PAUSED, paused.until(), "paused by " + paused.by() + left(t, paused.until()));
        }
        DurableState.Pinned pinned = t.durable.pinned;
        if (pinned != null) {
            String text = "pinned to " + pinned.region() + " by " + pinned.by() + left(t, pinned.until());
            hold(found, Gate.PINNED, pinned.until(), text);
        }
        if (t.is(GroupRules.Mode.OBSERVE)) {
            hold(found, Gate.OBSERVE, null, "this group only observes");
        }
        if (t.is(GroupRules.Mode.APPROVE)) {
            hold(found, Gate.APPROVAL, null, "a switch waits for an operator's yes");
        }
    }

    private static void sight(Turn t, Map<Gate, GroupView.GateView> found) {
        if (t.watch.isolated()) {
            hold(found, Gate.ISOLATED, null, "no canary and no region answers: the fault is on our side");
        }
        t.active().filter(r -> blind(t, r)).ifPresent(r -> {
            String text = "nothing known of " + r.name() + " for " + Words.span(unknownFor(t, r));
            hold(found, Gate.BLIND, null, text);
        });
        if (t.regions.values().stream().allMatch(h -> h.health() == Outcome.UNKNOWN)) {
            hold(found, Gate.STARTUP, null, "nothing is known of any region yet");
        }
    }

    static boolean blind(Turn t, Region active) {
        return t.watch.started()
                && t.health(active).health() == Outcome.UNKNOWN
                && t.health(active).streak() == null
                && unknownFor(t, active).compareTo(t.rules.outage()) > 0;
    }

    private static Duration unknownFor(Turn t, Region region) {
        Instant from = later(t.health(region).since(), t.watch.startedAt());
        return Duration.between(t.durable.decision == null ? from : later(from, t.durable.decision.at()), t.now);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    private static void candidates(Turn t, Map<Gate, GroupView.GateView> found) {
        if (t.rules.regions().size() == 1) {
            hold(found, Gate.SINGLE_REGION, null, "there is no other region");
        } else if (Eligibility.best(t).isEmpty() && Eligibility.rotation(t).isEmpty()) {
            hold(found, Gate.NO_CANDIDATE, null, "no other region is known to be UP");
        }
    }

    private static void limits(Turn t, Map<Gate, GroupView.GateView> found) {
        Instant until = cooldownEnd(t);
        if (until != null && until.isAfter(t.now)) {
            hold(found, Gate.COOLDOWN, until, "the last switch is too recent" + left(t, until));
        }
        if (t.durable.budgetSpent) {
            hold(found, Gate.MAX_SWITCHES, null, budget(t) + ": holding until rearmed");
        } else if (spent(t) >= t.rules.maxSwitches()) {
            Instant over = t.durable.switches.stream()
                    .filter(end -> inWindow(t, end))
                    .findFirst()
                    .map(end -> end.plus(t.rules.maxSwitchesWindow()))
                    .orElse(null);
            hold(found, Gate.MAX_SWITCHES, over, budget(t));
        }
        if (t.slow != null && t.slow.until().isAfter(t.now)) {
            String text = "the network does " + t.slow.mbits() + " Mbit/s only" + left(t, t.slow.until());
            hold(found, Gate.SLOW_NETWORK, t.slow.until(), text);
        }
        if (t.durable.verifyFailed) {
            hold(found, Gate.VERIFY_FAILED, until, "the last switch could not be verified" + left(t, until));
        }
    }

    private static String budget(Turn t) {
        return Words.times(spent(t), "automatic switch").replace("switchs", "switches") + " of " + t.rules.maxSwitches()
                + " within " + Words.span(t.rules.maxSwitchesWindow());
    }

    private static void work(Turn t, Map<Gate, GroupView.GateView> found) {
        if (t.run == null) {
            return;
        }
        String step = t.run.through() ? "" : ": " + t.run.step() + Delaying.words(t);
        hold(found, Gate.IN_PROGRESS, null, "epoch " + t.durable.epoch + " is being carried out" + step);
        if (t.run.stage() == Run.Stage.BACKOFF) {
            String text = "step " + t.run.step() + " keeps failing: " + t.run.failure() + left(t, t.run.since());
            hold(found, Gate.STEP_FAILED, t.run.since(), text);
        }
    }

    /** Null when no cooldown is counted. */
    static Instant cooldownEnd(Turn t) {
        Instant end = t.durable.lastSwitchEnd;
        return end == null ? null : end.plus(t.rules.cooldown().multipliedBy(t.durable.cooldownFactor));
    }

    /** How much of the budget of automatic switches is used. */
    static int spent(Turn t) {
        return (int) t.durable.switches.stream().filter(end -> inWindow(t, end)).count();
    }

    private static boolean inWindow(Turn t, Instant end) {
        return end.plus(t.rules.maxSwitchesWindow()).isAfter(t.now);
    }

    private static String left(Turn t, Instant until) {
        return until == null ? "" : ", " + Words.span(DurableState.left(until, t.now)) + " left";
    }
}
