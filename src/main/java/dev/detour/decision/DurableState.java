package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What of a group outlives the process. A plain record of plain values (instants on the monotonic timeline, which
 * continues over restarts), so that the store can write it as JSON and any reader can understand it. Nullable where
 * said so.
 *
 * @param epoch of the last decision; 0 before the first
 * @param active the active region; null before the first decision
 * @param decision the last decision; null before the first
 * @param steps its steps' progress, in order
 * @param verified whether the decision's verify succeeded
 * @param verifyFailed whether the group holds because of a failed verify
 * @param chain verify-failed epochs so far in this chain of attempts
 * @param failedInChain regions whose verify failed in this chain
 * @param switches ends of the automatic switches in the budget's window, oldest first; a chain counts once
 * @param lastSwitchEnd the end of the last switch, from which the cooldown runs; null when none, or none any more
 * @param cooldownFactor 1, 2 or 4
 * @param budgetSpent whether the group holds until {@code rearm}
 * @param leftAt when automatic decisions left regions
 * @param failbackFactor per region, how often its failback hold was doubled: 1, 2, 4 or 8
 * @param lastFailbackAt when the last failback was decided; null when none
 * @param operatorChose whether the last decision was an operator's, so that no failback happens by itself
 * @param paused null when not
 * @param pinned null when not
 * @param everEvidenced regions with the last evidenced health, for {@code /metric}
 * @param startRegion the {@code --region} of the last run; null when none
 */
public record DurableState(
        long epoch,
        String active,
        Decision decision,
        List<StepProgress> steps,
        boolean verified,
        boolean verifyFailed,
        int chain,
        List<String> failedInChain,
        List<Instant> switches,
        Instant lastSwitchEnd,
        int cooldownFactor,
        boolean budgetSpent,
        Map<String, Instant> leftAt,
        Map<String, Integer> failbackFactor,
        Instant lastFailbackAt,
        boolean operatorChose,
        Paused paused,
        Pinned pinned,
        Map<String, Outcome> everEvidenced,
        String startRegion) {

    /** @param result {@code pending}, {@code done}, {@code failed} (went on), {@code skipped} */
    public record StepProgress(String step, String result, long millis, int attempts, String text) {}

    /** @param until null when open-ended */
    public record Paused(String by, String reason, Instant since, Instant until) {}

    /** @param until null when open-ended */
    public record Pinned(String region, String by, String reason, Instant since, Instant until) {}

    public DurableState {
        steps = List.copyOf(steps);
        failedInChain = List.copyOf(failedInChain);
        switches = List.copyOf(switches);
        leftAt = Map.copyOf(leftAt);
        failbackFactor = Map.copyOf(failbackFactor);
        everEvidenced = Map.copyOf(everEvidenced);
    }

    /** What a new data directory starts with. */
    public static DurableState empty() {
        return new DurableState(
                0, null, null, List.of(), false, false, 0, List.of(), List.of(), null, 1, false, Map.of(), Map.of(),
                null, false, null, null, Map.of(), null);
    }

    /** How long it is from {@code now} to {@code until}: never negative. */
    static Duration left(Instant until, Instant now) {
        return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    }
}
