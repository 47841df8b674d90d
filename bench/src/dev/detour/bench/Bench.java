package dev.detour.bench;

import dev.detour.bench.Region.Mood;
import dev.detour.bench.soak.Soak;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Measures Detour from beside it, as doc/performance.md tells. Started by {@code bench/run}. */
final class Bench {
    private static final Map<Mood, String> WAYS =
            Map.of(Mood.RESET, "by reset", Mood.STATUS_503, "by 503", Mood.HANG, "by hanging");
    private static final List<Mood> MOODS = List.of(Mood.RESET, Mood.STATUS_503, Mood.HANG);

    private final Path home;
    private final Path work;
    private final boolean quick;
    private final List<String> marked;

    /** @param marked the command that runs Detour with {@link Marks} on its class path */
    private Bench(Path home, boolean quick, List<String> marked) throws IOException {
        this.home = home;
        this.quick = quick;
        this.marked = marked;
        this.work = Files.createDirectories(home.resolve("target/bench-worlds"));
    }

    /** {@code Bench HOME quick|full WHAT… -- COMMAND…}. */
    public static void main(String[] args) throws Exception {
        var words = Arrays.asList(args);
        int cut = words.indexOf("--");
        var what = words.subList(2, cut);
        var bench =
                new Bench(Path.of(words.get(0)), words.get(1).equals("quick"), words.subList(cut + 1, words.size()));
        Results.open(bench.home.resolve("target/bench-figures.tsv"));
        Figure.head();
        for (var part : what) {
            switch (part) {
                case "disk" -> bench.disk();
                case "decide" -> bench.decide();
                case "cold" -> bench.cold();
                case "hang" -> bench.hang();
                case "start" -> bench.start();
                case "idle" -> bench.idle();
                case "reload" -> bench.reload();
                case "serve" -> new Serving(bench.home, bench.work, bench.quick, bench.marked).measure();
                case "page" -> Page.write(bench.home.resolve("doc"));
                case "peers" -> new Peers(bench.work, bench.quick).measure();
                case "gateway" -> new Gateways(bench.home, bench.work, bench.quick).measure();
                case "gateway-cache" -> new Gateways(bench.home, bench.work, bench.quick).cached();
                case "gateway-faults" -> new Gateways(bench.home, bench.work, bench.quick).faults();
                case "gateway-endure" -> new Gateways(bench.home, bench.work, bench.quick).endure();
                case "soak" -> require(Soak.run(bench.home, bench.quick ? 3 : 30));
                case "soak-lies" -> require(Soak.lie(bench.home));
                case "many" -> bench.many().measure(List.of(10, 100, 1000, 10_000));
                default -> {
                    if (part.matches("soak=[0-9]+")) {
                        require(Soak.run(bench.home, Integer.parseInt(part.substring("soak=".length()))));
                    } else if (part.matches("many=[0-9]+")) {
                        bench.many().measure(List.of(Integer.valueOf(part.substring("many=".length()))));
                    } else {
                        throw new IllegalArgumentException("no such part: " + part);
                    }
                }
            }
        }
    }

    /** What is no figure but right or wrong ends the bench. */
    private static void require(boolean right) {
        if (!right) {
            System.exit(1);
        }
    }

    private void disk() throws IOException {
        var figure = new Figure("the disk's own fsync (append of 600 bytes)", "ms", "");
        var file = work.resolve("fsync");
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            var line = new byte[600];
            for (int i = 0; i < 200; i++) {
                out.seek(out.length());
                long began = System.nanoTime();
                out.write(line);
                out.getFD().sync();
                figure.addNanos(System.nanoTime() - began);
            }
        }
        Files.delete(file);
        figure.print();
    }

    /** The rows of one way to fail. */
    private static final class Decided {
        private final Figure handed;
        private final Figure durable;
        private final Figure first;
        private final Figure env;

        Decided(String way, String promiseFirst, String promiseEnv) {
            handed = new Figure(way + ": deciding probe's end → controller", "ms", "");
            durable = new Figure(way + ": … → decision durable", "ms", "");
            first = new Figure(way + ": … → first step started", "ms", promiseFirst);
            env = new Figure(way + ": … → env file durable", "ms", promiseEnv);
        }

        void add(Subject.Mark mark) {
            handed.addNanos(mark.handedOn() - mark.ended());
            durable.addNanos(mark.durable() - mark.ended());
            first.addNanos(mark.firstStep() - mark.ended());
            env.addNanos(mark.envDurable() - mark.ended());
        }

        void print() {
            handed.print();
            durable.print();
            first.print();
            env.print();
        }
    }

    private static final String BRISK = """
            detour.group.bench.probe.interval=300ms
            detour.group.bench.probe.timeout=250ms
            detour.group.bench.probe.jitter=0%
            detour.group.bench.outage=100ms
            detour.group.bench.min-failures=3
            detour.group.bench.recovery=500ms
            detour.group.bench.min-successes=2
            detour.group.bench.cooldown=0s
            detour.group.bench.max-switches=1000/1h
            """;

    /** A running process again and again: the region in use fails, the next is taken, the failed one is mended. */
    private void decide() throws Exception {
        try (var world = new World(home, work)) {
            world.configure(BRISK + world.marked());
            try (var subject = new Subject(world.folder(), marked, "")) {
                watched(world, subject, 5);
                var outages = new Outages(world, subject, "NAM");
                for (var mood : MOODS) {
                    var rows = new Decided("failing " + WAYS.get(mood), "median ≤ 10, max ≤ 50", "median ≤ 25");
                    var seen = new Figure("failing by 503: answer sent → first step started", "ms", "");
                    for (int run = 0; run < (quick ? 10 : 30); run++) {
                        sleep(500 + ThreadLocalRandom.current().nextInt(300));
                        var outage = outages.next(mood);
                        rows.add(outage.mark());
                        seen.addNanos(outage.mark().firstStep() - outage.failedAt());
                    }
                    rows.print();
                    if (mood == Mood.STATUS_503) {
                        seen.print();
                    }
                }
            }
        }
    }

    /** The first decision in the life of a process, each time in a new one over the same data. */
    private void cold() throws Exception {
        var rows = new Decided("first decision of a process", "max ≤ 50", "");
        try (var world = new World(home, work)) {
            world.configure(BRISK + world.marked());
            var active = "NAM";
            for (int run = 0; run < (quick ? 10 : 30); run++) {
                world.regions().values().forEach(Region::forget);
                try (var subject = new Subject(world.folder(), marked, "")) {
                    watched(world, subject, 5);
                    var outages = new Outages(world, subject, active);
                    var outage = outages.next(MOODS.get(run % MOODS.size()));
                    active = outage.mark().to();
                    if (outage.undisturbed()) {
                        rows.add(outage.mark());
                    }
                }
            }
        }
        rows.print();
    }

    /** A region that goes silent, and how the others are probed meanwhile. The timeout is longer than the interval. */
    private void hang() throws Exception {
        var interval = Duration.ofSeconds(1);
        var timeout = Duration.ofMillis(1500);
        var outage = Duration.ofSeconds(3);
        var bound = outage.plus(interval).plus(timeout);
        var reacted = new Figure(
                "region silent → first step (outage 3 s, interval 1 s, timeout 1.5 s)",
                "s",
                "max ≤ " + bound.toMillis() / 1000.0);
        var late = new Figure("other regions' probes meanwhile: late by", "ms", "≤ 250");
        try (var world = new World(home, work)) {
            world.configure("""
                    detour.group.bench.probe.interval=1s
                    detour.group.bench.probe.timeout=1500ms
                    detour.group.bench.probe.jitter=0%
                    detour.group.bench.outage=3s
                    detour.group.bench.min-failures=2
                    detour.group.bench.recovery=1s
                    detour.group.bench.min-successes=1
                    detour.group.bench.cooldown=0s
                    detour.group.bench.max-switches=1000/1h
                    """ + world.marked());
            try (var subject = new Subject(world.folder(), marked, "")) {
                watched(world, subject, 3);
                var outages = new Outages(world, subject, "NAM");
                for (int run = 0; run < (quick ? 3 : 10); run++) {
                    sleep(3000 + ThreadLocalRandom.current().nextInt(1000));
                    world.regions().values().forEach(Region::forget);
                    var seen = outages.next(Mood.HANG);
                    reacted.add((seen.mark().firstStep() - seen.killedAt()) / 1e9);
                    world.regions().forEach((name, region) -> {
                        if (!name.equals(seen.mark().from())) {
                            lateness(region.arrivals(), interval).forEach(late::addNanos);
                        }
                    });
                }
            }
        }
        reacted.print();
        late.print();
    }

    /** How far arrivals lie behind the grid that the most punctual of them is on. */
    private static List<Long> lateness(List<Long> arrivals, Duration interval) {
        var offsets = new ArrayList<Long>();
        for (int i = 0; i < arrivals.size(); i++) {
            offsets.add(arrivals.get(i) - i * interval.toNanos());
        }
        long earliest = offsets.stream().mapToLong(Long::longValue).min().orElse(0);
        return offsets.stream().map(offset -> offset - earliest).toList();
    }

    private void start() throws Exception {
        for (var java : Java.all()) {
            start(java, "./detour run → first probe arrives, " + java, "≤ 1.0", "");
        }
        var here = Java.running();
        var shared = here.home().resolve("lib/server/classes.jsa");
        start(here, "./detour run → first probe arrives, without the archive", "", "-XX:SharedArchiveFile=" + shared);
    }

    private void start(Java java, String name, String promise, String options) throws Exception {
        var figure = new Figure(name, "s", promise);
        var cpu = new Figure("… CPU time until then, of all its threads", "s", "");
        var memory = new Figure("… resident after 15 s", "MB", "");
        try (var world = new World(home, work)) {
            world.configure("");
            // The first makes the archive.
            for (int run = 0; run <= (quick ? 7 : 20); run++) {
                world.regions().values().forEach(Region::forget);
                try (var subject = new Subject(world.folder(), launcher(), options, java.home())) {
                    asked(world, subject);
                    if (run > 0) {
                        cpu.add(Load.cpuMillis(subject.pid()) / 1000.0);
                        figure.add((first(world) - subject.startedAt()) / 1e9);
                    }
                    if (run == 1) {
                        sleep(15_000);
                        memory.add(Load.residentMegabytes(subject.pid()));
                    }
                }
            }
        }
        figure.print();
        cpu.print();
        memory.print();
    }

    private static long first(World world) {
        return world.regions().values().stream()
                .flatMap(region -> region.arrivals().stream())
                .mapToLong(Long::longValue)
                .min()
                .orElseThrow();
    }

    private Many many() {
        return new Many(work, launcher(), quick);
    }

    private List<String> launcher() {
        return List.of(home.resolve("detour").toString(), "run");
    }

    /** Files edited again and again under a running process. */
    private void reload() throws Exception {
        try (var world = new World(home, work)) {
            world.configure(Edits.settings());
            world.routes();
            try (var subject = new Subject(world.folder(), launcher(), "")) {
                watched(world, subject, 3);
                new Edits(world, subject, quick ? 50 : 500).measure();
            }
        }
    }

    /** The defaults: three regions every ten seconds. */
    private void idle() throws Exception {
        var memory = new Figure("resident after 60 s, 3 regions", "MB", "≤ 150");
        var after = Duration.ofSeconds(quick ? 20 : 60);
        var over = Duration.ofSeconds(quick ? 40 : 300);
        var cpu = new Figure("idle CPU, 3 regions", "% of a core", "≤ 1");
        try (var world = new World(home, work)) {
            world.configure("");
            try (var subject = new Subject(world.folder(), launcher(), "")) {
                watched(world, subject, 1);
                sleep(after.toMillis());
                subject.requireAlive();
                memory.add(Load.residentMegabytes(subject.pid()));
                long before = Load.cpuMillis(subject.pid());
                long began = System.nanoTime();
                sleep(over.toMillis());
                subject.requireAlive();
                cpu.add((Load.cpuMillis(subject.pid()) - before) / ((System.nanoTime() - began) / 1e6) * 100);
            }
        }
        memory.print();
        cpu.print();
    }

    /** Until the first region was asked. */
    private static void asked(World world, Subject subject) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (world.regions().values().stream()
                .allMatch(region -> region.arrivals().isEmpty())) {
            subject.requireAlive();
            if (System.nanoTime() > deadline) {
                throw new IOException("no region was asked within a minute");
            }
            sleep(1);
        }
    }

    /** Until every region was asked so often. */
    private static void watched(World world, Subject subject, int times) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!world.regions().values().stream()
                .allMatch(region -> region.arrivals().size() >= times)) {
            subject.requireAlive();
            if (System.nanoTime() > deadline) {
                throw new IOException("not every region was asked " + times + " times within a minute");
            }
            sleep(5);
        }
    }

    static void sleep(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }
}
