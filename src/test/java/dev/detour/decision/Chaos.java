package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One random life of a group: everything that can go wrong, in an order that only the seed knows. */
final class Chaos {
    private static final String[] NAMES = {"NAM", "EU", "APAC", "AF"};

    final World w;
    final Checker checker;
    private final Random random;

    Chaos(long seed) {
        random = new Random(seed);
        w = new World(rules());
        w.tick = Duration.ofSeconds(4);
        w.canaryUp = w.rules.canary() ? Boolean.TRUE : null;
        checker = new Checker(w);
        w.watcher = checker;
        w.chooser = c -> answer(c);
    }

    private GroupRules rules() {
        Rules r = new Rules();
        r.regions = Rules.regions(java.util.Arrays.copyOf(NAMES, 1 + random.nextInt(4)));
        for (Region region : r.regions) {
            if (random.nextInt(4) == 0) {
                r.role(region.name(), pick(Region.Role.values()));
            }
        }
        r.mode = random.nextInt(8) == 0 ? pick(GroupRules.Mode.values()) : GroupRules.Mode.AUTO;
        r.scope = random.nextInt(3) == 0 ? GroupRules.Scope.ACTIVE : GroupRules.Scope.ALL;
        r.interval = Duration.ofSeconds(5 + random.nextInt(6));
        r.timeout = Duration.ofSeconds(1 + random.nextInt(12));
        r.outage = Duration.ofSeconds(random.nextInt(4) * 10L);
        r.minFailures = 1 + random.nextInt(3);
        r.minSuccesses = 1 + random.nextInt(3);
        r.recovery = Duration.ofSeconds(random.nextInt(20));
        r.cooldown = Duration.ofSeconds(random.nextInt(40));
        r.maxSwitches = 1 + random.nextInt(3);
        r.maxSwitchesWindow = Duration.ofSeconds(60 + random.nextInt(600));
        r.allDown = random.nextInt(4) == 0 ? GroupRules.AllDown.ROTATE : GroupRules.AllDown.HOLD;
        r.failback = pick(GroupRules.Failback.values());
        r.failbackHold = Duration.ofSeconds(20 + random.nextInt(60));
        r.steps = random.nextInt(6) == 0
                ? Rules.steps("drain", "write-env", "restart")
                : Rules.steps("write-env", "restart", "verify");
        r.verifyTimeout = Duration.ofSeconds(20 + random.nextInt(40));
        r.verifyTries = random.nextInt(3);
        r.canary = random.nextBoolean();
        r.actDelay = Duration.ofSeconds(random.nextInt(4) == 0 ? random.nextInt(30) : 0);
        return r.build();
    }

    private Optional<String> answer(Effect.Choose c) {
        return switch (random.nextInt(6)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of("MARS");
            case 2 -> Optional.of(region());
            default -> Optional.of(c.eligible().get(0).name());
        };
    }

    void live(int moments) {
        w.start(Optional.empty(), random.nextBoolean() ? Optional.of(region()) : Optional.empty(), startRegion());
        w.passSeconds(20);
        for (int i = 0; i < moments; i++) {
            happen();
            w.passSeconds(1 + random.nextInt(14));
        }
    }

    private void happen() {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> w.set(region(), outcome());
            case 5, 6 -> w.set(activeOr(region()), Outcome.DOWN);
            case 7 -> w.all(outcome());
            case 8 -> w.canaryUp = w.rules.canary() ? Boolean.valueOf(random.nextBoolean()) : null;
            case 9, 10 ->
                w.steps.put(pick(new String[] {"write-env", "restart", "verify"}), pick(World.Behaviour.values()));
            case 11 -> w.steps.clear();
            case 12, 13 -> w.feed(request());
            case 14 -> crash();
            case 15 -> w.freeze(Duration.ofSeconds(20 + random.nextInt(200)));
            case 16 -> store();
            case 17 -> {
                if (random.nextBoolean()) {
                    w.feed(stray());
                } else {
                    edit();
                }
            }
            case 18 -> w.stepTakes = Duration.ofSeconds(random.nextInt(20));
            default -> w.probeTakes = Duration.ofMillis(20 + random.nextInt(8980));
        }
    }

    /** Somebody edits the configuration; not always one that can be taken. */
    private void edit() {
        GroupRules now = w.rules;
        Rules r = Rules.of(now);
        for (int i = random.nextInt(3); i >= 0; i--) {
            switch (random.nextInt(9)) {
                case 0 -> r.outage = Duration.ofSeconds(random.nextInt(4) * 10L);
                case 1 -> r.minFailures = 1 + random.nextInt(3);
                case 2 -> r.interval = Duration.ofSeconds(5 + random.nextInt(6));
                case 3 -> r.cooldown = Duration.ofSeconds(random.nextInt(40));
                case 4 ->
                    r.steps = Rules.steps(pick(new String[][] {
                        {"write-env", "restart", "verify"}, {"drain", "write-env", "restart"}, {"write-env", "restart"}
                    }));
                case 5 -> r.mode = pick(GroupRules.Mode.values());
                case 6 -> r.scope = pick(GroupRules.Scope.values());
                case 7 -> r.minSuccesses = 1 + random.nextInt(3);
                default -> r.regions = someRegions(now);
            }
        }
        w.edit(r.build(), random.nextBoolean() ? new String[0] : new String[] {region()});
    }

    private List<Region> someRegions(GroupRules now) {
        List<Region> some = new ArrayList<>(Rules.regions(NAMES));
        some.removeIf(region -> random.nextInt(4) == 0);
        some.replaceAll(r -> now.region(r.name()).orElse(r));
        return some.isEmpty() ? now.regions() : some;
    }

    private void crash() {
        if (random.nextBoolean()) {
            w.crash();
        } else {
            w.crashLosingNotes();
        }
        w.storeWorks = true;
        w.now = w.now.plusSeconds(random.nextInt(40));
        Duration downtime = Duration.ofSeconds(random.nextInt(40));
        w.restart(downtime);
    }

    private void store() {
        w.storeWorks = !w.storeWorks;
        if (w.storeWorks || random.nextBoolean()) {
            w.feed(new Event.StoreHealth(w.storeWorks, w.storeWorks ? "" : "disk full"));
        }
    }

    private Event.Operator request() {
        Event.Asked asked = new Event.Asked(
                "ann",
                Optional.empty(),
                random.nextInt(6) == 0 ? Optional.of((long) random.nextInt(4)) : Optional.empty(),
                random.nextInt(8) == 0);
        Optional<Duration> lasting =
                random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofSeconds(random.nextInt(60)));
        return switch (random.nextInt(12)) {
            case 0, 1 -> new Event.Switch(asked, region(), random.nextBoolean());
            case 2 -> new Event.Pause(asked, lasting);
            case 3, 4 -> new Event.Resume(asked);
            case 5 -> new Event.Pin(asked, region(), lasting, random.nextBoolean());
            case 6, 7 -> new Event.Unpin(asked);
            case 8 -> new Event.Approve(asked, w.state.durable().epoch() + 1);
            case 9, 10 -> new Event.Rearm(new Event.Asked("ann", Optional.empty(), Optional.empty(), false));
            default -> new Event.Reapply(asked);
        };
    }

    /** Something late, repeated or made up. */
    private Event stray() {
        Instant began = w.now.minusSeconds(random.nextInt(60));
        long epoch = Math.max(0, w.state.durable().epoch() - 1 - random.nextInt(2));
        return switch (random.nextInt(5)) {
            case 4 -> new Event.DelayChosen(epoch, Duration.ofSeconds(random.nextInt(9)));
            case 0 -> new Event.StepEnded(epoch, "restart", 1, Optional.empty(), Duration.ZERO);
            case 1 -> new Event.Chosen(random.nextInt(5), Optional.of(region()));
            case 2 ->
                new Event.Probed(World.result(region(), Via.CANDIDATE_URL, outcome(), began, began.plusMillis(10)));
            default -> new Event.CanaryProbed(false, began, began);
        };
    }

    /** Everything works again; after so much time the world is as the last decision wants it. */
    void calm() {
        w.storeWorks = true;
        w.steps.clear();
        w.stepTakes = Duration.ofSeconds(1);
        w.probeTakes = Duration.ofMillis(100);
        w.all(Outcome.UP);
        w.canaryUp = w.rules.canary() ? Boolean.TRUE : null;
        w.feed(new Event.StoreHealth(true, ""));
        w.feed(new Event.Resume(World.by("ann")));
        w.feed(new Event.Unpin(World.by("ann")));
        Rules r = Rules.of(w.rules);
        r.mode = GroupRules.Mode.AUTO;
        r.steps = Rules.steps("write-env", "restart", "verify");
        w.edit(r.build());
        if (random.nextInt(4) > 0) {
            w.crash().restart(Duration.ofSeconds(5));
        }
        Instant bound = w.now.plusSeconds(1200);
        w.passSeconds(30);
        while (w.now.isBefore(bound) && (w.state.run != null || w.state.asking != null)) {
            w.passSeconds(10);
        }
    }

    private Optional<String> startRegion() {
        return random.nextInt(5) == 0 ? Optional.of(region()) : Optional.empty();
    }

    private String region() {
        List<Region> all = w.rules.regions();
        return all.get(random.nextInt(all.size())).name();
    }

    private String activeOr(String other) {
        return w.active() == null ? other : w.active();
    }

    private Outcome outcome() {
        int n = random.nextInt(10);
        return n < 5 ? Outcome.DOWN : n < 9 ? Outcome.UP : Outcome.UNKNOWN;
    }

    private <T> T pick(T[] some) {
        return some[random.nextInt(some.length)];
    }
}
