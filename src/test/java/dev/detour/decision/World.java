package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A whole small world around the core, in virtual time: regions that answer or not, a prober, steps that succeed, fail or
 * hang, an application, a journal, crashes. The core is the real one.
 */
final class World {
    static final Instant BEGIN = Instant.parse("2026-11-20T08:00:00Z");

    /** How a step behaves. */
    enum Behaviour {
        WORKS,
        FAILS,
        HANGS
    }

    GroupRules rules;
    Instant now = BEGIN;
    GroupState state;
    DurableState disk = DurableState.empty();
    EvidenceSnapshot kept;
    final List<Entry> journal = new ArrayList<>();
    final List<Effect> effects = new ArrayList<>();
    final List<Notice> notices = new ArrayList<>();
    final List<Effect.RunStep> begun = new ArrayList<>();
    final Map<String, Outcome> regions = new LinkedHashMap<>();
    final Map<String, Behaviour> steps = new HashMap<>();
    Function<Effect.Choose, Optional<String>> chooser =
            c -> Optional.of(c.eligible().get(0).name());
    /** How long of at most so long the first step is put off. */
    UnaryOperator<Duration> dice = most -> most;

    Duration probeTakes = Duration.ofMillis(200);
    /** By how much longer the probe of each next region takes: real ones never end at the very same moment. */
    Duration apart = Duration.ZERO;

    Duration stepTakes = Duration.ofSeconds(2);
    Duration tick = Duration.ofSeconds(1);
    Boolean canaryUp;
    boolean storeWorks = true;
    boolean live = true;

    /** What the application has: the region in the env file, the one it read at its last restart. */
    String envFile;

    String application;
    int restarts;

    /** Called after every event. */
    Consumer<Event> afterEvent = e -> {};

    /** Called after every event whose transition took place. */
    Watcher watcher = (event, before, step) -> {};

    /** Takes down, in words, what happens to the world. */
    Consumer<String> diary = words -> {};

    /** Looks over the core's shoulder. */
    interface Watcher {
        void saw(Event event, GroupState before, Transition step);

        /** What the journal gives to the next process; perhaps more than was seen. */
        default void found(DurableState durable) {}

        /** The process may be killed while it takes this event. */
        default void begins(Event event) {}
    }

    /** What the core acts upon. */
    Outside outside = new Modelled(this);

    private final Agenda agenda = new Agenda();
    private final Set<String> probing = new HashSet<>();

    World(GroupRules rules) {
        this.rules = rules;
        rules.regions().forEach(r -> regions.put(r.name(), Outcome.UP));
        state = GroupState.restored(rules, disk, Optional.empty(), now);
    }

    /** Starts with nothing known but that NAM is in the env file and everybody is UP, and settles. */
    static World settled(GroupRules rules) {
        World w = new World(rules);
        w.envFile = rules.regions().get(0).name();
        w.application = w.envFile;
        w.start(Optional.empty(), Optional.of(w.envFile), Optional.empty());
        w.pass(Duration.ofMinutes(2));
        w.notices.clear();
        return w;
    }

    World start(Optional<Duration> downtime, Optional<String> env, Optional<String> region) {
        live = true;
        // The process may have been killed in the middle of taking an edit.
        List<String> names = rules.regions().stream().map(Region::name).toList();
        regions.keySet().retainAll(names);
        names.forEach(name -> regions.putIfAbsent(name, Outcome.UP));
        feed(new Event.Started(downtime, env, region));
        at(now.plus(tick), this::tick, "tick");
        Duration offset = Duration.ofMillis(500);
        for (String name : regions.keySet()) {
            at(now.plus(offset), () -> schedule(name), "probe");
            offset = offset.plusMillis(100);
        }
        at(now.plus(offset), this::canary, "canary");
        return this;
    }

    private void tick() {
        feed(new Event.Tick());
        kept = state.evidence(now);
        outside.keep(kept);
        at(now.plus(tick), this::tick, "tick");
        outside.ailment()
                .filter(words -> words.isEmpty() != state.watch.durable())
                .ifPresent(words -> feed(new Event.StoreHealth(words.isEmpty(), words)));
    }

    private void schedule(String region) {
        if (!regions.containsKey(region)) {
            return;
        }
        probe(region);
        at(now.plus(rules.interval()), () -> schedule(region), "probe");
    }

    void probe(String region) {
        if (!regions.containsKey(region) || !probing.add(region)) {
            return;
        }
        Instant started = now;
        Outcome outcome = regions.get(region);
        Via via = new Turn(rules, state, now).via(region);
        at(
                now.plus(probeTakes)
                        .plus(apart.multipliedBy(
                                rules.regions().indexOf(rules.region(region).orElse(null)) + 1L)),
                () -> {
                    probing.remove(region);
                    feed(new Event.Probed(result(region, via, outcome, started, now)));
                },
                "result");
    }

    static ProbeResult result(String region, Via via, Outcome outcome, Instant started, Instant ended) {
        boolean up = outcome == Outcome.UP;
        return new ProbeResult(
                "ext-cloud",
                region,
                via,
                outcome,
                Phase.HTTP,
                up ? null : ErrorClass.STATUS,
                up ? 200 : 503,
                started,
                ended,
                up ? "200" : "503",
                null);
    }

    private void canary() {
        if (rules.canary() && canaryUp != null) {
            feed(new Event.CanaryProbed(canaryUp, now, now));
        }
        at(now.plus(rules.interval()), this::canary, "canary");
    }

    void at(Instant when, Runnable what, String tag) {
        agenda.add(when, what, tag);
    }

    World pass(Duration time) {
        Instant end = now.plus(time);
        for (Agenda.Due next = agenda.before(end); next != null; next = agenda.before(end)) {
            now = next.at().isAfter(now) ? next.at() : now;
            agenda.count(now, next);
            outside.guarded(next.what());
        }
        now = end.isAfter(now) ? end : now;
        return this;
    }

    World passSeconds(long seconds) {
        return pass(Duration.ofSeconds(seconds));
    }

    World set(String region, Outcome outcome) {
        regions.put(region, outcome);
        return this;
    }

    World all(Outcome outcome) {
        regions.replaceAll((name, was) -> outcome);
        return this;
    }

    /** As the controller of a group takes an event. */
    Transition feed(Event event) {
        watcher.begins(event);
        Transition step = Decider.step(rules, state, event, now);
        Optional<String> lost = outside.append(event, step);
        if (lost.isPresent()) {
            if (state.storeWorks()) {
                Event unwell = new Event.StoreHealth(false, lost.get());
                take(unwell, Decider.step(rules, state, unwell, now), false);
            }
            step = Decider.step(rules, state, event, now);
            if (step.entries().stream().anyMatch(Entry::vital)) {
                return step;
            }
        }
        take(event, step, lost.isEmpty());
        afterEvent.accept(event);
        return step;
    }

    private void take(Event event, Transition step, boolean kept) {
        GroupState before = state;
        rules = Decider.rulesAfter(rules, before, event);
        state = step.state();
        watcher.saw(event, before, step);
        if (kept) {
            for (Entry e : step.entries()) {
                journal.add(e);
                disk = e.durable();
            }
        }
        step.effects().forEach(this::perform);
    }

    private void perform(Effect effect) {
        effects.add(effect);
        if (effect instanceof Effect.RunStep run) {
            run(run);
        } else if (effect instanceof Effect.Cancel cancel) {
            agenda.cancel(tag -> tag.startsWith("step ") && Long.parseLong(tag.substring(5)) <= cancel.epoch());
        } else if (effect instanceof Effect.ProbeNow now) {
            now.regions().forEach(this::probe);
        } else if (effect instanceof Effect.Tell tell) {
            notices.add(tell.notice());
        } else if (effect instanceof Effect.ChooseDelay delay) {
            at(now.plusMillis(1), () -> feed(new Event.DelayChosen(delay.epoch(), dice.apply(delay.most()))), "dice");
        } else if (effect instanceof Effect.Choose choose) {
            at(now.plusMillis(5), () -> feed(new Event.Chosen(choose.ticket(), chooser.apply(choose))), "choose");
        }
    }

    private void run(Effect.RunStep run) {
        begun.add(run);
        Behaviour how = steps.getOrDefault(run.step(), Behaviour.WORKS);
        if (how == Behaviour.HANGS) {
            return;
        }
        long epoch = run.decision().epoch();
        outside.begin(run);
        at(now.plus(stepTakes), () -> finish(run, how), "step " + epoch);
    }

    private void finish(Effect.RunStep run, Behaviour how) {
        Optional<String> failure = outside.work(run, how == Behaviour.FAILS);
        feed(new Event.StepEnded(run.decision().epoch(), run.step(), run.attempt(), failure, stepTakes));
    }

    /** The configuration is edited while all goes on; a region that is new is probed from then on. */
    Transition edit(GroupRules edited, String... changed) {
        Transition step = feed(new Event.Reconfigured(edited, Set.of(changed), false, outside.envRegion(), "edited"));
        if (rules == edited) {
            kept = state.evidence(now);
            outside.keep(kept);
            regions.keySet()
                    .retainAll(edited.regions().stream().map(Region::name).toList());
            for (Region region : edited.regions()) {
                if (regions.putIfAbsent(region.name(), Outcome.UP) == null) {
                    at(now.plusMillis(500), () -> schedule(region.name()), "probe");
                }
            }
        }
        return step;
    }

    /** The process dies; what was under way dies with it. */
    World crash() {
        return crash(false);
    }

    /** The process dies, and the last notes never reached the disk: the machine died. */
    World crashLosingNotes() {
        return crash(true);
    }

    private World crash(boolean machine) {
        agenda.clear();
        probing.clear();
        live = false;
        outside.crash(machine);
        state = GroupState.restored(rules, disk, Optional.ofNullable(kept), now);
        return this;
    }

    /** Time jumps: nothing ran meanwhile, and what was due comes late. */
    World freeze(Duration time) {
        now = now.plus(time);
        feed(new Event.Gap());
        return this;
    }

    /** It starts again after so long. */
    World restart(Duration downtime) {
        now = now.plus(downtime);
        state = GroupState.restored(rules, disk, Optional.ofNullable(kept), now);
        return start(Optional.of(downtime), outside.envRegion(), Optional.empty());
    }

    Reply ask(Event.Operator request) {
        return feed(request).reply().orElseThrow();
    }

    static Event.Asked by(String who) {
        return new Event.Asked(who, Optional.of("because"), Optional.empty(), false);
    }

    GroupView view() {
        return Decider.view(rules, state, now);
    }

    String active() {
        return state.durable().active();
    }

    List<Decision> decisions() {
        return journal.stream()
                .filter(e -> e.event() == EventKind.DECISION && e.vital())
                .map(e -> e.durable().decision())
                .toList();
    }

    /** {@code outage NAM→EU}, in order. */
    List<String> moves() {
        return decisions().stream()
                .map(d -> d.trigger().wireName() + " " + d.from() + "→" + d.to())
                .toList();
    }

    List<Notice> told(EventKind kind) {
        return notices.stream().filter(n -> n.event() == kind).toList();
    }

    Set<Gate> gates() {
        Set<Gate> holding = new HashSet<>();
        view().gates().forEach(g -> holding.add(g.gate()));
        return holding;
    }
}
