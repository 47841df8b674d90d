package dev.detour.decision;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything about a group that a decision depends on (SPEC §3, §5). Immutable; the defaults live in the
 * configuration, not here.
 *
 * @param name {@code [a-z0-9-]{1,32}}
 * @param mode who acts
 * @param scope which regions {@code probe.url} reaches
 * @param regions best first, at least one, names unique
 * @param interval between two probes of a region, positive
 * @param timeout total deadline of a probe, positive; evidence is fresh for {@link #freshness()}
 * @param outage least span of the DOWN streak; zero or more
 * @param minFailures least length of the DOWN streak; one or more
 * @param failureRatio optional brown-out rule
 * @param recovery least span of the UP streak for DOWN → UP
 * @param minSuccesses least length of the UP streak; one or more
 * @param cooldown base pause between two automatic switches
 * @param maxSwitches automatic switches allowed in {@code maxSwitchesWindow}
 * @param maxSwitchesWindow the window of {@code maxSwitches}
 * @param allDown what to do when no candidate is UP
 * @param choose {@code order}, {@code latency} or {@code route:<name>}; opaque to the core
 * @param failback what to do when a better region is UP again
 * @param failbackHold how long it must have been UP
 * @param steps in order; may be empty
 * @param verifyTimeout most that a verify may take
 * @param verifyTries most verify-failed epochs in one chain
 * @param canary whether the group has canaries, and can thus be isolated
 * @param actDelay most that the first step of an automatic switch is put off by chance; zero for not at all
 */
public record GroupRules(
        String name,
        Mode mode,
        Scope scope,
        List<Region> regions,
        Duration interval,
        Duration timeout,
        Duration outage,
        int minFailures,
        Optional<FailureRatio> failureRatio,
        Duration recovery,
        int minSuccesses,
        Duration cooldown,
        int maxSwitches,
        Duration maxSwitchesWindow,
        AllDown allDown,
        String choose,
        Failback failback,
        Duration failbackHold,
        List<StepRule> steps,
        Duration verifyTimeout,
        int verifyTries,
        boolean canary,
        Duration actDelay) {

    private static final Duration SOONEST = Duration.ofMillis(250);

    public enum Mode {
        AUTO,
        APPROVE,
        OBSERVE
    }

    public enum Scope {
        ALL,
        ACTIVE
    }

    public enum AllDown {
        HOLD,
        ROTATE
    }

    public enum Failback {
        AUTO,
        MANUAL,
        NEVER
    }

    /** What happens when a step keeps failing. */
    public enum OnFailure {
        ABORT,
        CONTINUE
    }

    /**
     * One step of a decision.
     *
     * @param name the route is {@code direct:step-<name>}; {@code write-env}, {@code restart} and {@code verify} are known to the core
     * @param timeout deadline of one attempt
     * @param retries quick attempts after the first, zero or more
     * @param onFailure hold or go on once they are used up
     * @param limit most that one attempt may take in all; longer than {@code timeout} where that is per program
     */
    public record StepRule(String name, Duration timeout, int retries, OnFailure onFailure, Duration limit) {
        public StepRule(String name, Duration timeout, int retries, OnFailure onFailure) {
            this(name, timeout, retries, onFailure, timeout);
        }
    }

    /** DOWN also when {@code percent} of the probes in {@code window} failed. */
    public record FailureRatio(int percent, Duration window) {}

    public GroupRules {
        Objects.requireNonNull(name);
        regions = List.copyOf(regions);
        steps = List.copyOf(steps);
        if (regions.isEmpty()) {
            throw new IllegalArgumentException("group " + name + " has no region");
        }
        if (minFailures < 1 || minSuccesses < 1 || maxSwitches < 1 || verifyTries < 0) {
            throw new IllegalArgumentException("group " + name + ": a count is too small");
        }
        if (interval.isNegative() || interval.isZero() || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("group " + name + ": interval and timeout are positive");
        }
    }

    /** Evidence no older than this is fresh: 2 intervals + timeout (SPEC §1). */
    public Duration freshness() {
        return interval.multipliedBy(2).plus(timeout);
    }

    /** A probe that is asked for beside the schedule begins no sooner than this after the one before: max(250 ms, interval/10). */
    public static Duration soonest(Duration interval) {
        Duration tenth = interval.dividedBy(10);
        return tenth.compareTo(SOONEST) > 0 ? tenth : SOONEST;
    }

    public Optional<Region> region(String regionName) {
        return regions.stream().filter(r -> r.name().equals(regionName)).findFirst();
    }
}
