package dev.detour.probe;

import dev.detour.decision.ProbeResult;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The Aggregate's strategy: keeps the latest result of each region. Safe from any thread. */
public final class Evidence {
    private final Map<String, Map<String, ProbeResult>> groups = new ConcurrentHashMap<>();

    /** @param before always null: every result completes the aggregate, and what went before is kept here */
    public GroupEvidence merge(GroupEvidence before, ProbeResult newest) {
        var latest = groups.computeIfAbsent(newest.group(), group -> new ConcurrentHashMap<>());
        latest.put(newest.region(), newest);
        return new GroupEvidence(newest, Collections.unmodifiableMap(latest));
    }
}
