package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything the core remembers of a group. Immutable; only {@link Decider} makes new ones. */
public final class GroupState {
    final DurableState durable;
    final Healths regions;
    final Canary canary;
    final Run run;
    final Asking asking;
    final GroupView.Proposal proposal;
    final Watch watch;
    final Told told;
    final Slow slow;

    /**
     * The choose route was asked.
     *
     * @param answered whether it answered
     * @param answer what; empty when it failed
     */
    record Asking(long ticket, Trigger trigger, Instant at, boolean answered, Optional<String> answer) {
        boolean settled(Instant now) {
            return answered || !at.plus(Duration.ofSeconds(1)).isAfter(now);
        }
    }

    /**
     * The watcher itself.
     *
     * @param now of the newest event; time never goes back
     * @param startedAt null before {@link Event.Started}
     * @param durable whether the store can write
     * @param ailment why not
     * @param isolatedSince null when not
     * @param tickets how many were given out
     */
    record Watch(Instant now, Instant startedAt, boolean durable, String ailment, Instant isolatedSince, long tickets) {
        boolean started() {
            return startedAt != null;
        }

        boolean isolated() {
            return isolatedSince != null;
        }
    }

    /**
     * What people were told already, so that they hear it once.
     *
     * @param hold the gates of the hold they know of; empty when they know of none
     */
    record Told(Set<Gate> hold, boolean blind, boolean wouldHave, boolean failback) {
        static final Told NOTHING = new Told(Set.of(), false, false, false);
    }

    /**
     * The network was too slow when it was last measured.
     *
     * @param mbits whole Mbit/s
     * @param until when that is forgotten
     */
    record Slow(long mbits, Instant until) {}

    /**
     * @param regions never written again by who gives it
     * @param slow null when the network never was
     */
    GroupState(
            DurableState durable,
            Healths regions,
            Canary canary,
            Run run,
            Asking asking,
            GroupView.Proposal proposal,
            Watch watch,
            Told told,
            Slow slow) {
        this.durable = durable;
        this.regions = regions;
        this.canary = canary;
        this.run = run;
        this.asking = asking;
        this.proposal = proposal;
        this.watch = watch;
        this.told = told;
        this.slow = slow;
    }

    /** The state of a process that just started, before {@link Event.Started}. */
    public static GroupState restored(
            GroupRules rules, DurableState durable, Optional<EvidenceSnapshot> evidence, Instant now) {
        Map<String, RegionHealth> kept = new HashMap<>();
        evidence.ifPresent(e -> e.regions().forEach((name, k) -> kept.put(name, RegionHealth.restored(k))));
        Healths regions = Healths.of(rules.regions(), kept, now);
        Watch watch = new Watch(now, null, true, "", null, 0);
        return new GroupState(durable, regions, Canary.UNHEARD, null, null, null, watch, Told.NOTHING, null);
    }

    public DurableState durable() {
        return durable;
    }

    /** Whether the state can be made durable, by the newest {@link Event.StoreHealth}. */
    public boolean storeWorks() {
        return watch.durable();
    }

    /** Whether a decision is being carried out, its verify included; not while one waits out a step that keeps failing. */
    public boolean underWay() {
        return run != null && run.stage() != Run.Stage.BACKOFF;
    }

    /** What to keep for a quick restart. */
    public EvidenceSnapshot evidence(Instant now) {
        Map<String, EvidenceSnapshot.Kept> kept = new LinkedHashMap<>();
        regions.forEach((name, health) -> kept.put(name, health.kept()));
        return new EvidenceSnapshot(now, kept);
    }
}
