package dev.detour.control;

import dev.detour.config.Settings;
import dev.detour.decision.DurableState;
import dev.detour.decision.Event;
import dev.detour.decision.GroupRules;
import dev.detour.decision.GroupState;
import dev.detour.decision.Outcome;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Reply;
import dev.detour.decision.Timeline;
import dev.detour.store.Store;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What belongs to one group: its controller, what acts for it, and what was read of its regions. Safe from any thread. */
final class Member {
    private volatile Settings.Group settings;
    private final Timeline timeline;
    private final Controller controller;
    private final Hands hands;
    private final EffectCache effects;
    private final Map<String, Readings> readings = new ConcurrentHashMap<>();

    /** @param handle where the group's own events go, so that they are dropped once it is taken out */
    Member(Settings.Group group, Store store, Timeline timeline, Controllers.World world, Consumer<Event> handle) {
        this.settings = group;
        this.timeline = timeline;
        var name = group.name();
        var rules = group.rules();
        var durable = store.states().getOrDefault(name, DurableState.empty());
        this.effects = new EffectCache(() -> world.effects().apply(name));
        var steps = new StepRunner(
                name,
                world.routes()::step,
                ended -> {
                    world.observer().stepped(name, ended);
                    handle.accept(ended);
                    effects.refresh();
                },
                epoch -> epoch >= epoch(),
                StepDeadlines.of(() -> settings));
        this.hands = new Hands(() -> settings, world.routes(), steps, handle, world.probeNow(), world.log());
        rules.regions().forEach(region -> readings.put(region.name(), new Readings()));
        var line = new OutageLine(() -> settings, durable.decision());
        var state = GroupState.restored(rules, durable, store.evidence(name), timeline.now());
        this.controller = new Controller(rules, state, store, timeline, hands, entry -> {
            line.of(entry).ifPresent(world.log());
            world.observer().written(entry);
        });
    }

    Controller controller() {
        return controller;
    }

    Settings.Group settings() {
        return settings;
    }

    GroupRules rules() {
        return controller.rules();
    }

    GroupState state() {
        return controller.state();
    }

    Controllers.Look look() {
        return effects.get();
    }

    boolean knows(String region) {
        return rules().region(region).isPresent();
    }

    /** Of the last durable decision. */
    long epoch() {
        return controller.epoch();
    }

    void start(Optional<Duration> downtime, Optional<String> envRegion, Optional<String> region) {
        controller.handle(new Event.Started(downtime, envRegion, region.filter(this::knows)));
    }

    Reply reconfigure(Settings.Group next, GroupEdit edit, Optional<String> envRegion) {
        var rules = next.rules();
        rules.regions().forEach(region -> readings.computeIfAbsent(region.name(), name -> new Readings()));
        var event = new Event.Reconfigured(rules, edit.changed(), edit.canary(), envRegion, edit.what());
        var reply = controller.handle(event).orElseThrow();
        if (reply instanceof Reply.Accepted) {
            settings = next;
        }
        readings.keySet().removeIf(name -> !knows(name));
        return reply;
    }

    /** @return whether the region is one of the group's; an edit may have taken it out while it was being asked */
    boolean read(ProbeResult result) {
        var of = readings.get(result.region());
        if (of != null) {
            of.add(result);
        }
        return of != null;
    }

    Map<String, Groups.RegionHistory> histories() {
        var all = new LinkedHashMap<String, Groups.RegionHistory>();
        readings.forEach((name, r) -> all.put(name, r.history()));
        return all;
    }

    /** The one that answered fastest lately (median). */
    String fastest(List<String> eligible) {
        Comparator<String> byMedian = Comparator.comparing(
                name -> readings.get(name).history().p50(), Comparator.nullsLast(Comparator.naturalOrder()));
        return eligible.stream().min(byMedian).orElseThrow();
    }

    Map<String, Groups.Evidenced> evidenced() {
        var ever = state().durable().everEvidenced();
        var kept = state().evidence(timeline.now()).regions();
        var all = new LinkedHashMap<String, Groups.Evidenced>();
        for (var region : rules().regions()) {
            var name = region.name();
            var last = kept.get(name);
            all.put(
                    name,
                    new Groups.Evidenced(
                            ever.getOrDefault(name, Outcome.UNKNOWN), last == null ? null : last.lastEvidence()));
        }
        return all;
    }

    /** Ends running steps without an answer; does not wait for them. */
    void end() {
        hands.end();
    }

    /** Waits until they have ended; at most two seconds after {@link #end}. */
    void awaitEnd() {
        try {
            hands.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
