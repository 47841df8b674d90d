package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the core knows of a group at one moment, as people and machines ask for it (SPEC §8). Instants are on the
 * monotonic timeline.
 *
 * @param active null before the first decision
 * @param since since when it is active; null likewise
 * @param verdict one sentence: which region, since when, why; times as {@code {at:<instant>}} are the shell's to fill in
 * @param gates those that hold now
 * @param notReady why no automatic failover could happen now, as far as the core knows: empty when one could
 * @param decision the last; null before the first
 */
public record GroupView(
        String name,
        GroupRules.Mode mode,
        String active,
        String target,
        Instant since,
        long epoch,
        boolean verified,
        String verdict,
        State state,
        boolean isolated,
        List<GateView> gates,
        List<String> notReady,
        DurableState.Paused paused,
        DurableState.Pinned pinned,
        Proposal proposal,
        List<RegionView> regions,
        Decision decision,
        List<DurableState.StepProgress> steps) {

    public enum State {
        STARTING,
        STEADY,
        OUTAGE,
        ACTING,
        VERIFYING,
        HOLDING
    }

    /**
     * @param holds whether it holds now
     * @param until when it ends by itself; null when it does not, or is not known
     * @param text value and time left, for people
     */
    public record GateView(Gate gate, boolean holds, Instant until, String text) {}

    /** What would be decided if someone said yes ({@code approve}). */
    public record Proposal(long epoch, String to, Trigger trigger, String reason, Instant since) {}

    /**
     * @param eligible whether a decision could choose it now
     * @param why why it is not; empty when it is
     * @param via the URL it is to be probed by now
     * @param streak UP or DOWN; null when there is none
     * @param streakFor the streak's span until its newest evidence
     * @param failuresToDown more consecutive failures until DOWN; 0 when DOWN
     * @param timeToDown time until DOWN if it kept failing; zero when DOWN
     */
    public record RegionView(
            String name,
            String target,
            Region.Role role,
            Outcome health,
            Instant since,
            boolean eligible,
            String why,
            Via via,
            Outcome streak,
            int streakCount,
            Duration streakFor,
            Instant lastEvidence,
            int failuresToDown,
            Duration timeToDown,
            int successesToUp,
            Duration timeToUp) {}
}
