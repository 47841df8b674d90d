package dev.detour.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Two Detours beside each other for half an hour, as doc/soak.md tells: one that is killed every minute, one that never is.
 * Their regions fail by a seeded script, their routes are edited, their clients are rude; what had to come of it is judged
 * by what the harness itself did.
 */
public final class Soak {
    /** In less time pools still grow to their bounds. */
    private static final double SETTLED_MINUTES = 10;

    private final Path home;
    private final Path out;
    private final double minutes;
    private final Set<Lie> lies;
    private final long seed;
    private final Findings findings = new Findings();
    private final Pulse pulse = new Pulse();

    private Soak(Path home, double minutes, Set<Lie> lies) throws IOException {
        this.home = home;
        this.minutes = minutes;
        this.lies = lies;
        this.seed = Optional.ofNullable(System.getenv("SOAK_SEED"))
                .map(Long::valueOf)
                .orElse(System.currentTimeMillis() % 1_000_000);
        this.out = home.resolve("target/soak");
    }

    /** @return whether all was as it has to be */
    public static boolean run(Path home, double minutes) throws Exception {
        var soak = new Soak(home, minutes, EnumSet.noneOf(Lie.class));
        soak.run();
        return soak.findings.all().isEmpty();
    }

    /** Lies to the judge, in every way that there is. @return whether each was found, and nothing else */
    public static boolean lie(Path home) throws Exception {
        var soak = new Soak(home, 1.5, EnumSet.allOf(Lie.class));
        soak.run();
        var expected = Arrays.stream(Lie.values()).map(Lie::finding).collect(Collectors.toCollection(TreeSet::new));
        var found = soak.findings.names();
        System.out.println("\nLies told: " + expected + ". Found: " + found + ".");
        return found.equals(expected);
    }

    private void run() throws Exception {
        delete(out);
        Files.createDirectories(out);
        Findings.say("seed " + seed + "; folders in " + out);
        long began = System.nanoTime();
        long end = began + (long) (minutes * 60e9);
        double warm = Math.min(4, minutes / 5);
        try (var steady = new Instance("steady", home, out.resolve("steady"), findings);
                var mortal = new Instance("mortal", home, out.resolve("mortal"), findings)) {
            Threads.start("pulse", findings, pulse::beat);
            var sides = List.of(
                    new Side(steady, pulse, findings, seed, lies),
                    new Side(mortal, pulse, findings, seed + 1, EnumSet.noneOf(Lie.class)));
            var kills = new Kills(mortal, sides.get(1).journal, pulse, findings, seed + 2);
            var vitals = new Vitals(steady, out);
            for (var side : sides) {
                side.start(end);
            }
            sides.get(0).run("vitals", () -> vitals.sample(began));
            sides.get(1).run("kills", () -> kills.kill(end));
            if (!lies.isEmpty()) {
                sides.get(0).run("forger", () -> forge(steady));
            }
            for (var side : sides) {
                side.await();
            }
            TimeUnit.SECONDS.sleep(2);
            var drifts = vitals.drifts(warm);
            for (var side : sides) {
                side.stop();
            }
            if (lies.isEmpty() && minutes >= SETTLED_MINUTES) {
                drifts.stream()
                        .limit(3)
                        .filter(drift -> !drift.within())
                        .forEach(drift -> findings.add(
                                "drift", drift.what() + " moved by " + Math.round(10 * drift.percent()) / 10.0 + " %"));
            }
            var report = new Report(sides, kills, drifts, pulse, findings, seed, (System.nanoTime() - began) / 60e9);
            var text = report.text();
            System.out.println(text);
            Files.writeString(out.resolve("report.md"), text);
            Files.writeString(out.resolve("soak.svg"), Chart.of(vitals.samples(), warm));
        }
    }

    /** The journal with a line twice, and an env file of nobody: seen by readers of their own. */
    private void forge(Instance instance) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(30);
        var lines = new ArrayList<>(Files.readAllLines(instance.folder().resolve("data/journal.jsonl")));
        lines.add(lines.get(lines.size() - 1));
        var forged = Files.write(out.resolve("forged.jsonl"), lines);
        new Journal("forged", forged, findings).look();
        var env = instance.env(Rules.ALL.get(1).name());
        var whole = Files.readString(env);
        Files.writeString(env, whole.substring(0, whole.length() / 2));
        TimeUnit.MILLISECONDS.sleep(300);
        Files.writeString(env, whole);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
