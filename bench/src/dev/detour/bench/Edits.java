package dev.detour.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Edits in a row under running probes, one in five of them broken: how soon they are live, and what they leave behind. */
final class Edits {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int LOOK = 50;

    private final World world;
    private final Subject subject;
    private final int count;
    private final Figure live = new Figure("edit's last write → in force", "s", "≤ 5");
    private final Figure refused = new Figure("broken edit's last write → refused and told", "s", "");
    private final Figure gap = new Figure("between two probes of a region meanwhile (interval 1 s)", "s", "≤ 2");
    private final Figure heap = new Figure("live heap after every 50 edits", "MB", "flat");
    private final Figure threads = new Figure("threads after every 50 edits", "", "flat");
    private long read;

    /** @param count how many edits */
    Edits(World world, Subject subject, int count) {
        this.world = world;
        this.subject = subject;
        this.count = count;
    }

    static String settings() {
        return """
                detour.group.bench.probe.interval=1s
                detour.group.bench.probe.timeout=800ms
                detour.group.bench.probe.jitter=0%
                detour.routes=routes
                """;
    }

    void measure() throws IOException, InterruptedException {
        var properties = world.folder().resolve("application.properties");
        var choose = world.folder().resolve("routes/choose.camel.yaml");
        var probe = world.folder().resolve("routes/probe.camel.yaml");
        var originals = List.of(Files.readString(properties), Files.readString(choose), Files.readString(probe));
        world.regions().values().forEach(Region::forget);
        look(0);
        for (int n = 1; n <= count; n++) {
            switch (n % 5) {
                case 0 -> edit(choose, originals.get(1).replace("- setBody:", "- setBdy:") + "# " + n, refused);
                case 1 -> edit(choose, originals.get(1) + "# " + n + "\n", live);
                case 2 -> edit(properties, originals.get(0) + "detour.group.bench.outage=" + (60 + n) + "s\n", live);
                case 3 -> edit(probe, originals.get(2) + "# " + n + "\n", live);
                default -> edit(world.folder().resolve("routes/mine.camel.yaml"), mine(n), live);
            }
            if (n % LOOK == 0) {
                look(n);
            }
        }
        world.regions().values().forEach(region -> {
            var arrivals = region.arrivals();
            for (int i = 1; i < arrivals.size(); i++) {
                gap.add((arrivals.get(i) - arrivals.get(i - 1)) / 1e9);
            }
        });
        List.of(live, refused, gap, heap, threads).forEach(Figure::print);
        long late = gap.over(2 * INTERVAL.toMillis() / 1000.0);
        System.out.printf("| probes missed by more than an interval | 0 | %d | | | | | |%n", late);
    }

    private static String mine(int n) {
        return """
                - route:
                    id: step-mine
                    from:
                      uri: direct:step-mine
                      steps:
                        - log:
                            message: "edit %d"
                """.formatted(n);
    }

    private void edit(Path file, String text, Figure figure) throws IOException, InterruptedException {
        Files.writeString(file, text);
        long written = System.nanoTime();
        var wanted = figure == live ? "edit in force" : "edit not taken";
        while (!told(wanted)) {
            subject.requireAlive();
            if (System.nanoTime() - written > TimeUnit.MINUTES.toNanos(1)) {
                throw new IOException("no word of the edit of " + file + " within a minute");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        figure.add((System.nanoTime() - written) / 1e9);
    }

    /** Whether a new line of the log says so. */
    private boolean told(String words) throws IOException {
        var log = Files.readAllBytes(world.folder().resolve("log.jsonl"));
        var news = new String(log, (int) read, log.length - (int) read, StandardCharsets.UTF_8);
        boolean told = news.contains(words);
        if (told) {
            read = log.length;
        }
        return told;
    }

    /** The histogram counts what is reachable, and so asks for a collection first. */
    private void look(int n) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(subject.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        var total = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElse("Total 0 0");
        process.waitFor();
        double megabytes = Long.parseLong(total.split(" +")[2]) / 1e6;
        try (var tasks = Files.list(Path.of("/proc", Long.toString(subject.pid()), "task"))) {
            long count = tasks.count();
            heap.add(megabytes);
            threads.add(count);
            System.out.printf("| … after %d edits | | %.1f MB, %d threads | | | | | |%n", n, megabytes, count);
        }
    }
}
