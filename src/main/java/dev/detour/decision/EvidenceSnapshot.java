package dev.detour.decision;

import java.time.Instant;
import java.util.Map;

/**
 * The evidence of a group at one moment, kept beside the journal so that a quick restart in the middle of an outage
 * does not start counting anew. Losing it loses no decision.
 *
 * @param at when it was taken, on the monotonic timeline
 * @param regions by region name
 */
public record EvidenceSnapshot(Instant at, Map<String, Kept> regions) {
    /**
     * @param health the region's health
     * @param since since when
     * @param via the URL the evidence came by
     * @param streak the outcome of the streak: UP or DOWN; null when there is none
     * @param count its length
     * @param streakSince since when it has been so; see {@link RegionHealth}
     * @param lastEvidence when the newest evidence ended; null when there is none
     */
    public record Kept(
            Outcome health,
            Instant since,
            Via via,
            Outcome streak,
            int count,
            Instant streakSince,
            Instant lastEvidence) {}

    public EvidenceSnapshot {
        regions = Map.copyOf(regions);
    }
}
