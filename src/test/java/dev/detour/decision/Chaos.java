package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What can go wrong in a life, in an order that only the seed knows. */
final class Chaos {
    private static final int BEGINNING = -1;
    private static final int END = -2;
    private static final int CHOICES = 1_000;

    final World w;
    final Checker checker;
    private final long seed;
    private final Luck beginning;
    /** Null in a life of the core alone. */
    private final DiskTrouble trouble;

    private Luck luck;

    Chaos(long seed, boolean whole) {
        this.seed = seed;
        beginning = new Luck(seed, BEGINNING);
        luck = beginning;
        w = new World(RandomRules.of(luck));
        w.tick = Duration.ofSeconds(4);
        w.apart = Duration.ofMillis(1);
        w.canaryUp = w.rules.canary() ? Boolean.TRUE : null;
        checker = new Checker(w);
        w.watcher = checker;
        w.chooser = this::answer;
        trouble = whole ? new DiskTrouble(w, luck) : null;
    }

    private Optional<String> answer(Effect.Choose c) {
        Luck choice = new Luck(seed, CHOICES + c.ticket());
        return switch (choice.nextInt(6)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of("MARS");
            case 2 ->
                Optional.of(
                        choice.pick(w.rules.regions().toArray(Region[]::new)).name());
            default -> Optional.of(c.eligible().get(0).name());
        };
    }

    void begin() {
        luck = beginning;
        Optional<String> env = luck.nextBoolean() ? Optional.of(region()) : Optional.empty();
        Optional<String> wanted = luck.oneIn(5) ? Optional.of(region()) : Optional.empty();
        w.start(Optional.empty(), trouble == null ? env : w.outside.envRegion(), wanted);
        w.passSeconds(20);
    }

    /** The moment of this number. In a quiet one nothing happens, but the time passes all the same. */
    void moment(int number, boolean quiet) {
        luck = new Luck(seed, number);
        int passes = 1 + luck.nextInt(14);
        if (trouble != null) {
            trouble.luck(luck);
        }
        if (!quiet) {
            w.outside.guarded(this::happen);
        }
        w.passSeconds(passes);
    }

    private void happen() {
        int what = luck.nextInt(trouble == null ? 20 : 26);
        if (what >= 20) {
            trouble.happen(luck);
            return;
        }
        switch (what) {
            case 0, 1, 2, 3, 4 -> set(region(), luck.outcome());
            case 5, 6 -> set(w.active() == null ? region() : w.active(), Outcome.DOWN);
            case 7 -> all(luck.outcome());
            case 8 -> canary();
            case 9, 10 -> step(luck.pick("write-env", "restart", "verify"), luck.pick(World.Behaviour.values()));
            case 11 -> mended();
            case 12, 13 -> feed(request());
            case 14 -> crash();
            case 15 -> freeze(Duration.ofSeconds(20).plus(luck.seconds(200)));
            case 16 -> store();
            case 17 -> {
                if (luck.nextBoolean()) {
                    feed(stray());
                } else {
                    edit();
                }
            }
            case 18 -> stepTakes(luck.seconds(20));
            default -> probeTakes(Duration.ofMillis(20 + luck.nextInt(8980)));
        }
    }

    private void set(String region, Outcome outcome) {
        w.diary.accept(region + " answers " + outcome + " from now on");
        w.set(region, outcome);
    }

    private void all(Outcome outcome) {
        w.diary.accept("all regions answer " + outcome + " from now on");
        w.all(outcome);
    }

    private void canary() {
        w.canaryUp = w.rules.canary() ? Boolean.valueOf(luck.nextBoolean()) : null;
        w.diary.accept("the canaries answer: " + w.canaryUp);
    }

    private void step(String step, World.Behaviour how) {
        w.diary.accept("step " + step + " " + how + " from now on");
        w.steps.put(step, how);
    }

    private void mended() {
        w.diary.accept("all steps work from now on");
        w.steps.clear();
    }

    private void freeze(Duration time) {
        w.diary.accept("nothing runs for " + Words.span(time));
        w.freeze(time);
    }

    private void stepTakes(Duration time) {
        w.diary.accept("a step takes " + Words.span(time) + " from now on");
        w.stepTakes = time;
    }

    private void probeTakes(Duration time) {
        w.diary.accept("a probe takes " + Words.span(time) + " from now on");
        w.probeTakes = time;
    }

    private void feed(Event event) {
        w.diary.accept(event.toString());
        w.feed(event);
    }

    private void edit() {
        GroupRules edited = RandomRules.edited(luck, w.rules);
        w.diary.accept("the configuration is edited: " + edited);
        w.edit(edited, luck.nextBoolean() ? new String[0] : new String[] {region()});
    }

    private void crash() {
        boolean machine = luck.nextBoolean();
        w.diary.accept("a crash of the " + (machine ? "machine" : "process"));
        if (machine) {
            w.crashLosingNotes();
        } else {
            w.crash();
        }
        w.storeWorks = true;
        w.now = w.now.plus(luck.seconds(40));
        w.restart(luck.seconds(40));
    }

    private void store() {
        w.storeWorks = !w.storeWorks;
        w.diary.accept("the disk " + (w.storeWorks ? "works" : "fails") + " from now on");
        boolean told = w.storeWorks || luck.nextBoolean();
        if (told && trouble == null) {
            w.feed(new Event.StoreHealth(w.storeWorks, w.storeWorks ? "" : "disk full"));
        }
    }

    private Event.Operator request() {
        Event.Asked asked = new Event.Asked(
                "ann",
                Optional.empty(),
                luck.oneIn(6) ? Optional.of((long) luck.nextInt(4)) : Optional.empty(),
                luck.oneIn(8));
        Optional<Duration> lasting = RandomRules.lasting(luck);
        return switch (luck.nextInt(12)) {
            case 0, 1 -> new Event.Switch(asked, region(), luck.nextBoolean());
            case 2 -> new Event.Pause(asked, lasting);
            case 3, 4 -> new Event.Resume(asked);
            case 5 -> new Event.Pin(asked, region(), lasting, luck.nextBoolean());
            case 6, 7 -> new Event.Unpin(asked);
            case 8 -> new Event.Approve(asked, w.state.durable().epoch() + 1);
            case 9, 10 -> new Event.Rearm(new Event.Asked("ann", Optional.empty(), Optional.empty(), false));
            default -> new Event.Reapply(asked);
        };
    }

    /** Something late, repeated or made up. */
    private Event stray() {
        Instant began = w.now.minus(luck.seconds(60));
        long epoch = Math.max(0, w.state.durable().epoch() - 1 - luck.nextInt(2));
        return switch (luck.nextInt(5)) {
            case 4 -> new Event.DelayChosen(epoch, luck.seconds(9));
            case 0 -> new Event.StepEnded(epoch, "restart", 1, Optional.empty(), Duration.ZERO);
            case 1 -> new Event.Chosen(luck.nextInt(5), Optional.of(region()));
            case 2 ->
                new Event.Probed(
                        World.result(region(), Via.CANDIDATE_URL, luck.outcome(), began, began.plusMillis(10)));
            default -> new Event.CanaryProbed(false, began, began);
        };
    }

    /** Everything works again; after so much time the world is as the last decision wants it. */
    void calm() {
        w.diary.accept("everything works again");
        w.storeWorks = true;
        w.steps.clear();
        w.stepTakes = Duration.ofSeconds(1);
        w.probeTakes = Duration.ofMillis(100);
        w.all(Outcome.UP);
        w.canaryUp = w.rules.canary() ? Boolean.TRUE : null;
        if (trouble == null) {
            w.feed(new Event.StoreHealth(true, ""));
        } else {
            trouble.end();
        }
        w.feed(new Event.Resume(World.by("ann")));
        w.feed(new Event.Unpin(World.by("ann")));
        Rules r = Rules.of(w.rules);
        r.mode = GroupRules.Mode.AUTO;
        r.steps = Rules.steps("write-env", "restart", "verify");
        w.edit(r.build());
        if (trouble != null || !new Luck(seed, END).oneIn(4)) {
            w.crash().restart(Duration.ofSeconds(5));
        }
        settle();
    }

    private void settle() {
        Instant bound = w.now.plusSeconds(1200);
        w.passSeconds(30);
        while (w.now.isBefore(bound) && (w.state.run != null || w.state.asking != null)) {
            w.passSeconds(10);
        }
    }

    /**
     * L1: after the calm the active region dies, while another is UP and nothing stands in the way; probes that tell
     * nothing come in between.
     */
    void lastOutage() {
        GroupRules r = w.rules;
        w.pass(r.interval().multipliedBy(2L + r.minSuccesses()).plus(r.recovery()));
        settle();
        w.feed(new Event.Rearm(World.by("ann")));
        String active = w.active();
        boolean elsewhere = r.regions().stream()
                .anyMatch(region ->
                        region.role() != Region.Role.NEVER && !region.name().equals(active));
        if (!elsewhere) {
            return;
        }
        w.diary.accept("at last " + active + " answers DOWN");
        w.set(active, Outcome.DOWN);
        Duration failures = r.interval().multipliedBy(r.minFailures() - 1L);
        Duration threshold = failures.compareTo(r.outage()) > 0 ? failures : r.outage();
        Duration promised = threshold.plus(r.interval()).plus(r.timeout());
        long epoch = w.state.durable().epoch();
        // The tick that asks for the deciding probe, and the answer of the choose route.
        Instant bound = w.now.plus(promised).plus(w.tick).plusSeconds(1);
        while (w.now.isBefore(bound)) {
            w.pass(r.interval().dividedBy(3));
            Via via = Decider.via(w.rules, w.state, active);
            w.feed(new Event.Probed(World.result(active, via, Outcome.UNKNOWN, w.now, w.now)));
        }
        assertThat(w.state.durable().epoch())
                .as("L1: %s was DOWN for %s, gates %s", active, Words.span(promised), w.gates())
                .isGreaterThan(epoch);
        settle();
    }

    private String region() {
        List<Region> all = w.rules.regions();
        return all.get(luck.nextInt(all.size())).name();
    }
}
