package dev.detour.decision;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whether the detour works: the verify route, and probes begun after the last step ended (SPEC §6, S15). */
final class Verifying {
    private Verifying() {}

    static void heard(Turn t, ProbeResult result) {
        if (t.run != null
                && t.run.verifying()
                && !result.startedAt().isBefore(t.run.verify().from())) {
            t.run = t.run.with(t.run.verify().heard(result.outcome()));
            t.verifyHeard = true;
        }
    }

    static void unheard(Turn t, String region) {
        if (t.run != null && t.run.verifying() && region != null && region.equals(t.durable.active)) {
            t.run = t.run.with(t.run.verify().unheard());
        }
    }

    /** While isolated the clock stands still. */
    static void stopClock(Turn t, Duration passed) {
        if (t.run != null && t.run.verifying() && t.watch.isolated()) {
            t.run = t.run.with(t.run.verify().until(t.run.verify().deadline().plus(passed)));
        }
    }

    static void restartClock(Turn t) {
        if (t.run != null && t.run.verifying()) {
            t.run = t.run.with(t.run.verify().unheard().until(t.now.plus(t.rules.verifyTimeout())));
        }
    }

    /** Whether there is more to do in this turn. */
    static boolean drive(Turn t) {
        route(t);
        Run.Verify v = t.run.verify();
        if (t.run.stage() == Run.Stage.READY) {
            return true;
        }
        if (v.routeDone() && v.ups() >= t.rules.minSuccesses()) {
            verified(t);
            return true;
        }
        Optional<String> problem = problem(t, v);
        if (problem.isPresent() && !t.watch.isolated()) {
            failed(t, problem.get());
            return t.run != null && t.run.stage() != Run.Stage.MOVING_ON;
        }
        if (t.verifyHeard) {
            t.verifyHeard = false;
            if (v.downs() >= t.rules.minFailures()) {
                Evidence.hurryProof(t);
            }
            t.effect(new Effect.ProbeNow(List.of(t.durable.active)));
        }
        return false;
    }

    /** What the verify route said: it may be tried again at once, as often as configured. */
    private static void route(Turn t) {
        Run.Verify v = t.run.verify();
        Event.StepEnded e = t.run.ended();
        if (v.routeDone() || v.routeFailure() != null) {
            return;
        }
        if (e != null && e.failure().isEmpty()) {
            t.run = t.run.answered(null).with(v.route(null));
            return;
        }
        String problem = e != null ? e.failure().get() : Acting.lost(t) ? "no answer" : null;
        if (problem == null) {
            return;
        }
        String words = "step verify failed, attempt " + t.run.attempt() + ": " + problem;
        t.tell(EventKind.STEP_FAILED, Notice.Level.WARNING, t.durable.active, words, false);
        t.run = t.run.attempt() <= Acting.rule(t).orElseThrow().retries()
                ? t.run.failed(Run.Stage.READY, t.now, problem)
                : t.run.answered(null).with(v.route(problem));
    }

    private static Optional<String> problem(Turn t, Run.Verify v) {
        if (v.routeFailure() != null) {
            return Optional.of(v.routeFailure());
        }
        if (v.downs() >= t.rules.minFailures() && Eligibility.online(t) && !awaitsProof(t)) {
            return Optional.of(Words.times(v.downs(), "failed probe"));
        }
        boolean late = !v.deadline().isAfter(t.now);
        // With enough good probes it is the route alone that is not through.
        String missing = v.ups() >= t.rules.minSuccesses() ? "the verify route did not succeed" : "not UP";
        return late ? Optional.of(missing + " within " + Words.span(t.rules.verifyTimeout())) : Optional.empty();
    }

    /** Whether another region to go on to lacks nothing but an answer that is being asked for right now (S3). */
    private static boolean awaitsProof(Turn t) {
        return mayMoveOn(t)
                && Eligibility.unproven(t).stream().anyMatch(name -> !t.durable.failedInChain.contains(name));
    }

    private static void verified(Turn t) {
        String region = t.durable.active;
        String words = region + " works: " + Words.times(t.run.verify().ups(), "good probe") + " since its steps ended";
        Acting.record(t, Words.DONE, took(t), null);
        t.durable.verified = true;
        t.vital(EventKind.VERIFIED, region, Words.DETOUR, words);
        t.tell(EventKind.VERIFIED, Notice.Level.INFO, region, words, true);
        Acting.forward(t);
    }

    /**
     * The region that could not be verified works after all: UP by probes that all began since it was given up ({@link
     * #countAnew}). Then the switch is verified (S15), and only its cooldown holds any more.
     */
    static void late(Turn t) {
        boolean given = t.run == null && t.watch.durable() && !t.durable.verified && gaveUp(t);
        if (!given || t.active().isEmpty()) {
            return;
        }
        RegionHealth h = t.health(t.active().get());
        // The first of them may have begun before; the others began after it ended.
        boolean works = h.health() == Outcome.UP
                && h.streak() == Outcome.UP
                && h.count() > t.rules.minSuccesses()
                // A rearm forgets the end; what counts began after it, too.
                && (t.durable.lastSwitchEnd == null || h.streakSince().isAfter(t.durable.lastSwitchEnd));
        if (works) {
            String region = t.durable.active;
            String words = region + " works after all: " + Words.times(h.count() - 1, "good probe")
                    + " since it could not be verified";
            t.durable.verified = true;
            t.durable.verifyFailed = false;
            t.vital(EventKind.VERIFIED, region, Words.DETOUR, words);
            t.tell(EventKind.VERIFIED, Notice.Level.INFO, region, words, true);
        }
    }

    /** Good probes from before a start, before it looked the steps over, or before a rearm verify nothing any more. */
    static void countAnew(Turn t) {
        if (!t.durable.verified && gaveUp(t)) {
            t.active().filter(r -> t.health(r).streak() == Outcome.UP).ifPresent(r -> Committing.startAnew(t, r));
        }
    }

    private static boolean gaveUp(Turn t) {
        return t.durable.steps.stream()
                .anyMatch(s -> s.step().equals(Run.VERIFY) && s.result().equals(Words.FAILED));
    }

    private static Duration took(Turn t) {
        return Duration.between(t.run.verify().from(), t.now);
    }

    private static void failed(Turn t, String why) {
        String region = t.durable.active;
        if (!t.run.verify().routeDone()) {
            t.effect(new Effect.Cancel(t.durable.epoch));
        }
        t.durable.failedInChain.add(region);
        List<Region> next = mayMoveOn(t) ? Eligibility.untried(t) : List.of();
        String words = region + " could not be verified: " + why;
        t.tell(EventKind.VERIFY_FAILED, Notice.Level.WARNING, region, words, false);
        if (next.isEmpty()) {
            Acting.record(t, Words.FAILED, took(t), why);
            Ending.verifyFailed(t);
        } else {
            // The step stays pending: a crash now verifies again instead of forgetting to move on.
            t.run = t.run.movingOn(why);
            Choosing.ask(t, Trigger.VERIFY_FAILED, next);
        }
        t.vital(EventKind.VERIFY_FAILED, region, Words.DETOUR, words);
    }

    /** An operator's decision never moves on by itself, nor does anything while a gate of people holds. */
    static boolean mayMoveOn(Turn t) {
        Trigger trigger = t.durable.decision.trigger();
        return t.is(GroupRules.Mode.AUTO)
                && trigger != Trigger.OPERATOR
                && trigger != Trigger.START
                && t.durable.paused == null
                && t.durable.pinned == null
                && !t.watch.isolated()
                && t.durable.chain < t.rules.verifyTries();
    }

    /** The next region was eligible when asked for, and is no more. */
    static void nowhereToGo(Turn t) {
        if (t.watch.isolated()) {
            t.durable.failedInChain.remove(t.durable.active);
            t.run = t.run.verifyAgain(t.now);
            return;
        }
        String region = t.durable.active;
        Acting.record(t, Words.FAILED, Duration.between(t.run.verify().from(), t.now), t.run.failure());
        Ending.verifyFailed(t);
        t.vital(EventKind.HOLD, region, Words.DETOUR, "verify-failed: no other region can be tried now");
    }
}
