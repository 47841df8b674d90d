package dev.detour.control;

import dev.detour.decision.Decider;
import dev.detour.decision.Decision;
import dev.detour.decision.DurableState;
import dev.detour.decision.Effect;
import dev.detour.decision.Entry;
import dev.detour.decision.Event;
import dev.detour.decision.EventKind;
import dev.detour.decision.Gate;
import dev.detour.decision.GroupRules;
import dev.detour.decision.GroupState;
import dev.detour.decision.GroupView;
import dev.detour.decision.Notice;
import dev.detour.decision.Outcome;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Timeline;
import dev.detour.decision.Via;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * One group in virtual time: the core and the controller of a real run, with nothing behind them. Every step succeeds at
 * once, the choice is list order, nothing is written, asked or told. What its regions do, the caller says.
 *
 * <p>For one thread. The same calls always lead to the same decisions (S18).
 */
public final class Simulation {
    /** As the {@link Heart} beats, while there is anything to be in time for. */
    private static final Duration BEAT = Duration.ofMillis(250);
    /** The longest that the core may be left alone; and often enough for people to be told of gates. */
    private static final Duration CALM = Duration.ofSeconds(1);

    private final Watcher watcher;
    private final Controller controller;
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
    private final List<Gate> gates = new ArrayList<>();
    private Consumer<List<String>> probeNow = regions -> {};
    /** Made, and not yet told of. */
    private Decision decision;

    private Instant now;
    private Instant lookedAt;
    private boolean stirred;
    private boolean calm;
    private long order;

    private record Due(Instant at, long order, Runnable what) {}

    /** Hears what comes of it, in order. */
    public interface Watcher {
        /** A decision was made; the sentence is the log's. */
        void decided(Decision decision, String sentence);

        /** Any other word of the core's, as the log would have it. */
        void told(Instant at, Notice notice);

        /** A gate holds from now on. */
        void closed(Instant at, GroupView.GateView gate);

        /** It holds no more. */
        void opened(Instant at, Gate gate);
    }

    /** Nothing happens before {@link #start}. */
    public Simulation(GroupRules rules, Instant begin, Watcher watcher) {
        this.watcher = watcher;
        this.now = begin;
        this.lookedAt = begin;
        var state = GroupState.restored(rules, DurableState.empty(), Optional.empty(), begin);
        this.controller =
                new Controller(rules, state, new Forgetful(), new VirtualTime(), this::perform, this::written);
    }

    /**
     * The process starts for the first time.
     *
     * @param inUse the region that the env file names; empty when there is none
     */
    public void start(Optional<String> inUse) {
        take(new Event.Started(Optional.empty(), inUse, Optional.empty()));
        at(now.plus(BEAT), this::beat);
    }

    /** @param asked takes the regions that the core wants a quick look at */
    public void onProbeNow(Consumer<List<String>> asked) {
        probeNow = asked;
    }

    public Instant now() {
        return now;
    }

    /** The URL that a region is to be asked by now. */
    public Via via(String region) {
        return Decider.via(controller.rules(), controller.state(), region);
    }

    public void probed(ProbeResult result) {
        take(new Event.Probed(result));
    }

    public void canaryProbed(boolean up) {
        take(new Event.CanaryProbed(up, now, now));
    }

    /** Nobody watched for a while. */
    public void gap() {
        take(new Event.Gap());
    }

    /** Does something later; of what is due at one moment the earlier asked comes first. */
    public void at(Instant when, Runnable what) {
        due.add(new Due(when, order++, what));
    }

    /** Lets time pass, and all that is due until then happen. */
    public void run(Instant until) {
        while (!due.isEmpty() && !due.peek().at().isAfter(until)) {
            var next = due.poll();
            now = next.at().isAfter(now) ? next.at() : now;
            next.what().run();
        }
    }

    public GroupView view() {
        return controller.view();
    }

    private void beat() {
        take(new Event.Tick());
        at(now.plus(calm ? CALM : BEAT), this::beat);
    }

    private void take(Event event) {
        controller.handle(event);
        if (stirred || !lookedAt.plus(CALM).isAfter(now)) {
            stirred = false;
            lookedAt = now;
            look();
        }
    }

    private void written(Entry entry) {
        stirred = true;
        if (entry.decides()) {
            decision = entry.durable().decision();
        }
    }

    private void perform(Effect effect) {
        stirred = true;
        if (effect instanceof Effect.RunStep run) {
            answer(new Event.StepEnded(
                    run.decision().epoch(), run.step(), run.attempt(), Optional.empty(), Duration.ZERO));
        } else if (effect instanceof Effect.ChooseDelay delay) {
            answer(new Event.DelayChosen(delay.epoch(), Duration.ZERO));
        } else if (effect instanceof Effect.Choose choose) {
            answer(new Event.Chosen(
                    choose.ticket(), Optional.of(choose.eligible().get(0).name())));
        } else if (effect instanceof Effect.ProbeNow probe) {
            at(now, () -> probeNow.accept(probe.regions()));
        } else if (effect instanceof Effect.Tell tell) {
            tell(tell.notice());
        }
    }

    private void tell(Notice notice) {
        if (notice.event() == EventKind.DECISION && decision != null) {
            watcher.decided(decision, notice.message());
            decision = null;
        } else {
            watcher.told(now, notice);
        }
    }

    /** Not from within the controller: an effect is answered by an event of its own. */
    private void answer(Event event) {
        at(now, () -> take(event));
    }

    private void look() {
        var view = controller.view();
        calm = view.state() == GroupView.State.STEADY
                && view.regions().stream().noneMatch(region -> region.streak() == Outcome.DOWN);
        var holding = view.gates().stream()
                .filter(gate -> gate.gate() != Gate.IN_PROGRESS)
                .toList();
        var names = holding.stream().map(GroupView.GateView::gate).toList();
        gates.stream().filter(gate -> !names.contains(gate)).forEach(gate -> watcher.opened(now, gate));
        holding.stream().filter(gate -> !gates.contains(gate.gate())).forEach(gate -> watcher.closed(now, gate));
        gates.clear();
        gates.addAll(names);
    }

    /** The timeline of the world that is played; its wall clock is the same. */
    private final class VirtualTime implements Timeline {
        @Override
        public Instant now() {
            return now;
        }

        @Override
        public Instant toWall(Instant t) {
            return t;
        }
    }
}
