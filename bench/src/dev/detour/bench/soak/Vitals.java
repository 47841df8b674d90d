package dev.detour.bench.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What the process that is never killed holds: descriptors, threads and resident memory every five seconds, and the heap
 * after a full collection every half minute. The same clients are at it all the time, so that any two moments compare.
 */
final class Vitals {
    static final double ALLOWED_PERCENT = 5;
    private static final long EVERY = TimeUnit.SECONDS.toNanos(5);
    private static final int HEAP_EVERY = 6;

    /** @param minute since the soak began @param heap in MB; {@link Double#NaN} when it was not collected then */
    record Sample(double minute, double heap, double descriptors, double threads, double resident) {}

    /** Medians of the first and of the last third after the warm-up. */
    record Drift(String what, String unit, double first, double last) {
        double percent() {
            return first == 0 ? 0 : (last - first) / first * 100;
        }

        boolean within() {
            return Math.abs(percent()) <= ALLOWED_PERCENT;
        }
    }

    private final Instance instance;
    private final Path out;
    private final List<Sample> samples = new ArrayList<>();

    /** @param out where the histograms of the heap go: what leaks is the difference between two of them */
    Vitals(Instance instance, Path out) {
        this.instance = instance;
        this.out = out;
    }

    void sample(long began) throws IOException, InterruptedException {
        for (int n = 0; ; n++) {
            double minute = (System.nanoTime() - began) / 60e9;
            var process = Path.of("/proc", Long.toString(instance.pid()));
            double heap = n % HEAP_EVERY == 0 ? heap(n / HEAP_EVERY) : Double.NaN;
            var sample = new Sample(
                    minute,
                    heap,
                    count(process.resolve("fd")),
                    count(process.resolve("task")),
                    resident(process.resolve("status")));
            synchronized (samples) {
                samples.add(sample);
            }
            if (!Double.isNaN(heap)) {
                Findings.say(String.format("%.1f min: %s", minute, sample));
            }
            long next = began + (n + 1) * EVERY;
            TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
        }
    }

    private static double count(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.count();
        }
    }

    private static double resident(Path status) throws IOException {
        for (var line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        throw new IOException(status + " names no VmRSS");
    }

    /** The histogram counts what is reachable, and so asks for a full collection first. */
    private double heap(int number) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(instance.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Files.writeString(out.resolve("heap-" + number + ".txt"), text);
        return text.lines()
                .filter(line -> line.startsWith("Total"))
                .mapToDouble(line -> Long.parseLong(line.split(" +")[2]) / 1e6)
                .findFirst()
                .orElseThrow(() -> new IOException("no histogram: " + text));
    }

    List<Sample> samples() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    /** @param warm minutes that do not count: what is made at first use */
    List<Drift> drifts(double warm) {
        return List.of(
                drift("heap after a full collection", "MB", warm, Sample::heap),
                drift("descriptors", "", warm, Sample::descriptors),
                drift("threads", "", warm, Sample::threads),
                drift("resident (told, not judged)", "MB", warm, Sample::resident));
    }

    private Drift drift(String what, String unit, double warm, ToDoubleFunction<Sample> of) {
        var values = samples().stream()
                .filter(sample -> sample.minute() >= warm)
                .mapToDouble(of)
                .filter(value -> !Double.isNaN(value))
                .boxed()
                .toList();
        int third = Math.max(1, values.size() / 3);
        if (values.isEmpty()) {
            return new Drift(what, unit, 0, 0);
        }
        return new Drift(
                what,
                unit,
                median(values.subList(0, Math.min(third, values.size()))),
                median(values.subList(values.size() - third, values.size())));
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
