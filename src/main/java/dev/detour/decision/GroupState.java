package dev.detour.decision;

import java.time.Instant;
import java.util.Optional;

/** Everything the core remembers of a group. Immutable; only {@link Decider} makes new ones. */
public final class GroupState {
    private final DurableState durable;

    private GroupState(DurableState durable) {
        this.durable = durable;
    }

    /** The state of a process that just started, before {@link Event.Started}. */
    public static GroupState restored(
            GroupRules rules, DurableState durable, Optional<EvidenceSnapshot> evidence, Instant now) {
        return new GroupState(durable);
    }

    public DurableState durable() {
        return durable;
    }

    /** What to keep for a quick restart. */
    public EvidenceSnapshot evidence(Instant now) {
        return new EvidenceSnapshot(now, java.util.Map.of());
    }
}
