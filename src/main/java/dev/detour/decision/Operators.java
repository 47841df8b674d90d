package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What people ask for (SPEC §5, Operator). Every request is answered; one that is refused changes nothing. */
final class Operators {
    private Operators() {}

    static void asked(Turn t, Event.Operator request) {
        Optional<Reply> refusal = refusal(t, request);
        t.reply = refusal.orElseGet(() -> granted(t, request));
    }

    private static Optional<Reply> refusal(Turn t, Event.Operator request) {
        Optional<Long> seen = request.asked().expectEpoch();
        if (request instanceof Event.Switch s && t.rules.region(s.region()).isEmpty()) {
            return Optional.of(unknown(t, s.region()));
        }
        if (request instanceof Event.Pin p && t.rules.region(p.region()).isEmpty()) {
            return Optional.of(unknown(t, p.region()));
        }
        if (seen.isPresent() && seen.get() != t.durable.epoch) {
            return refused(
                    Reply.Why.MOVED_ON,
                    "the epoch is " + t.durable.epoch + ", not " + seen.get(),
                    "look again, then ask with --expect-epoch " + t.durable.epoch);
        }
        if (!t.watch.durable()) {
            return refused(
                    Reply.Why.RULES, "state cannot be written: " + t.watch.ailment(), "mend the data directory first");
        }
        return byRule(t, request);
    }

    private static Optional<Reply> byRule(Turn t, Event.Operator request) {
        boolean moves = request instanceof Event.Switch
                || request instanceof Event.Reapply
                || request instanceof Event.Approve
                || (request instanceof Event.Pin p && !p.region().equals(t.durable.active));
        if (moves && t.is(GroupRules.Mode.OBSERVE)) {
            return refused(Reply.Why.RULES, "this group only observes", "set its mode to auto or approve");
        }
        if (request instanceof Event.Switch s) {
            boolean active = s.region().equals(t.durable.active);
            return active
                    ? refused(Reply.Why.RULES, s.region() + " is already active", "to do its steps again: reapply")
                    : notUp(t, s.region(), s.force());
        }
        if (request instanceof Event.Pin p && !p.region().equals(t.durable.active)) {
            return notUp(t, p.region(), p.force());
        }
        if (request instanceof Event.Approve a) {
            return notShown(t, a.epoch());
        }
        if (request instanceof Event.Reapply && t.active().isEmpty()) {
            return refused(Reply.Why.RULES, "nothing was decided yet", "switch REGION");
        }
        return Optional.empty();
    }

    private static Reply unknown(Turn t, String region) {
        String known = t.rules.regions().stream().map(Region::name).collect(Collectors.joining(", "));
        return new Reply.Refused(Reply.Why.UNKNOWN_REGION, "no region " + region, "known: " + known);
    }

    private static Optional<Reply> notUp(Turn t, String region, boolean force) {
        Outcome health = t.regions.get(region).health();
        return force || health == Outcome.UP
                ? Optional.empty()
                : refused(Reply.Why.RULES, region + " is " + health, "to switch all the same: --force");
    }

    private static Optional<Reply> notShown(Turn t, long epoch) {
        if (!t.is(GroupRules.Mode.APPROVE)) {
            return refused(Reply.Why.RULES, "this group asks for no approval", "its mode is not approve");
        }
        GroupView.Proposal p = t.proposal;
        boolean stands = p != null
                && p.epoch() == epoch
                && t.run == null
                && Choosing.outage(t)
                && Gates.holding(t).keySet().equals(Set.of(Gate.APPROVAL))
                && Eligibility.best(t).stream().anyMatch(r -> r.name().equals(p.to()));
        return stands
                ? Optional.empty()
                : refused(Reply.Why.MOVED_ON, "epoch " + epoch + " is not proposed any more", "look again: status");
    }

    private static Optional<Reply> refused(Reply.Why why, String error, String hint) {
        return Optional.of(new Reply.Refused(why, error, hint));
    }

    private static Reply granted(Turn t, Event.Operator request) {
        String text = would(t, request);
        if (request.asked().dryRun()) {
            return new Reply.Accepted(Optional.empty(), "would " + text);
        }
        long before = t.durable.epoch;
        apply(t, request);
        Optional<Decision> decision = t.durable.epoch > before ? Optional.of(t.durable.decision) : Optional.empty();
        return new Reply.Accepted(decision, text);
    }

    private static String would(Turn t, Event.Operator request) {
        if (request instanceof Event.Switch s) {
            return "switch from " + t.durable.active + " to " + s.region();
        }
        if (request instanceof Event.Pin p) {
            return (p.region().equals(t.durable.active) ? "" : "switch to " + p.region() + " and ") + "stay on "
                    + p.region() + lasting(p.duration());
        }
        if (request instanceof Event.Pause p) {
            return "pause" + lasting(p.duration());
        }
        if (request instanceof Event.Approve) {
            return "switch to " + t.proposal.to();
        }
        if (request instanceof Event.Reapply) {
            return "do the steps for " + t.durable.active + " again";
        }
        if (request instanceof Event.Resume) {
            return "resume";
        }
        return request instanceof Event.Unpin ? "unpin" : "rearm";
    }

    private static String lasting(Optional<Duration> d) {
        return d.map(x -> " for " + Words.span(x)).orElse(" until told otherwise");
    }

    private static void apply(Turn t, Event.Operator request) {
        String by = request.asked().by();
        String reason = request.asked().reason().orElse("no reason given");
        if (request instanceof Event.Switch s) {
            Committing.operator(t, t.rules.region(s.region()).orElseThrow(), reason, by);
        } else if (request instanceof Event.Reapply) {
            Committing.operator(t, t.active().orElseThrow(), "reapply: " + reason, by);
        } else if (request instanceof Event.Approve) {
            Committing.approved(
                    t,
                    t.rules.region(t.proposal.to()).orElseThrow(),
                    by,
                    request.asked().reason());
        } else if (request instanceof Event.Pin p) {
            pin(t, p, reason);
        } else {
            set(t, request, reason);
            audit(t, by, would(t, request) + ": " + reason);
        }
    }

    private static void pin(Turn t, Event.Pin p, String reason) {
        String by = p.asked().by();
        t.durable.pinned = new DurableState.Pinned(p.region(), by, reason, t.now, until(t, p.duration()));
        if (p.region().equals(t.durable.active)) {
            audit(t, by, "stay on " + p.region() + lasting(p.duration()) + ": " + reason);
        } else {
            Committing.operator(t, t.rules.region(p.region()).orElseThrow(), "pinned: " + reason, by);
        }
    }

    private static void set(Turn t, Event.Operator request, String reason) {
        if (request instanceof Event.Pause p) {
            t.durable.paused = new DurableState.Paused(p.asked().by(), reason, t.now, until(t, p.duration()));
        } else if (request instanceof Event.Resume) {
            t.durable.paused = null;
        } else if (request instanceof Event.Unpin) {
            t.durable.pinned = null;
        } else {
            Verifying.countAnew(t);
            t.durable.budgetSpent = false;
            t.durable.switches.clear();
            t.durable.cooldownFactor = 1;
            t.durable.lastSwitchEnd = null;
            t.durable.verifyFailed = false;
        }
    }

    private static Instant until(Turn t, Optional<Duration> duration) {
        return duration.map(t.now::plus).orElse(null);
    }

    private static void audit(Turn t, String by, String words) {
        t.vital(EventKind.OPERATOR, t.durable.active, by, words);
        t.tell(EventKind.OPERATOR, Notice.Level.INFO, t.durable.active, by + ": " + words, false);
    }
}
