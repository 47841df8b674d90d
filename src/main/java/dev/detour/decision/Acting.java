package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Carries out steps one by one (SPEC §6): each result durable before the next step starts. */
final class Acting {
    /** How long after a step's own limit its answer is given up. */
    static final Duration LOST = Duration.ofSeconds(30);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final Duration LAST_RETRY = Duration.ofMinutes(10);

    private Acting() {}

    static void ended(Turn t, Event.StepEnded e) {
        if (t.run != null && t.run.awaits(e, t.durable.epoch)) {
            t.run = t.run.answered(e);
        }
    }

    /** Goes as far as it can now. Terminates: every turn of the loop moves on to a later step, stage or attempt. */
    static void drive(Turn t) {
        boolean on = true;
        while (on && t.run != null && t.watch.durable() && !t.is(GroupRules.Mode.OBSERVE)) {
            if (t.run.through()) {
                Ending.end(t);
            } else if (rule(t).isEmpty() || skipped(t)) {
                skip(t);
            } else {
                on = stage(t);
            }
        }
    }

    private static boolean stage(Turn t) {
        return switch (t.run.stage()) {
            case ASKED -> Delaying.asked(t);
            case DELAYED ->
                switch (Rechecking.judge(t)) {
                    case GO -> Delaying.over(t);
                    case WAIT -> false;
                    case REPLACED -> true;
                };
            case READY, BACKOFF ->
                switch (Rechecking.judge(t)) {
                    case GO -> t.run.stage() == Run.Stage.READY ? start(t) : retry(t);
                    case WAIT -> false;
                    case REPLACED -> true;
                };
            case RUNNING -> running(t);
            case MOVING_ON -> false;
        };
    }

    static Optional<GroupRules.StepRule> rule(Turn t) {
        String step = t.run.step();
        return t.rules.steps().stream().filter(r -> r.name().equals(step)).findFirst();
    }

    private static boolean skipped(Turn t) {
        return t.run.kind() == Run.Kind.DECISION
                && t.durable.steps.get(t.run.index()).result().equals(Words.SKIPPED);
    }

    private static void skip(Turn t) {
        if (t.run.kind() == Run.Kind.DECISION) {
            record(t, Words.SKIPPED, Duration.ZERO, null);
        }
        forward(t);
    }

    /** Always ends the loop: now the shell has the word. */
    private static boolean start(Turn t) {
        boolean verify = t.run.step().equals(Run.VERIFY);
        if (verify && t.run.verify() == null) {
            t.run = t.run.verifyFrom(t.now, t.rules.verifyTimeout());
            t.effect(new Effect.ProbeNow(List.of(t.durable.active)));
        }
        t.run = t.run.started(t.now);
        t.effect(new Effect.RunStep(
                t.durable.decision, t.run.step(), t.run.attempt(), t.run.plan().occasion()));
        String words =
                "step " + t.run.step() + " started" + (t.run.attempt() > 1 ? ", attempt " + t.run.attempt() : "");
        t.tell(EventKind.STEP_STARTED, Notice.Level.INFO, t.durable.active, words, false);
        return false;
    }

    private static boolean retry(Turn t) {
        boolean due = t.durable.paused == null && !t.run.since().isAfter(t.now);
        if (due) {
            t.run = t.run.ready();
        }
        return due;
    }

    private static boolean running(Turn t) {
        if (t.run.verifying()) {
            return Verifying.drive(t);
        }
        Event.StepEnded e = t.run.ended();
        if (e == null) {
            return lost(t) && failed(t, "no answer within " + Words.span(patience(t)), patience(t));
        }
        if (e.failure().isPresent()) {
            return failed(t, e.failure().get(), e.took());
        }
        done(t, e);
        return true;
    }

    /** The answer will not come any more; whatever still runs must not act later. */
    static boolean lost(Turn t) {
        boolean lost = !t.run.since().plus(patience(t)).isAfter(t.now);
        if (lost) {
            t.effect(new Effect.Cancel(t.durable.epoch));
        }
        return lost;
    }

    static Duration patience(Turn t) {
        return rule(t).orElseThrow().limit().plus(LOST);
    }

    private static void done(Turn t, Event.StepEnded e) {
        record(t, Words.DONE, e.took(), null);
        String words = "step " + e.step() + " done";
        entry(t, EventKind.STEP_DONE, words);
        t.tell(EventKind.STEP_DONE, Notice.Level.INFO, t.durable.active, words, false);
        forward(t);
    }

    private static boolean failed(Turn t, String problem, Duration took) {
        GroupRules.StepRule rule = rule(t).orElseThrow();
        boolean again = t.run.attempt() <= rule.retries();
        boolean goOn = !again && rule.onFailure() == GroupRules.OnFailure.CONTINUE;
        String words = "step " + rule.name() + " failed, attempt " + t.run.attempt() + ": " + problem;
        record(t, goOn ? Words.FAILED : Words.PENDING, took, problem);
        entry(t, EventKind.STEP_FAILED, words);
        boolean first = !again && t.run.attempt() == rule.retries() + 1;
        t.tell(EventKind.STEP_FAILED, Notice.Level.WARNING, t.durable.active, words, first);
        if (again) {
            t.run = t.run.failed(Run.Stage.READY, t.now, problem);
        } else if (goOn) {
            forward(t);
        } else {
            Instant next = t.now.plus(backoff(t.run.attempt() - rule.retries()));
            t.run = t.run.failed(Run.Stage.BACKOFF, next, problem);
        }
        return true;
    }

    /** 10 s, 20 s, 40 s … 10 min. */
    static Duration backoff(int failures) {
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
        return wait.compareTo(LAST_RETRY) < 0 ? wait : LAST_RETRY;
    }

    private static void entry(Turn t, EventKind kind, String words) {
        if (t.run.kind() == Run.Kind.DECISION) {
            t.vital(kind, t.durable.active, Words.DETOUR, words);
        } else {
            t.note(kind, t.durable.active, words);
        }
    }

    static void record(Turn t, String result, Duration took, String text) {
        if (t.run.kind() == Run.Kind.DECISION) {
            DurableState.StepProgress progress =
                    new DurableState.StepProgress(t.run.step(), result, took.toMillis(), t.run.attempt(), text);
            t.durable.steps.set(t.run.index(), progress);
        }
    }

    /** On to the next step. When that opens the probe URL to the new region, its evidence starts there (SPEC §6). */
    static void forward(Turn t) {
        boolean closed = t.run.kind() == Run.Kind.DECISION && before(t, t.run.index());
        t.run = t.run.next(t.now);
        if (closed && t.rules.scope() == GroupRules.Scope.ACTIVE && !before(t, t.run.index())) {
            t.active().ifPresent(region -> Committing.startAnew(t, region));
        }
    }

    /** Whether the step of this index comes before the verify. */
    private static boolean before(Turn t, int index) {
        int verify = t.run.steps().indexOf(Run.VERIFY);
        return index < (verify < 0 ? t.run.steps().size() : verify);
    }
}
