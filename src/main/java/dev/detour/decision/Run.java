package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Steps under way. Lives only as long as the process; what must outlive it is in {@link DurableState#steps()}.
 *
 * @param index of the current one; {@code steps.size()} when all are through
 * @param stage of the current one
 * @param attempt of the current one; 0 before the first
 * @param since when the attempt began, or when the next may begin; of {@link Stage#ASKED}, when was asked
 * @param failure of the last attempt; null when it did not fail
 * @param ended an answer that waits to be made durable; null when there is none
 * @param verify null unless the current step is a verify that began
 */
record Run(
        Plan plan,
        int index,
        Stage stage,
        int attempt,
        Instant since,
        String failure,
        Event.StepEnded ended,
        Verify verify) {
    static final String RESTART = "restart";
    static final String WRITE_ENV = "write-env";
    static final String VERIFY = "verify";

    /**
     * What is to be done, which does not change any more.
     *
     * @param kind whether these are the last decision's own steps, or only a look whether it still holds
     * @param steps names, in order
     * @param occasion handed to the steps
     * @param recheck whether the candidate must still be UP before each step up to the restart
     * @param begunBefore steps that the abandoned candidates of the same switch had begun: going back has to undo them
     */
    record Plan(Kind kind, List<String> steps, Occasion occasion, boolean recheck, List<String> begunBefore) {
        Plan {
            steps = List.copyOf(steps);
        }

        Plan(Kind kind, List<String> steps, Occasion occasion) {
            this(kind, steps, occasion, false, List.of());
        }
    }

    enum Kind {
        DECISION,
        ENSURE
    }

    enum Stage {
        /** How long the first step is put off was asked; it is not known yet. */
        ASKED,
        /** The first step is put off. */
        DELAYED,
        READY,
        RUNNING,
        BACKOFF,
        /** Verify failed; the next region is being chosen. */
        MOVING_ON
    }

    /**
     * A verify under way.
     *
     * @param from only probes begun no earlier count
     * @param deadline when it has failed; moves while isolated
     * @param ups consecutive
     * @param downs consecutive
     * @param routeDone whether the route succeeded
     * @param routeFailure why the route failed for good; null when it did not
     */
    record Verify(Instant from, Instant deadline, int ups, int downs, boolean routeDone, String routeFailure) {
        Verify heard(Outcome outcome) {
            return outcome == Outcome.UP
                    ? new Verify(from, deadline, ups + 1, 0, routeDone, routeFailure)
                    : new Verify(from, deadline, 0, downs + 1, routeDone, routeFailure);
        }

        Verify unheard() {
            return new Verify(from, deadline, 0, 0, routeDone, routeFailure);
        }

        Verify until(Instant newDeadline) {
            return new Verify(from, newDeadline, ups, downs, routeDone, routeFailure);
        }

        Verify route(String problem) {
            return new Verify(from, deadline, ups, downs, problem == null, problem);
        }
    }

    static Run of(Plan plan, Instant now) {
        return new Run(plan, 0, Stage.READY, 0, now, null, null, null);
    }

    Kind kind() {
        return plan.kind();
    }

    List<String> steps() {
        return plan.steps();
    }

    Run asked(Instant now) {
        return new Run(plan, index, Stage.ASKED, attempt, now, failure, null, null);
    }

    Run delayed(Instant until) {
        return new Run(plan, index, Stage.DELAYED, attempt, until, failure, null, null);
    }

    boolean through() {
        return index >= steps().size();
    }

    String step() {
        return steps().get(index);
    }

    boolean verifying() {
        return verify != null && stage != Stage.MOVING_ON;
    }

    boolean awaits(Event.StepEnded e, long epoch) {
        return stage == Stage.RUNNING
                && ended == null
                && !through()
                && e.epoch() == epoch
                && e.step().equals(step())
                && e.attempt() == attempt;
    }

    Run started(Instant now) {
        return new Run(plan, index, Stage.RUNNING, attempt + 1, now, failure, null, verify);
    }

    Run answered(Event.StepEnded e) {
        return new Run(plan, index, stage, attempt, since, failure, e, verify);
    }

    Run failed(Stage next, Instant at, String problem) {
        return new Run(plan, index, next, attempt, at, problem, null, verify);
    }

    Run next(Instant now) {
        return new Run(plan, index + 1, Stage.READY, 0, now, null, null, null);
    }

    Run ready() {
        return new Run(plan, index, Stage.READY, attempt, since, failure, null, verify);
    }

    Run with(Verify v) {
        return new Run(plan, index, stage, attempt, since, failure, ended, v);
    }

    Run verifyFrom(Instant now, Duration timeout) {
        return with(new Verify(now, now.plus(timeout), 0, 0, false, null));
    }

    Run movingOn(String why) {
        return new Run(plan, index, Stage.MOVING_ON, attempt, since, why, null, verify);
    }

    /** The same verify again, from zero. */
    Run verifyAgain(Instant now) {
        return new Run(plan, index, Stage.READY, attempt, now, null, null, null);
    }
}
