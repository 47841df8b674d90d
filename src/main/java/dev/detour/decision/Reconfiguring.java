package dev.detour.decision;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** New rules for a living group (SPEC §3, Reload): what it knows and has decided stays. */
final class Reconfiguring {
    private Reconfiguring() {}

    static Optional<Reply.Refused> refusal(GroupState state, GroupRules rules) {
        DurableState d = state.durable();
        if (lacks(rules, d.active())) {
            return refused(
                    d.active() + " is the active region of group " + rules.name(), "switch to another one first");
        }
        // Only what is looked at before each step is ever abandoned; what was resumed, or an operator's word, is not.
        boolean mayGoBack = state.run != null && state.run.plan().recheck();
        if (mayGoBack && lacks(rules, d.decision().from())) {
            return refused(
                    "epoch " + d.epoch() + " of group " + rules.name() + " may have to go back to "
                            + d.decision().from(),
                    "wait for its end");
        }
        return Optional.empty();
    }

    private static boolean lacks(GroupRules rules, String region) {
        return region != null && rules.region(region).isEmpty();
    }

    private static Optional<Reply.Refused> refused(String error, String hint) {
        return Optional.of(new Reply.Refused(Reply.Why.RULES, error, hint));
    }

    /** @param before the rules until now; the turn has the new ones, unless they are refused */
    static void edited(Turn t, GroupRules before, Event.Reconfigured e) {
        Optional<Reply.Refused> refusal = refusal(t.before, e.rules());
        if (refusal.isPresent()) {
            t.reply = refusal.get();
            return;
        }
        Optional<String> drifted = drift(t);
        forget(t, before, e);
        if (t.asking != null && t.asking.trigger() != Trigger.VERIFY_FAILED) {
            // Asked again at once, when there is still something to ask.
            t.asking = null;
        }
        t.proposal = null;
        endLostStep(t);
        if (before.mode() != t.rules.mode()) {
            changeMode(t, before.mode(), e.envRegion());
        }
        t.note(EventKind.RELOAD, t.durable.active, e.what());
        drifted.filter(words -> !Objects.equals(target(before, t.durable.active), target(t.rules, t.durable.active)))
                .ifPresent(words -> t.tell(EventKind.RELOAD, Notice.Level.WARNING, t.durable.active, words, true));
        t.reply = new Reply.Accepted(Optional.empty(), e.what());
    }

    /** In words, when what the application was given is not what is configured now. */
    static Optional<String> drift(Turn t) {
        Decision d = t.durable.decision;
        return t.active()
                .filter(r -> d != null && d.to().equals(r.name()) && !d.target().equals(r.target()))
                .map(r -> "the application was given " + d.target() + " for " + r.name() + ", configured is now "
                        + r.target() + ": reapply hands it over");
    }

    private static String target(GroupRules rules, String region) {
        return rules.region(region).map(Region::target).orElse(null);
    }

    /** What was heard of a region that is asked differently now, and of those that are no more. */
    private static void forget(Turn t, GroupRules before, Event.Reconfigured e) {
        boolean all = before.scope() != t.rules.scope();
        t.regions.replaceAll((name, h) -> {
            boolean anew = all || e.changed().contains(name) || !t.before.regions.containsKey(name);
            if (anew) {
                Verifying.unheard(t, name);
            }
            return anew ? h.forgotten(t.now, t.now) : h;
        });
        if (e.canaryChanged()) {
            t.canary = t.canary.forgotten(t.now);
        }
        var known = t.rules.regions().stream().map(Region::name).collect(Collectors.toSet());
        t.durable.leftAt.keySet().retainAll(known);
        t.durable.failbackFactor.keySet().retainAll(known);
        t.durable.forgetOthers(known);
        t.durable.failedInChain.retainAll(known);
        if (t.durable.pinned != null && !known.contains(t.durable.pinned.region())) {
            t.durable.pinned = null;
        }
    }

    /** A step that the new rules do not know must not go on beside what follows it. */
    private static void endLostStep(Turn t) {
        if (t.run != null && !t.run.through() && Acting.rule(t).isEmpty()) {
            t.effect(new Effect.Cancel(t.durable.epoch));
        }
    }

    private static void changeMode(Turn t, GroupRules.Mode before, Optional<String> envRegion) {
        if (t.is(GroupRules.Mode.OBSERVE)) {
            if (t.run != null) {
                t.effect(new Effect.Cancel(t.durable.epoch));
                t.run = null;
                Verifying.countAnew(t);
            }
            t.asking = null;
            return;
        }
        if (before == GroupRules.Mode.OBSERVE && t.rules.canary()) {
            // While it only answered, isolation took nothing away of what it heard.
            t.regions.replaceAll((name, h) -> h.startAnew(t.now, t.now));
        }
        if (t.run == null && (t.is(GroupRules.Mode.AUTO) || before == GroupRules.Mode.OBSERVE)) {
            Starting.beginToAct(t, envRegion);
        }
    }
}
