package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The group as people and machines ask for it (SPEC §8). */
final class Viewing {
    private Viewing() {}

    static GroupView view(Turn t) {
        Map<Gate, GroupView.GateView> gates = Gates.holding(t);
        Draft d = t.durable;
        return new GroupView(
                t.rules.name(),
                t.rules.mode(),
                d.active,
                target(t),
                since(t),
                d.epoch,
                d.verified,
                Verdict.of(t),
                state(t),
                t.watch.isolated(),
                List.copyOf(gates.values()),
                notReady(t, gates),
                d.paused,
                d.pinned,
                t.proposal,
                regions(t),
                d.decision,
                List.copyOf(d.steps));
    }

    /** What it stood for when it was decided: a changed configuration is drift until reapplied. */
    private static String target(Turn t) {
        Decision d = t.durable.decision;
        if (d != null && d.to().equals(t.durable.active)) {
            return d.target();
        }
        return t.active().map(Region::target).orElse(null);
    }

    static Instant since(Turn t) {
        Decision d = t.durable.decision;
        if (d != null && d.to().equals(t.durable.active)) {
            return d.at();
        }
        return t.durable.active == null ? null : t.watch.startedAt();
    }

    static GroupView.State state(Turn t) {
        boolean keepsFailing = t.run != null && t.run.stage() == Run.Stage.BACKOFF;
        if (!t.watch.started() || t.active().isEmpty()) {
            return GroupView.State.STARTING;
        }
        if (keepsFailing || t.durable.verifyFailed || !Holding.heldBy(t).isEmpty()) {
            return GroupView.State.HOLDING;
        }
        if (t.run != null) {
            return t.run.verify() != null ? GroupView.State.VERIFYING : GroupView.State.ACTING;
        }
        if (Gates.blind(t, t.active().get())) {
            return GroupView.State.HOLDING;
        }
        boolean down = t.health(t.active().get()).health() == Outcome.DOWN;
        return down ? GroupView.State.OUTAGE : GroupView.State.STEADY;
    }

    private static List<String> notReady(Turn t, Map<Gate, GroupView.GateView> gates) {
        List<String> why = new ArrayList<>();
        if (!t.watch.durable()) {
            why.add("state cannot be written: " + t.watch.ailment());
        }
        gates.forEach((gate, view) -> {
            if (gate != Gate.COOLDOWN) {
                why.add(gate.wireName() + ": " + view.text());
            }
        });
        boolean named = gates.containsKey(Gate.NO_CANDIDATE) || gates.containsKey(Gate.SINGLE_REGION);
        if (!named && Eligibility.best(t).isEmpty()) {
            why.add("no other region is known to be UP");
        }
        return why;
    }

    static List<GroupView.RegionView> regions(Turn t) {
        return t.rules.regions().stream().map(r -> region(t, r)).collect(Collectors.toUnmodifiableList());
    }

    private static GroupView.RegionView region(Turn t, Region r) {
        RegionHealth h = t.health(r);
        String why = Eligibility.whyNot(t, r);
        boolean down = h.health() == Outcome.DOWN;
        boolean up = h.health() == Outcome.UP;
        Duration recovery = h.health() == Outcome.UNKNOWN ? Duration.ZERO : t.rules.recovery();
        return new GroupView.RegionView(
                r.name(),
                r.target(),
                r.role(),
                h.health(),
                h.since(),
                why.isEmpty(),
                why,
                t.via(r.name()),
                h.streak(),
                h.count(),
                h.span(),
                h.lastEvidence(),
                down ? 0 : missing(h, Outcome.DOWN, t.rules.minFailures()),
                down ? Duration.ZERO : missing(t, h, Outcome.DOWN, t.rules.outage()),
                up ? 0 : missing(h, Outcome.UP, t.rules.minSuccesses()),
                up ? Duration.ZERO : missing(t, h, Outcome.UP, recovery));
    }

    private static int missing(RegionHealth h, Outcome outcome, int wanted) {
        return Math.max(0, wanted - (h.streak() == outcome ? h.count() : 0));
    }

    private static Duration missing(Turn t, RegionHealth h, Outcome outcome, Duration wanted) {
        return h.streak() == outcome ? DurableState.left(h.streakSince().plus(wanted), t.now) : wanted;
    }
}
