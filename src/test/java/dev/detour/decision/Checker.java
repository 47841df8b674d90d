package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Watches every transition and knows the invariants by heart, not by the core's code. */
final class Checker implements World.Watcher {
    private final World w;
    private GroupRules rules;
    /** What the process took in hand last; the machine may have died in it. */
    private Event begun;

    private final Ledger ledger = new Ledger();
    private final People people = new People();
    final Switches switches;
    private final Set<Long> epochs = new HashSet<>();
    private EvidenceSnapshot kept;
    private Instant stepsEnded = Instant.MIN;
    private Instant canaryRound;
    private boolean canaryUp;
    int edits;
    int verified;

    Checker(World w) {
        this.w = w;
        this.rules = w.rules;
        this.switches = new Switches(w, ledger);
    }

    @Override
    public void saw(Event event, GroupState before, Transition step) {
        boolean restored = event instanceof Event.Started && ledger.keeps(w.kept);
        if (w.kept != null && w.kept != kept && !restored) {
            ledger.keep(w.kept);
        }
        kept = w.kept;
        edited(event, before.durable(), step);
        listen(event, before, step);
        people.heard(event, step, w.now);
        DurableState was = before.durable();
        DurableState is = step.state().durable();
        assertThat(is.epoch()).as("S4: epochs grow by one").isBetween(was.epoch(), was.epoch() + 1);
        offers(step, was);
        if (is.epoch() > was.epoch()) {
            decided(was, is, step);
        }
        acts(event, before, is, step);
        isolation(step);
    }

    /** While isolated nothing but an answer counts, and it ends that; then all begins at zero. */
    private void listen(Event event, GroupState before, Transition step) {
        boolean deaf = before.watch.isolated() && rules.mode() != GroupRules.Mode.OBSERVE;
        boolean leaves = deaf && !step.state().watch.isolated();
        if (leaves) {
            clearAll();
        }
        boolean down = event instanceof Event.Probed p && p.result().outcome() == Outcome.DOWN;
        if (!(deaf && down)) {
            hear(event, before.durable());
        }
        if (leaves) {
            rules.regions().forEach(r -> ledger.of(r.name()).floor = w.now);
        }
    }

    private void clearAll() {
        rules.regions().forEach(r -> ledger.of(r.name()).streak.clear());
    }

    /** 2 intervals + timeout (SPEC §1). */
    static Duration freshness(GroupRules rules) {
        return rules.interval().multipliedBy(2).plus(rules.timeout());
    }

    @Override
    public void begins(Event event) {
        begun = event;
    }

    /** What was durable when the process died, before anybody saw it: a decision, or what people were granted. */
    @Override
    public void found(DurableState durable) {
        people.found(durable);
        if (begun instanceof Event.Rearm && durable.switches().isEmpty() && durable.lastSwitchEnd() == null) {
            switches.rearmed();
        }
        Decision d = durable.decision();
        if (d == null || !epochs.add(d.epoch())) {
            return;
        }
        switches.found(d);
    }

    /** S13: new rules count from this very event on, or not at all. */
    private void edited(Event event, DurableState was, Transition step) {
        if (!(event instanceof Event.Reconfigured e)) {
            return;
        }
        String active = step.state().durable().active();
        boolean refused = step.reply().orElseThrow() instanceof Reply.Refused;
        assertThat(w.rules).as("S13: all or nothing").isSameAs(refused ? rules : e.rules());
        if (!refused) {
            edits++;
            assertThat(active == null || e.rules().region(active).isPresent())
                    .as("S13: the active region stays")
                    .isTrue();
            boolean scope = rules.scope() != e.rules().scope();
            for (Region region : e.rules().regions()) {
                boolean added = rules.region(region.name()).isEmpty();
                if (added || scope || e.changed().contains(region.name())) {
                    ledger.lose(region.name(), w.now);
                }
            }
            rules = e.rules();
            people.edited(rules, was);
        }
    }

    /** What is known before the core judges it: probes, gaps, restarts. */
    private void hear(Event event, DurableState was) {
        if (event instanceof Event.Probed p
                && p.result().via() == wanted(p.result().region(), was)) {
            ledger.heard(p.result(), rules.minSuccesses(), freshness(rules), w.now);
        } else if (event instanceof Event.Gap) {
            forgetAll();
        } else if (event instanceof Event.Started s) {
            ledger.crashed(w.kept);
            boolean quick = s.downtime().isPresent()
                    && s.downtime().get().compareTo(rules.interval().multipliedBy(2)) <= 0;
            if (!quick) {
                forgetAll();
            }
        } else if (event instanceof Event.CanaryProbed c
                && (canaryRound == null || c.endedAt().isAfter(canaryRound))) {
            canaryRound = c.endedAt();
            canaryUp = c.up();
        } else if (event instanceof Event.Rearm) {
            switches.rearmed();
        }
    }

    private Via wanted(String region, DurableState was) {
        boolean acting = rules.mode() != GroupRules.Mode.OBSERVE
                && was.steps().stream()
                        .anyMatch(s -> !s.step().equals("verify") && s.result().equals("pending"));
        boolean reached = region.equals(was.active()) && !acting;
        return rules.scope() == GroupRules.Scope.ALL || reached ? Via.PROBE_URL : Via.CANDIDATE_URL;
    }

    private void forgetAll() {
        rules.regions().forEach(r -> ledger.lose(r.name(), w.now));
        canaryUp = false;
    }

    private void isolation(Transition step) {
        for (Entry e : step.entries()) {
            if (e.event() == EventKind.ISOLATED) {
                clearAll();
            }
        }
    }

    private void decided(DurableState was, DurableState is, Transition step) {
        Decision d = is.decision();
        assertThat(epochs.add(d.epoch())).as("S4: one decision per epoch").isTrue();
        assertThat(d.epoch()).isEqualTo(is.epoch());
        assertThat(is.active()).isEqualTo(d.to());
        assertThat(step.entries())
                .as("S4: durable first")
                .anyMatch(e -> e.vital() && e.event() == EventKind.DECISION && e.epoch() == d.epoch());
        people.decided(d, was, w.now);
        boolean operator = d.trigger() == Trigger.OPERATOR;
        boolean start = d.trigger() == Trigger.START;
        if (!operator) {
            assertThat(rules.mode()).isNotEqualTo(GroupRules.Mode.OBSERVE);
        }
        if (!operator && !start) {
            boolean online = canaryUp && !canaryRound.plus(freshness(rules)).isBefore(w.now);
            switches.automatic(was, d, rules, online);
        } else if (operator) {
            switches.ended();
        }
        boolean anew =
                operator || d.to().equals(d.from()) || !ledger.fresh(d.to(), Outcome.UP, freshness(rules), w.now);
        if (anew) {
            ledger.forget(d.to(), w.now);
        }
        stepsEnded = w.now;
    }

    private void acts(Event event, GroupState before, DurableState is, Transition step) {
        DurableState was = before.durable();
        for (Effect effect : step.effects()) {
            if (effect instanceof Effect.RunStep run) {
                boolean durable = run.decision().epoch() == is.epoch() && is.epoch() > 0;
                assertThat(durable)
                        .as("S5: a step of epoch %d at %d", run.decision().epoch(), is.epoch())
                        .isTrue();
                begins(run, is);
            }
        }
        if (event instanceof Event.StepEnded e) {
            if (e.epoch() != was.epoch()) {
                DurableState without = Decider.step(rules, before, new Event.Tick(), w.now)
                        .state()
                        .durable();
                assertThat(is).as("S5: an older epoch's answer").isEqualTo(without);
            } else if (e.failure().isEmpty() && !e.step().equals("verify")) {
                stepsEnded = w.now;
                boolean last = is.steps().stream()
                        .filter(s -> !s.step().equals("verify"))
                        .noneMatch(s -> s.result().equals("pending"));
                if (rules.scope() == GroupRules.Scope.ACTIVE
                        && last
                        && !was.steps().equals(is.steps())) {
                    ledger.forget(is.active(), w.now);
                }
            }
        }
        if (is.verified() && !was.verified()) {
            verified++;
            assertThat(is.epoch()).as("S15: of this epoch").isEqualTo(was.epoch());
            assertThat(ledger.begunSince(is.active(), stepsEnded))
                    .as(
                            "S15: %s verified without %d good probes since %s",
                            is.active(), rules.minSuccesses(), stepsEnded)
                    .isGreaterThanOrEqualTo(rules.minSuccesses());
        }
        boolean ended = is.lastSwitchEnd() != null && !is.lastSwitchEnd().equals(was.lastSwitchEnd());
        if (ended) {
            switches.ended();
        }
    }

    /** The candidate must still be UP before each step up to the restart (SPEC §6). */
    private void begins(Effect.RunStep run, DurableState is) {
        Decision d = run.decision();
        boolean restart = run.step().equals("restart");
        boolean chosen = d.trigger() == Trigger.OUTAGE
                || d.trigger() == Trigger.FAILBACK
                || d.trigger() == Trigger.VERIFY_FAILED;
        boolean judged = chosen
                && !d.to().equals(d.from())
                && !d.reason().contains("the next of the list")
                && !run.ensure()
                && is.pinned() == null
                && !run.step().equals("verify")
                && !(restart && run.attempt() > 1);
        if (judged) {
            ProbeResult newest = ledger.of(d.to()).newest();
            assertThat(newest == null || newest.outcome() == Outcome.UP)
                    .as("SPEC §6: %s begins, though %s is DOWN", run.step(), d.to())
                    .isTrue();
        }
        if (restart && !run.ensure()) {
            switches.beginsToRestart(d.epoch());
        }
    }

    private void offers(Transition step, DurableState was) {
        for (Effect effect : step.effects()) {
            if (effect instanceof Effect.Choose choose) {
                assertThat(choose.eligible()).isNotEmpty().doesNotHaveDuplicates();
                for (int i = 1; i < choose.eligible().size(); i++) {
                    inOrder(choose.eligible().get(i - 1), choose.eligible().get(i));
                }
                choose.eligible().forEach(r -> assertThat(r.name()).isNotEqualTo(was.active()));
            }
        }
    }

    private void inOrder(Region a, Region b) {
        assertThat(a.role()).as("S12: role").isLessThanOrEqualTo(b.role());
        boolean untouched = !switches.hasLeft(a) && !switches.hasLeft(b);
        if (a.role() == b.role() && untouched) {
            assertThat(rules.regions().indexOf(a))
                    .as("S12: list order")
                    .isLessThan(rules.regions().indexOf(b));
        }
    }
}
