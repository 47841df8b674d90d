package dev.detour.probe;

import dev.detour.decision.ProbeResult;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The Aggregate's strategy: keeps the latest result of each region. Safe from any thread. */
public final class Evidence {
    private final Map<String, GroupEvidence> groups = new ConcurrentHashMap<>();

    /** @param before always null: every result completes the aggregate, and what went before is kept here */
    public GroupEvidence merge(GroupEvidence before, ProbeResult newest) {
        return groups.compute(newest.group(), (group, known) -> {
            var latest = known == null ? new HashMap<String, ProbeResult>() : new HashMap<>(known.latest());
            latest.put(newest.region(), newest);
            return new GroupEvidence(newest, latest);
        });
    }
}
