package dev.detour.serve;

import dev.detour.control.Groups;
import dev.detour.decision.Decision;
import dev.detour.decision.DurableState;
import dev.detour.decision.Entry;
import dev.detour.decision.ErrorClass;
import dev.detour.decision.Event;
import dev.detour.decision.EventKind;
import dev.detour.decision.Explanation;
import dev.detour.decision.Gate;
import dev.detour.decision.GroupRules;
import dev.detour.decision.GroupView;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Region;
import dev.detour.decision.Reply;
import dev.detour.decision.Timeline;
import dev.detour.decision.Trigger;
import dev.detour.decision.Via;
import dev.detour.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Groups that stand still: EU in use, NAM down, APAC spare. Requests are kept, switches to APAC refused. */
public final class MemoryGroups implements Groups, Timeline {
    public static final Instant T0 = Instant.parse("2026-11-20T08:00:00Z");

    public volatile Instant now = T0;
    public final List<Event.Operator> asked = new CopyOnWriteArrayList<>();
    public volatile Map<String, Outcome> evidenced = Map.of("NAM", Outcome.DOWN, "EU", Outcome.UP, "APAC", Outcome.UP);
    public volatile GroupView.State state = GroupView.State.STEADY;
    public volatile List<String> names = List.of("ext-cloud");
    public volatile String verdict = "EU since {at:2026-11-20T07:02:00Z}, automatic: NAM was down for 4 min 3 s.";
    public volatile boolean writable = true;
    /** Requests wait for it. */
    public volatile CountDownLatch held = new CountDownLatch(0);

    /** The newest entry of the history. */
    public volatile long newest = 20;

    private final AtomicLong version = new AtomicLong();
    public volatile String lastError = "no answer within 5 s";

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Instant toWall(Instant t) {
        return t;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Optional<GroupView> view(String group) {
        return names.contains(group) ? Optional.of(view(group, state)) : Optional.empty();
    }

    private GroupView view(String group, GroupView.State now) {
        var gates = List.of(
                new GroupView.GateView(Gate.PAUSED, false, null, "not paused"),
                new GroupView.GateView(Gate.COOLDOWN, true, T0.plusSeconds(60), "cooldown for 1 min"));
        return new GroupView(
                group,
                GroupRules.Mode.AUTO,
                "EU",
                "cloud.eu.ext.com",
                T0.minusSeconds(3480),
                7,
                true,
                verdict,
                now,
                false,
                gates,
                List.of(),
                null,
                null,
                null,
                List.of(
                        region("NAM", Region.Role.PREFERRED, Outcome.DOWN, false),
                        region("EU", Region.Role.ALLOWED, Outcome.UP, false),
                        region("APAC", Region.Role.LAST_RESORT, Outcome.UNKNOWN, false)),
                decision(group),
                List.of(new DurableState.StepProgress("write-env", "done", 3, 1, null)));
    }

    private static GroupView.RegionView region(String name, Region.Role role, Outcome health, boolean eligible) {
        var known = health != Outcome.UNKNOWN;
        return new GroupView.RegionView(
                name,
                "cloud." + name.toLowerCase(java.util.Locale.ROOT) + ".ext.com",
                role,
                health,
                T0.minusSeconds(600),
                eligible,
                eligible ? "" : "it is " + health,
                Via.PROBE_URL,
                known ? health : null,
                known ? 31 : 0,
                Duration.ofMillis(known ? 302_140 : 0),
                known ? T0.minusSeconds(4) : null,
                health == Outcome.DOWN ? 0 : 3,
                Duration.ofSeconds(health == Outcome.DOWN ? 0 : 240),
                3,
                Duration.ofSeconds(60));
    }

    private static Decision decision(String group) {
        return new Decision(
                7,
                group,
                Trigger.OUTAGE,
                "NAM",
                "EU",
                "cloud.eu.ext.com",
                T0.minusSeconds(3480),
                "NAM was down for 4 min 3 s",
                "detour",
                Map.of("NAM", "DOWN 31"));
    }

    @Override
    public Optional<Explanation> explain(String group) {
        return view(group)
                .map(v -> new Explanation(
                        group,
                        "nothing",
                        null,
                        v.gates(),
                        v.regions(),
                        List.of(new Explanation.WhatIf("EU", "hold: no-candidate"))));
    }

    @Override
    public Map<String, Evidenced> evidenced(String group) {
        var all = new LinkedHashMap<String, Evidenced>();
        if (names.contains(group)) {
            List.of("NAM", "EU", "APAC")
                    .forEach(region -> all.put(
                            region,
                            new Evidenced(evidenced.getOrDefault(region, Outcome.UNKNOWN), T0.minusSeconds(4))));
        }
        return all;
    }

    @Override
    public Map<String, RegionHistory> regions(String group) {
        var last = new ProbeResult(
                group,
                "NAM",
                Via.PROBE_URL,
                Outcome.DOWN,
                Phase.HTTP,
                ErrorClass.TIMEOUT,
                null,
                T0.minusSeconds(9),
                T0.minusSeconds(4),
                lastError,
                61);
        return Map.of(
                "NAM",
                new RegionHistory(last, 41.0, 80.2, "UUUUDDDD", List.of(40, 41, 44, 41, 5000, 5000, 5000, 5000)));
    }

    @Override
    public EffectView effect(String group) {
        return new EffectView(
                "/opt/application/tmp/ext_cloud.env",
                true,
                writable,
                T0,
                List.of(
                        new Program("app:application", "RUNNING", 4711, T0),
                        new Program("app:stunnel", "STOPPED", 0, null)));
    }

    @Override
    public Reply ask(String group, Event.Operator request) {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (request instanceof Event.Switch s) {
            if (s.region().equals("MARS")) {
                return new Reply.Refused(
                        Reply.Why.UNKNOWN_REGION, "there is no region \"MARS\"", "the regions are NAM, EU, APAC");
            }
            if (s.asked().expectEpoch().filter(e -> e != 7).isPresent()) {
                return new Reply.Refused(Reply.Why.MOVED_ON, "the epoch is 7", "look again");
            }
            if (s.region().equals("APAC") && !s.force()) {
                return new Reply.Refused(Reply.Why.RULES, "APAC is not UP", "--force goes there all the same");
            }
            asked.add(request);
            return new Reply.Accepted(Optional.of(decision(group)), "switching to " + s.region());
        }
        asked.add(request);
        return new Reply.Accepted(Optional.empty(), "done");
    }

    /** Everything may have changed. */
    @Override
    public long version(String group) {
        return version.incrementAndGet();
    }

    /** Entries 1 to {@link #newest}, newest first. */
    public List<Store.Stored> history(Optional<String> group, int limit, long before) {
        var all = new ArrayList<Store.Stored>();
        for (long seq = newest; seq > 0 && all.size() < limit; seq--) {
            if (seq < before) {
                all.add(new Store.Stored(seq, T0.plusSeconds(seq), entry(group.orElse("ext-cloud"), seq)));
            }
        }
        return all;
    }

    private static Entry entry(String group, long seq) {
        return new Entry(
                group,
                EventKind.DECISION,
                seq,
                "EU",
                "detour",
                "NAM was down since {at:2026-11-20T07:02:00Z}",
                Map.of("NAM", "DOWN 31"),
                DurableState.empty(),
                true);
    }
}
