package dev.detour.control;

import dev.detour.decision.Decider;
import dev.detour.decision.DurableState;
import dev.detour.decision.Effect;
import dev.detour.decision.ErrorClass;
import dev.detour.decision.Event;
import dev.detour.decision.GroupRules;
import dev.detour.decision.GroupState;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Region;
import dev.detour.decision.Via;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Plays one outage of a group in virtual time, on a state of its own, through the core and the choose route; nothing
 * comes of it. For the first decision of a process would otherwise pay for every class, link and cache on its way, just
 * when it matters.
 */
final class DryRun {
    /** However long the outage is, the way through the core is the same after so many rounds of probes. */
    private static final int MOST_ROUNDS = 100;

    private final GroupRules rules;
    private final Routes routes;
    private final Deque<Event> answers = new ArrayDeque<>();
    private Instant now;
    private GroupState state;

    DryRun(GroupRules rules, Routes routes, Instant now) {
        this.rules = rules;
        this.routes = routes;
        this.now = now;
        this.state = GroupState.restored(rules, DurableState.empty(), Optional.empty(), now);
    }

    void play() throws Exception {
        var first = rules.regions().get(0).name();
        take(new Event.Started(Optional.empty(), Optional.of(first), Optional.empty()));
        round("");
        for (int round = 0; round < MOST_ROUNDS && state.durable().epoch() < 2; round++) {
            round(first);
        }
    }

    private void round(String failing) throws Exception {
        now = now.plus(rules.interval());
        for (var region : rules.regions()) {
            take(new Event.Probed(result(region, region.name().equals(failing))));
        }
        take(new Event.Tick());
    }

    private void take(Event event) throws Exception {
        answers.add(event);
        while (!answers.isEmpty()) {
            var transition = Decider.step(rules, state, answers.remove(), now);
            state = transition.state();
            for (var effect : transition.effects()) {
                answer(effect);
            }
        }
    }

    private void answer(Effect effect) throws Exception {
        if (effect instanceof Effect.Choose choose) {
            // Never the user's own direct:choose-<name>, which may do more than choose.
            answers.add(new Event.Chosen(choose.ticket(), routes.choose(rules.name(), "order", choose)));
        } else if (effect instanceof Effect.ChooseDelay delay) {
            answers.add(new Event.DelayChosen(delay.epoch(), Duration.ZERO));
        } else if (effect instanceof Effect.RunStep run) {
            answers.add(new Event.StepEnded(
                    run.decision().epoch(), run.step(), run.attempt(), Optional.empty(), Duration.ZERO));
        }
    }

    private ProbeResult result(Region region, boolean fails) {
        return new ProbeResult(
                rules.name(),
                region.name(),
                Via.PROBE_URL,
                fails ? Outcome.DOWN : Outcome.UP,
                Phase.CONNECT,
                fails ? ErrorClass.RESET : null,
                null,
                now,
                now,
                "dry run",
                null);
    }
}
