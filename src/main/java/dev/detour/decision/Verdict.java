package dev.detour.decision;

import java.util.Set;
import java.util.stream.Collectors;

/** One sentence: which region, since when, why. */
final class Verdict {
    private Verdict() {}

    static String of(Turn t) {
        if (!t.watch.started() || t.active().isEmpty()) {
            return "Starting: no region is active yet.";
        }
        Set<Gate> held = Holding.heldBy(t);
        if (!held.isEmpty()) {
            String gates = held.stream().map(Gate::wireName).collect(Collectors.joining(", "));
            return "Outage: " + down(t) + "; holding: " + gates + ".";
        }
        if (Viewing.mute(t)) {
            return "Outage: " + down(t) + "; holding: the state cannot be written: " + t.watch.ailment() + ".";
        }
        if (t.watch.isolated() && t.run == null) {
            return "Isolated: " + t.durable.active + " stays active; the fault is on our side.";
        }
        return switch (Viewing.state(t)) {
            case ACTING ->
                "Switching to " + t.durable.active + ": step " + step(t) + " of epoch " + t.durable.epoch + ".";
            case VERIFYING -> "Switched to " + t.durable.active + ", checking that it works.";
            case HOLDING -> "Holding on " + t.durable.active + ": " + trouble(t) + ".";
            case OUTAGE -> "Outage: " + down(t) + proposal(t) + ".";
            default -> steady(t);
        };
    }

    private static String step(Turn t) {
        return t.run.through() ? "none" : t.run.step();
    }

    private static String down(Turn t) {
        RegionHealth h = t.health(t.active().orElseThrow());
        return t.durable.active + " is DOWN since " + Words.at(h.since());
    }

    private static String proposal(Turn t) {
        return t.proposal == null ? "" : "; approve " + t.proposal.epoch() + " switches to " + t.proposal.to();
    }

    private static String trouble(Turn t) {
        if (t.durable.verifyFailed) {
            return "the switch could not be verified";
        }
        return t.run == null
                ? "nothing is known of it, and it is never left for that"
                : "step " + t.run.step() + " keeps failing: " + t.run.failure();
    }

    private static String steady(Turn t) {
        Decision d = t.durable.decision;
        String since = " since " + Words.at(Viewing.since(t));
        String stays = t.durable.active + " active" + since;
        RegionHealth active = t.health(t.active().orElseThrow());
        if (active.health() == Outcome.UNKNOWN) {
            return stays + "; nothing is known of it yet or any more.";
        }
        String back = (t.told.failback() ? " A better region is UP again: switch back by hand." : "")
                + Reconfiguring.drift(t).map(words -> " Drift: " + words + ".").orElse("");
        if (active.streak() == Outcome.DOWN) {
            return stays + ", but it fails since " + Words.at(active.streakSince()) + "; not DOWN yet." + back;
        }
        if (d == null || d.trigger() == Trigger.START || !d.to().equals(t.durable.active)) {
            return "All well: " + stays + "." + back;
        }
        String who = d.trigger() == Trigger.OPERATOR ? "by " + d.by() : "automatic";
        return t.durable.active + since + ", " + who + ": " + d.reason() + "." + back;
    }
}
