package dev.detour.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a decision: the next epoch, durable before anything is done for it (S4). */
final class Committing {
    private Committing() {}

    /** Where, why, and on whose word. */
    private record Order(Trigger trigger, String from, Region to, String reason, String by) {}

    /** A switch by the rules: to an eligible region (S1). */
    static void automatic(Turn t, Trigger trigger, Region to) {
        guard(t, to, true);
        String from = t.durable.active;
        String why =
                switch (trigger) {
                    case OUTAGE -> Choosing.outageWords(t);
                    case FAILBACK -> Failback.words(t, List.of(to));
                    default -> from + " could not be verified: " + t.run.failure();
                };
        boolean nextAttempt = trigger == Trigger.VERIFY_FAILED;
        left(t, from);
        int chain = nextAttempt ? t.durable.chain + 1 : 0;
        if (!nextAttempt) {
            t.durable.failedInChain.clear();
        }
        if (trigger == Trigger.FAILBACK) {
            t.durable.lastFailbackAt = t.now;
        }
        commit(t, new Order(trigger, from, to, why, Words.DETOUR), chain, planned(t), true);
    }

    /** Nobody is eligible, and the group is configured to go on along the list all the same. */
    static void rotate(Turn t, Region to) {
        guard(t, to, false);
        String from = t.durable.active;
        String why = Choosing.outageWords(t) + "; no other region is UP, so the next of the list";
        left(t, from);
        t.durable.failedInChain.clear();
        commit(t, new Order(Trigger.OUTAGE, from, to, why, Words.DETOUR), 0, planned(t), false);
    }

    /** An operator's yes to what was proposed. */
    static void approved(Turn t, Region to, String by, Optional<String> reason) {
        guard(t, to, true);
        String from = t.durable.active;
        String why = Choosing.outageWords(t) + "; approved by " + by
                + reason.map(words -> ": " + words).orElse("");
        left(t, from);
        t.durable.failedInChain.clear();
        commit(t, new Order(Trigger.OUTAGE, from, to, why, by), 0, planned(t), true);
    }

    /** The candidate failed before anything was restarted: another one, as part of the same switch. */
    static void instead(Turn t, Region to, String why, List<String> begun) {
        Decision given = t.durable.decision;
        guard(t, to, true);
        Order order = new Order(given.trigger(), given.from(), to, why, Words.DETOUR);
        commit(t, order, t.durable.chain, planned(t), true, begun);
    }

    /** The same, with nobody left: back to where we came from; only what had begun is done again, to undo it. */
    static void back(Turn t, String why, List<String> begun) {
        Decision given = t.durable.decision;
        Region to = t.rules.region(given.from()).orElseThrow();
        t.durable.leftAt.remove(to.name());
        Order order = new Order(given.trigger(), to.name(), to, why, Words.DETOUR);
        commit(t, order, t.durable.chain, pending(begun), false);
        startAnew(t, to);
    }

    /** The first choice of a data directory. Not verified; the outage rule applies to it. */
    static void start(Turn t, Region to, String why) {
        List<DurableState.StepProgress> steps = new ArrayList<>();
        for (DurableState.StepProgress step : planned(t)) {
            boolean verify = step.step().equals(Run.VERIFY);
            steps.add(verify ? new DurableState.StepProgress(step.step(), Words.SKIPPED, 0, 0, null) : step);
        }
        t.durable.failedInChain.clear();
        commit(t, new Order(Trigger.START, null, to, why, Words.DETOUR), 0, steps, false);
    }

    /** An operator's word: supersedes whatever runs. */
    static void operator(Turn t, Region to, String why, String by) {
        boolean reapply = to.name().equals(t.durable.active);
        t.durable.failedInChain.clear();
        if (!reapply) {
            t.durable.operatorChose = true;
        }
        commit(t, new Order(Trigger.OPERATOR, t.durable.active, to, why, by), 0, planned(t), false);
        startAnew(t, to);
    }

    private static void guard(Turn t, Region to, boolean eligible) {
        boolean allowed = t.durable.paused == null
                && t.durable.pinned == null
                && t.watch.durable()
                && !t.watch.isolated()
                && !t.is(GroupRules.Mode.OBSERVE);
        if (!allowed || (eligible && !Eligibility.whyNot(t, to).isEmpty())) {
            throw new IllegalStateException(
                    "S1: no automatic switch to " + to.name() + ": " + Eligibility.whyNot(t, to));
        }
    }

    private static void left(Turn t, String from) {
        Failback.leaving(t, from);
        t.durable.leftAt.put(from, t.now);
    }

    private static List<DurableState.StepProgress> planned(Turn t) {
        return pending(t.rules.steps().stream().map(GroupRules.StepRule::name).toList());
    }

    private static List<DurableState.StepProgress> pending(List<String> names) {
        return names.stream()
                .map(name -> new DurableState.StepProgress(name, Words.PENDING, 0, 0, null))
                .toList();
    }

    private static void commit(Turn t, Order o, int chain, List<DurableState.StepProgress> steps, boolean recheck) {
        commit(t, o, chain, steps, recheck, List.of());
    }

    /** @param recheck and {@code begun}, see {@link Run.Plan} */
    private static void commit(
            Turn t, Order o, int chain, List<DurableState.StepProgress> steps, boolean recheck, List<String> begun) {
        if (t.decided) {
            throw new IllegalStateException("S4: a second decision within one event");
        }
        supersede(t, o.trigger());
        Draft d = t.durable;
        d.epoch++;
        d.active = o.to().name();
        d.decision = new Decision(
                d.epoch,
                t.rules.name(),
                o.trigger(),
                o.from(),
                o.to().name(),
                o.to().target(),
                t.now,
                o.reason(),
                o.by(),
                Words.evidence(t));
        d.steps = new ArrayList<>(steps);
        d.verified = false;
        d.verifyFailed = false;
        d.chain = chain;
        d.operatorChose = d.operatorChose && o.trigger() == Trigger.OPERATOR;
        t.decided = true;
        t.asking = null;
        t.proposal = null;
        watchNew(t, o.to());
        Occasion occasion = o.trigger() == Trigger.START ? Occasion.ENSURED : Occasion.DECIDED;
        t.run = Run.of(new Run.Plan(Run.Kind.DECISION, names(steps), occasion, recheck, begun), t.now);
        Delaying.begin(t);
        announce(t, o);
    }

    private static void announce(Turn t, Order o) {
        boolean quiet = o.trigger() == Trigger.START;
        String words = (quiet ? "starting with " : "switching to ") + o.to().name() + " ("
                + o.trigger().wireName() + "): " + o.reason();
        t.vital(EventKind.DECISION, o.to().name(), o.by(), o.reason());
        t.tell(EventKind.DECISION, quiet ? Notice.Level.INFO : Notice.Level.WARNING, o.to().name(), words, !quiet);
    }

    private static void supersede(Turn t, Trigger by) {
        if (t.run == null) {
            return;
        }
        t.effect(new Effect.Cancel(t.durable.epoch));
        if (t.run.kind() == Run.Kind.DECISION && by != Trigger.VERIFY_FAILED) {
            String words = "epoch " + t.durable.epoch + " is superseded";
            t.note(EventKind.SUPERSEDED, t.durable.active, words);
            t.tell(EventKind.SUPERSEDED, Notice.Level.INFO, t.durable.active, words, false);
            Ending.superseded(t);
        }
    }

    /** A region is given its full time once it is active: what made it DOWN before does not count (S2). */
    private static void watchNew(Turn t, Region to) {
        boolean reachedAtOnce = t.rules.scope() == GroupRules.Scope.ACTIVE && !t.stepsToDo();
        if (t.health(to).streak() != Outcome.UP || t.health(to).health() == Outcome.DOWN || reachedAtOnce) {
            startAnew(t, to);
        }
    }

    static void startAnew(Turn t, Region region) {
        t.regions.put(region.name(), t.health(region).startAnew(t.now, t.now));
    }

    private static List<String> names(List<DurableState.StepProgress> steps) {
        return steps.stream().map(DurableState.StepProgress::step).toList();
    }
}
