package dev.detour.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One {@link Decider#step} under way: the state being rewritten, and what it leads to. Lives for one call on one thread;
 * to the outside the step stays a pure function.
 */
final class Turn {
    final GroupRules rules;
    final GroupState before;
    final Instant now;
    final Draft durable;
    final Healths regions;
    Canary canary;
    Run run;
    GroupState.Asking asking;
    GroupView.Proposal proposal;
    GroupState.Watch watch;
    GroupState.Told told;
    GroupState.Slow slow;
    Reply reply;
    /** At most one decision per event, so that each has the evidence of its own moment. */
    boolean decided;
    /** The decision under way is being replaced by another of the same switch. */
    boolean abandoning;
    /** A probe counted for the verify under way. */
    boolean verifyHeard;

    /** As last looked up: a group may have thousands of regions. */
    private Region active;

    private final List<Entry> entries = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();

    Turn(GroupRules rules, GroupState state, Instant at) {
        this.rules = rules;
        this.before = state;
        this.now = at.isBefore(state.watch.now()) ? state.watch.now() : at;
        this.durable = new Draft(state.durable);
        this.regions = Healths.of(rules.regions(), state.regions, now);
        this.canary = state.canary;
        this.run = state.run;
        this.asking = state.asking;
        this.proposal = state.proposal;
        this.watch = new GroupState.Watch(
                now,
                state.watch.startedAt(),
                state.watch.durable(),
                state.watch.ailment(),
                state.watch.isolatedSince(),
                state.watch.tickets());
        this.told = state.told;
        this.slow = state.slow;
    }

    /** The active region as configured; empty before the first decision, or when it is configured no more. */
    Optional<Region> active() {
        if (active == null || !active.name().equals(durable.active)) {
            active =
                    durable.active == null ? null : rules.region(durable.active).orElse(null);
        }
        return Optional.ofNullable(active);
    }

    RegionHealth health(Region region) {
        return regions.get(region.name());
    }

    boolean is(GroupRules.Mode mode) {
        return rules.mode() == mode;
    }

    /** A streak outlives a restart, but what ended it may be lost: a probe of this life has to say the same again. */
    boolean heardInThisLife(RegionHealth h) {
        return watch.started() && !h.lastEvidence().isBefore(watch.startedAt());
    }

    /** Whether isolation takes outcomes away; never from a group that only answers (SPEC §4). */
    boolean deaf() {
        return watch.isolated() && !is(GroupRules.Mode.OBSERVE);
    }

    /** Whether a step of the last decision that comes before its verify is still to be done. */
    boolean stepsToDo() {
        return !is(GroupRules.Mode.OBSERVE)
                && durable.steps.stream()
                        .takeWhile(s -> !s.step().equals(Run.VERIFY))
                        .anyMatch(s -> s.result().equals(Words.PENDING));
    }

    /** The URL that a region's evidence has to come by now. */
    Via via(String region) {
        boolean reached = region.equals(durable.active) && !stepsToDo();
        return rules.scope() == GroupRules.Scope.ALL || reached ? Via.PROBE_URL : Via.CANDIDATE_URL;
    }

    void note(EventKind kind, String region, String reason) {
        entry(kind, region, Words.DETOUR, reason, false);
    }

    void vital(EventKind kind, String region, String by, String reason) {
        entry(kind, region, by, reason, true);
    }

    private void entry(EventKind kind, String region, String by, String reason, boolean vital) {
        entries.add(new Entry(
                rules.name(),
                kind,
                durable.epoch,
                region,
                by,
                reason,
                vital ? Words.evidence(this) : Words.evidence(this, region),
                durable.freeze(),
                vital));
    }

    void tell(EventKind kind, Notice.Level level, String region, String message, boolean loud) {
        Long epoch = durable.epoch == 0 ? null : Long.valueOf(durable.epoch);
        effects.add(new Effect.Tell(new Notice(kind, level, rules.name(), region, epoch, message, loud)));
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    /**
     * Ends the turn. Every entry of the newest epoch carries the whole turn's durable state, so that whichever of them
     * the journal ends with, nothing of the turn is lost. Telling comes last: acting must not wait for it.
     */
    Transition end() {
        DurableState after = durable.freeze();
        List<Entry> whole = entries.stream()
                .map(e -> e.epoch() == after.epoch() ? with(e, after) : e)
                .toList();
        List<Effect> ordered = effects.stream()
                .sorted(Comparator.comparing(e -> e instanceof Effect.Tell))
                .toList();
        GroupState state = new GroupState(after, regions, canary, run, asking, proposal, watch, told, slow);
        return new Transition(state, whole, ordered, Optional.ofNullable(reply));
    }

    private static Entry with(Entry e, DurableState durable) {
        return new Entry(
                e.group(), e.event(), e.epoch(), e.region(), e.by(), e.reason(), e.evidence(), durable, e.vital());
    }
}
