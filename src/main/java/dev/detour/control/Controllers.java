package dev.detour.control;

import dev.detour.config.Settings;
import dev.detour.decision.Decider;
import dev.detour.decision.DurableState;
import dev.detour.decision.Event;
import dev.detour.decision.EvidenceSnapshot;
import dev.detour.decision.Explanation;
import dev.detour.decision.GroupState;
import dev.detour.decision.GroupView;
import dev.detour.decision.Notice;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Region;
import dev.detour.decision.Reply;
import dev.detour.decision.Timeline;
import dev.detour.decision.Via;
import dev.detour.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** All groups of the process: where probes, operators and time meet the controllers. Safe from any thread. */
public final class Controllers implements Groups, ProbeListener, AutoCloseable {
    private static final long SECOND = 1_000_000_000L;

    private final World world;
    private volatile Map<String, Member> members = Map.of();
    private final Store store;
    private final Timeline timeline;
    private long checkedNanos;
    private long keepAgainNanos = System.nanoTime();
    private volatile boolean dirty;
    private volatile boolean closing;

    /**
     * The outside world that the groups act on.
     *
     * @param routes how steps, choices and notices reach the routes
     * @param probeNow asks for prompt probes of a group's regions
     * @param log takes every notice
     * @param observer sees what happens
     * @param effects looks at the env file and the programs of a group; may take a moment, and is not waited for
     */
    public record World(
            Routes routes,
            BiConsumer<String, List<String>> probeNow,
            Consumer<Notice> log,
            Observer observer,
            Function<String, Look> effects) {}

    /**
     * The outside at one moment.
     *
     * @param restartAilment why the application could not be restarted now; empty when it could
     */
    public record Look(EffectView view, Optional<String> restartAilment) {}

    public Controllers(Settings settings, Store store, Timeline timeline, World world) {
        this.world = world;
        this.store = store;
        this.timeline = timeline;
        this.members = joined(settings, Map.of());
    }

    /** The members of these groups in their order: those that live, and new ones. */
    private Map<String, Member> joined(Settings settings, Map<String, Member> living) {
        var all = new LinkedHashMap<String, Member>();
        for (var group : settings.groups()) {
            var known = living.get(group.name());
            all.put(group.name(), known == null ? member(group) : known);
        }
        return Collections.unmodifiableMap(all);
    }

    private Member member(Settings.Group group) {
        world.observer().ruled(group.rules());
        return new Member(group, store, timeline, world, event -> handle(group.name(), event));
    }

    /** Begins the life of every group; to be called once, when the routes can take effects. */
    public void start(
            Optional<Duration> downtime, Function<String, Optional<String>> envRegion, Optional<String> region) {
        members.forEach((name, member) -> member.start(downtime, envRegion.apply(name), region));
    }

    /**
     * Why the groups cannot live by these settings, by the group's name; empty when they can. A group that has decided
     * something stays: its last decision must be kept up.
     */
    public Map<String, Reply.Refused> refusals(Settings settings) {
        var refusals = new LinkedHashMap<String, Reply.Refused>();
        members.forEach((name, member) -> {
            var state = member.state();
            var group = settings.group(name);
            if (group.isPresent()) {
                Decider.refusal(state, group.get().rules()).ifPresent(r -> refusals.put(name, r));
            } else if (state.durable().epoch() > 0) {
                refusals.put(
                        name,
                        new Reply.Refused(
                                Reply.Why.RULES,
                                "group " + name
                                        + " has a decision that is kept up, and cannot be removed while it runs",
                                "stop Detour to remove it"));
            }
        });
        return refusals;
    }

    /** Whether a decision of any group is being carried out; see {@link GroupState#underWay}. */
    public boolean underWay() {
        return members.values().stream().anyMatch(m -> m.state().underWay());
    }

    /**
     * New rules for groups that live; a group that is not named goes on as it is. When one refuses, those before it get
     * their old rules back.
     *
     * @param edits by group
     * @return why not; empty when all of them took theirs
     */
    public Optional<Reply.Refused> reconfigure(
            Settings settings, Map<String, GroupEdit> edits, Function<String, Optional<String>> envRegion) {
        var done = new LinkedHashMap<Member, Settings.Group>();
        for (var edit : edits.entrySet()) {
            var member = members.get(edit.getKey());
            var next = settings.group(edit.getKey());
            if (member == null || next.isEmpty()) {
                continue;
            }
            var before = member.settings();
            var reply = member.reconfigure(next.get(), edit.getValue(), envRegion.apply(edit.getKey()));
            if (reply instanceof Reply.Refused refused) {
                done.forEach((m, old) -> m.reconfigure(old, edits.get(old.name()), Optional.empty()));
                return Optional.of(refused);
            }
            done.put(member, before);
            world.observer().ruled(next.get().rules());
        }
        // A crash right after this must not bring back what was heard by the old rules.
        store.keepEvidence(snapshots());
        return Optional.empty();
    }

    /** Takes groups in and out, so that there are exactly those of the settings; new ones begin their life. */
    public void regroup(Settings settings, Function<String, Optional<String>> envRegion) {
        var before = members;
        members = joined(settings, before);
        before.forEach((name, member) -> {
            if (!members.containsKey(name)) {
                member.end();
                member.awaitEnd();
            }
        });
        members.forEach((name, member) -> {
            if (!before.containsKey(name)) {
                member.start(Optional.empty(), envRegion.apply(name), settings.startRegion());
            }
        });
    }

    /** Plays an outage of every group to nobody, so that the first real decision is as quick as the later ones. */
    public void rehearse() {
        for (var member : members.values()) {
            try {
                new DryRun(member.rules(), world.routes(), timeline.now()).play();
            } catch (Exception e) {
                // Where the choose route fails, the real one will, and is told then.
                world.log().accept(Notices.warning(member.rules().name(), "the rehearsal of a decision failed: " + e));
            }
        }
    }

    private void handle(String group, Event event) {
        var member = members.get(group);
        if (!closing && member != null) {
            member.controller().handle(event);
        }
    }

    @Override
    public void probed(ProbeResult result) {
        var member = members.get(result.group());
        if (closing || member == null || !member.read(result)) {
            return;
        }
        world.observer().probed(result);
        member.controller().handle(new Event.Probed(result));
        dirty = true;
    }

    @Override
    public void canaryProbed(String group, boolean up, Instant startedAt, Instant endedAt) {
        world.observer().canaryProbed(group, up, startedAt, endedAt);
        handle(group, new Event.CanaryProbed(up, startedAt, endedAt));
    }

    @Override
    public void slowNetwork(String group, long mbits, Duration delay) {
        handle(group, new Event.SlowNetwork(mbits, delay));
    }

    @Override
    public void gap(String group) {
        handle(group, new Event.Gap());
    }

    @Override
    public Via via(String group, String region) {
        var member = members.get(group);
        if (member == null || !member.knows(region)) {
            // Taken out by an edit; its last probe is about to end.
            return Via.PROBE_URL;
        }
        return Decider.via(member.rules(), member.state(), region);
    }

    /** Time passed: to be called a few times a second. */
    void tick() {
        members.values().forEach(member -> member.controller().handle(new Event.Tick()));
        if (System.nanoTime() - checkedNanos > SECOND) {
            checkedNanos = System.nanoTime();
            members.values().forEach(member -> member.controller().checkStore());
            keepEvidence();
        }
    }

    /** Once a second, and where that takes its time, for there are thousands of regions, a hundredth of the time. */
    private void keepEvidence() {
        long began = System.nanoTime();
        if (dirty && began - keepAgainNanos >= 0) {
            dirty = false;
            store.keepEvidence(snapshots());
            keepAgainNanos = began + 100 * (System.nanoTime() - began);
        }
    }

    private Map<String, EvidenceSnapshot> snapshots() {
        var now = timeline.now();
        var all = new LinkedHashMap<String, EvidenceSnapshot>();
        members.forEach((name, member) -> all.put(name, member.state().evidence(now)));
        return all;
    }

    /** Whether everything that is decided can be made durable. */
    public boolean durable() {
        return members.values().stream().allMatch(member -> member.controller().durable());
    }

    /** Of the last durable decision of a group; what runs for a lower one must not take effect. */
    public long epoch(String group) {
        var member = members.get(group);
        return member == null ? 0 : member.epoch();
    }

    /** The eligible region that answered fastest lately (median), for {@code choose=latency}. */
    public String fastest(String group, List<String> eligible) {
        return members.get(group).fastest(eligible);
    }

    @Override
    public List<String> names() {
        return List.copyOf(members.keySet());
    }

    @Override
    public long version(String group) {
        var member = members.get(group);
        return member == null ? 0 : member.controller().version();
    }

    @Override
    public Optional<GroupView> view(String group) {
        return Optional.ofNullable(members.get(group))
                .map(member -> member.controller().view());
    }

    @Override
    public Optional<Explanation> explain(String group) {
        return Optional.ofNullable(members.get(group))
                .map(member -> member.controller().explain());
    }

    @Override
    public Map<String, Evidenced> evidenced(String group) {
        var member = members.get(group);
        return member == null ? Map.of() : member.evidenced();
    }

    @Override
    public Map<String, RegionHistory> regions(String group) {
        var member = members.get(group);
        return member == null ? Map.of() : member.histories();
    }

    @Override
    public EffectView effect(String group) {
        return members.get(group).look().view();
    }

    /** Why a group's application could not be restarted, as last looked at; empty when it could. */
    public Optional<String> restartAilment(String group) {
        return members.get(group).look().restartAilment();
    }

    /** The durable state of a group, as of its last event. */
    public DurableState durable(String group) {
        return members.get(group).state().durable();
    }

    @Override
    public Reply ask(String group, Event.Operator request) {
        return members.get(group).controller().handle(request).orElseThrow();
    }

    /** Regions of a group, as configured. */
    public List<Region> configured(String group) {
        return members.get(group).rules().regions();
    }

    /** Ends running steps without an answer, so that the next start takes them up again; at most two seconds for all. */
    @Override
    public void close() {
        closing = true;
        store.keepEvidence(snapshots());
        members.values().forEach(Member::end);
        members.values().forEach(Member::awaitEnd);
    }
}
