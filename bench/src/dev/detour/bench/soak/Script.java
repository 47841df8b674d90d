package dev.detour.bench.soak;

import dev.detour.bench.soak.Episode.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Breaks and mends the regions of one group by a seeded die, one episode after another, and writes down what it did. */
final class Script {
    /** Of ten episodes so many are of a kind. */
    private static final List<Kind> MIX = List.of(
            Kind.OUTAGE,
            Kind.OUTAGE,
            Kind.OUTAGE,
            Kind.OUTAGE,
            Kind.FLAP,
            Kind.FLAP,
            Kind.DARK,
            Kind.LATE_CANDIDATE,
            Kind.OTHER,
            Kind.SLOW);

    private static final long LOOK = 50;
    /** After the end of the tolerance: a switch that late is told apart from none. */
    private static final long GIVE_UP = Judge.nanos(10_000);

    private final Instance instance;
    private final Rules rules;
    private final Journal journal;
    private final Judge judge;
    private final Settling settling;
    private final Map<String, Site> sites;
    private final Random die;
    private final Set<Lie> lies;
    private final List<Episode> episodes = new ArrayList<>();

    Script(Instance instance, Rules rules, Journal journal, Judge judge, Settling settling, long seed, Set<Lie> lies) {
        this.instance = instance;
        this.rules = rules;
        this.journal = journal;
        this.judge = judge;
        this.settling = settling;
        this.sites = instance.sites(rules.name());
        this.die = new Random(seed);
        this.lies = lies.isEmpty() ? EnumSet.noneOf(Lie.class) : EnumSet.copyOf(lies);
    }

    /** @param end no episode begins after it */
    void play(long end) throws InterruptedException, IOException {
        settling.await(rules);
        if (journal.decisions(rules.name()).isEmpty()) {
            // It did not start; that was told.
            return;
        }
        var kinds = new ArrayList<Kind>();
        while (System.nanoTime() < end) {
            if (kinds.isEmpty()) {
                kinds.addAll(lies.isEmpty() ? MIX : List.of(Kind.OUTAGE));
                Collections.shuffle(kinds, die);
            }
            pause(die.nextInt(1500));
            var episode = play(kinds.remove(0));
            sites.values().forEach(site -> site.mood(Mood.GOOD));
            settling.await(rules);
            episodes.add(episode.end(System.nanoTime()));
            Files.deleteIfExists(withheld());
        }
    }

    private Path withheld() {
        return instance.folder().resolve(rules.name() + ".withheld");
    }

    List<Episode> episodes() {
        return List.copyOf(episodes);
    }

    private Episode play(Kind kind) throws InterruptedException, IOException {
        var decisions = journal.decisions(rules.name());
        var active = decisions.get(decisions.size() - 1).to();
        var others = new ArrayList<>(sites.keySet());
        others.remove(active);
        Collections.shuffle(others, die);
        if (lies.remove(Lie.RESTART)) {
            Files.createFile(withheld());
        }
        if (lies.remove(Lie.MISSED)) {
            return awaitSwitch(began(Kind.OUTAGE, active, Set.of(active), rules.bound()), decisions.size());
        }
        if (lies.remove(Lie.FALSE_SWITCH)) {
            turn(Set.of(active), Mood.STATUS_503);
            awaitSwitch(began(Kind.OUTAGE, active, Set.of(active), rules.bound()), decisions.size());
            return began(Kind.SLOW, active, Set.of(), 0);
        }
        return switch (kind) {
            case OUTAGE -> outage(active, others.get(0), decisions.size());
            case FLAP -> flap(active);
            case DARK -> dark(active, others);
            case LATE_CANDIDATE -> lateCandidate(active, others, decisions.size());
            case OTHER -> other(active, others.get(0));
            case SLOW -> slow(active);
        };
    }

    private Episode outage(String active, String other, int decided) throws InterruptedException {
        var broken = new TreeSet<>(Set.of(active));
        if (die.nextInt(3) == 0) {
            broken.add(other);
            turn(Set.of(other), bad());
        }
        var episode = began(Kind.OUTAGE, active, broken, rules.bound());
        turn(Set.of(active), bad());
        awaitSwitch(episode, decided);
        pause(die.nextInt(4000));
        return episode;
    }

    private Episode flap(String active) throws InterruptedException {
        var episode = began(Kind.FLAP, active, Set.of(active), 0);
        for (int i = 1 + die.nextInt(4); i > 0; i--) {
            turn(Set.of(active), bad());
            pause(300 + die.nextInt((int) rules.longestFlap() - 300));
            awaitGood(active);
        }
        return episode;
    }

    /** Detour was told that this region is well again: a flap is only over when somebody saw it. */
    private void awaitGood(String region) throws InterruptedException {
        long mended = System.nanoTime();
        turn(Set.of(region), Mood.GOOD);
        while (sites.get(region)
                        .goods(mended, System.nanoTime(), Judge.nanos(rules.timeout()) / 2)
                        .size()
                < 2) {
            pause(LOOK);
        }
    }

    /** The active one last and back first, so that nobody is ever seen who could take over. */
    private Episode dark(String active, List<String> others) throws InterruptedException {
        var episode = began(Kind.DARK, active, Set.copyOf(sites.keySet()), 0);
        dark(active, others, rules.bound() + die.nextInt(4000));
        awaitGood(active);
        return episode;
    }

    private Episode lateCandidate(String active, List<String> others, int decided) throws InterruptedException {
        var dark = dark(active, others, rules.bound());
        turn(Set.of(others.get(0)), Mood.GOOD);
        long back = System.nanoTime();
        var episode = new Episode(
                rules,
                Kind.LATE_CANDIDATE,
                active,
                Set.of(active, others.get(1)),
                dark,
                back,
                rules.returnBound(),
                Long.MAX_VALUE);
        return awaitSwitch(episode, decided);
    }

    private long dark(String active, List<String> others, long millis) throws InterruptedException {
        long began = System.nanoTime();
        others.forEach(name -> turn(Set.of(name), bad()));
        pause(rules.interval() + rules.timeout());
        turn(Set.of(active), bad());
        pause(millis);
        return began;
    }

    private Episode other(String active, String other) throws InterruptedException {
        var episode = began(Kind.OTHER, active, Set.of(other), 0);
        turn(Set.of(other), bad());
        pause(rules.bound() + die.nextInt(2000));
        return episode;
    }

    private Episode slow(String active) throws InterruptedException {
        var episode = began(Kind.SLOW, active, Set.of(), 0);
        turn(sites.keySet(), Mood.SLOW);
        pause(rules.bound() + die.nextInt(2000));
        return episode;
    }

    private Episode awaitSwitch(Episode episode, int decided) throws InterruptedException {
        while (journal.decisions(rules.name()).size() <= decided) {
            long due = judge.due(episode);
            long now = System.nanoTime();
            if (due != Long.MAX_VALUE && now > due + judge.tolerance(episode, due) + GIVE_UP) {
                return episode;
            }
            pause(LOOK);
        }
        return episode;
    }

    private Episode began(Kind kind, String active, Set<String> broken, long bound) {
        long now = System.nanoTime();
        return new Episode(rules, kind, active, Set.copyOf(broken), now, now, bound, Long.MAX_VALUE);
    }

    private void turn(Collection<String> regions, Mood mood) {
        regions.forEach(name -> sites.get(name).mood(mood));
    }

    private Mood bad() {
        return Mood.BAD.get(die.nextInt(Mood.BAD.size()));
    }

    private static void pause(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }
}
