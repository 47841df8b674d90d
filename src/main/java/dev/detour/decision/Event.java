package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What can happen to a group. Times inside are on the monotonic timeline. */
public sealed interface Event {

    /**
     * The process started (first event in the life of a process). What the data directory knew is already in the state.
     *
     * @param downtime how long the group was not watched; empty on the first start of a data directory
     * @param envRegion the region that the existing env file names, if it names a known one
     * @param startRegion the {@code --region} of this run; one that differs from the last run's is an operator's
     *     decision, taken as by force
     */
    record Started(Optional<Duration> downtime, Optional<String> envRegion, Optional<String> startRegion)
            implements Event {}

    /** A probe of a region ended. */
    record Probed(ProbeResult result) implements Event {}

    /**
     * A round of the canaries ended.
     *
     * @param up whether at least one of them answered
     * @param startedAt when the round began
     */
    record CanaryProbed(boolean up, Instant startedAt, Instant endedAt) implements Event {}

    /**
     * The network was found to be too slow for a switch to do any good.
     *
     * @param mbits whole Mbit/s
     * @param delay how long nothing automatic is to happen
     */
    record SlowNetwork(long mbits, Duration delay) implements Event {}

    /** Time passed; sent at least once a second, and by every call that only wants to know. */
    record Tick() implements Event {}

    /** The schedule had a gap of more than two intervals, or the machine was suspended: earlier evidence is void. */
    record Gap() implements Event {}

    /**
     * The choose route answered.
     *
     * @param ticket of the {@link Effect.Choose} it answers; any other is ignored
     * @param region its answer, refused when it is not eligible; empty when it failed
     */
    record Chosen(long ticket, Optional<String> region) implements Event {}

    /**
     * How long the first step of an epoch is put off. Of any other epoch, or a second time: ignored.
     *
     * @param delay by chance; taken as zero below it, and as what was asked for above it
     */
    record DelayChosen(long epoch, Duration delay) implements Event {}

    /**
     * An attempt of a step ended. Of an epoch, step or attempt that is not running: ignored.
     *
     * @param failure empty when it succeeded, else what to tell people
     */
    record StepEnded(long epoch, String step, int attempt, Optional<String> failure, Duration took) implements Event {}

    /** The store lost, or has again, the ability to make things durable. */
    record StoreHealth(boolean durable, String text) implements Event {}

    /**
     * The configuration was edited, and all of it holds: from now on these rules count. Refused, with nothing changed, when
     * they lack a region that the group cannot do without ({@link Decider#refusal}); the transition carries the answer.
     *
     * @param rules the new ones, of the same group
     * @param changed regions that are asked in another way from now on: what was heard of them before is no evidence
     * @param canaryChanged whether the same is true of the canaries
     * @param envRegion as in {@link Started}; counts when the group begins to act
     * @param what the edit in a few words, for the history
     */
    record Reconfigured(
            GroupRules rules, Set<String> changed, boolean canaryChanged, Optional<String> envRegion, String what)
            implements Event {
        public Reconfigured {
            changed = Set.copyOf(changed);
        }
    }

    /** Someone asked for something. The transition carries the answer. */
    sealed interface Operator extends Event {
        /** Who and why; both are audited. */
        Asked asked();
    }

    /**
     * @param by who; never null
     * @param reason why; empty when none was given
     * @param expectEpoch the epoch the asker saw, when the request must not apply to another
     * @param dryRun only answer what would happen
     */
    record Asked(String by, Optional<String> reason, Optional<Long> expectEpoch, boolean dryRun) {}

    record Switch(Asked asked, String region, boolean force) implements Operator {}

    record Pause(Asked asked, Optional<Duration> duration) implements Operator {}

    record Resume(Asked asked) implements Operator {}

    /** Stay on {@code region}; switches to it first, by the rules of {@link Switch}, when it is not active. */
    record Pin(Asked asked, String region, Optional<Duration> duration, boolean force) implements Operator {}

    record Unpin(Asked asked) implements Operator {}

    /** Yes to the shown proposal of {@code epoch}. */
    record Approve(Asked asked, long epoch) implements Operator {}

    /** Forget the switch budget, the doubled cooldown and a held verify failure. */
    record Rearm(Asked asked) implements Operator {}

    /** Do the last decision's steps again, with the target as configured now: a new epoch to the same region. */
    record Reapply(Asked asked) implements Operator {}
}
