package dev.detour.probe;

import dev.detour.decision.ProbeResult;
import java.util.Map;

/**
 * A group's view after a probe.
 *
 * @param newest the result that made it
 * @param latest the newest result of every region probed so far, by region name
 */
public record GroupEvidence(ProbeResult newest, Map<String, ProbeResult> latest) {
    public GroupEvidence {
        latest = Map.copyOf(latest);
    }
}
