package dev.detour.probe;

import dev.detour.decision.ProbeResult;
import java.util.Map;

/**
 * A group's view after a probe.
 *
 * @param newest the result that made it
 * @param latest the newest result of every region probed so far, by region name: a live view, which later probes change
 */
public record GroupEvidence(ProbeResult newest, Map<String, ProbeResult> latest) {
    /** By the newest alone: Camel asks at every probe, and there may be thousands of regions. */
    @Override
    public boolean equals(Object other) {
        return other instanceof GroupEvidence that && newest.equals(that.newest);
    }

    @Override
    public int hashCode() {
        return newest.hashCode();
    }
}
