package dev.detour.bench.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One instance with all that is done to it. */
final class Side {
    final Instance instance;
    final Journal journal;
    final EnvWatch watch;
    final Judge judge;
    final Settling settling;
    final Nuisance nuisance;
    final Scraper scraper;
    final EventReader reader;
    final RouteEdits edits;
    final List<Script> scripts = new ArrayList<>();
    private final Findings findings;
    private final List<Thread> playing = new ArrayList<>();
    private final List<Thread> rest = new ArrayList<>();

    Side(Instance instance, Pulse pulse, Findings findings, long seed, Set<Lie> lies) throws IOException {
        this.instance = instance;
        this.findings = findings;
        this.journal = new Journal(instance.name(), instance.folder().resolve("data/journal.jsonl"), findings);
        this.watch = new EnvWatch(instance, journal, findings);
        this.judge = new Judge(instance, journal, pulse, findings);
        this.settling = new Settling(instance, journal, findings);
        this.nuisance = new Nuisance(instance, findings, seed);
        this.scraper = new Scraper(instance, findings);
        this.reader = new EventReader(instance, findings);
        this.edits = new RouteEdits(instance, journal, pulse, findings);
        for (var rules : Rules.ALL) {
            // One group lies, the others are as they always are.
            var told = rules == Rules.ALL.get(0) ? lies : EnumSet.noneOf(Lie.class);
            scripts.add(new Script(instance, rules, journal, judge, settling, ++seed * 31, told));
        }
    }

    void start(long end) throws IOException {
        instance.start();
        run("watch", watch::watch);
        run("edits", edits::edit);
        run("reader", reader::listen);
        nuisance.start(rest);
        scraper.start(rest);
        for (var script : scripts) {
            playing.add(Threads.start(instance.name() + "-script", findings, () -> script.play(end)));
        }
    }

    void run(String name, Threads.Work work) {
        rest.add(Threads.start(instance.name() + "-" + name, findings, work));
    }

    /** Until the last episode is over. */
    void await() throws InterruptedException {
        for (var thread : playing) {
            thread.join();
        }
    }

    void stop() throws InterruptedException {
        for (var thread : rest) {
            thread.interrupt();
        }
        for (var thread : rest) {
            thread.join(15_000);
        }
    }

    /** @return of all groups together */
    Tally judge() throws IOException {
        journal.look();
        var all = new Tally();
        for (int i = 0; i < scripts.size(); i++) {
            all.add(judge.judge(Rules.ALL.get(i), scripts.get(i).episodes()));
        }
        return all;
    }
}
