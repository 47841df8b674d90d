package dev.detour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One figure: its runs, and what was promised of it. Printed as a row of a table that Markdown understands. */
final class Figure {
    private final String name;
    private final String unit;
    private final String promise;
    private final List<Double> runs = new ArrayList<>();

    Figure(String name, String unit, String promise) {
        this.name = name;
        this.unit = unit;
        this.promise = promise;
    }

    void add(double value) {
        runs.add(value);
    }

    void addNanos(long nanos) {
        add(nanos / 1e6);
    }

    /** How many runs were above this. */
    long over(double bound) {
        return runs.stream().filter(value -> value > bound).count();
    }

    static void head() {
        System.out.println("| figure | promise | median | p95 | p99 | max | runs | load |");
        System.out.println("|---|---|---|---|---|---|---|---|");
    }

    void print() {
        Results.add(name, unit, promise, runs, load());
        if (runs.isEmpty()) {
            System.out.printf("| %s | %s | not measured | | | | 0 | %s |%n", name, promise, load());
            return;
        }
        var sorted = runs.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s %s | %s | %s | %s | %d | %s |%n",
                name,
                promise.isEmpty() ? "–" : promise,
                number(rank(sorted, 0.5)),
                unit,
                number(rank(sorted, 0.95)),
                number(rank(sorted, 0.99)),
                number(sorted.get(sorted.size() - 1)),
                sorted.size(),
                load());
    }

    /** Nearest rank. */
    static double rank(List<Double> sorted, double part) {
        return sorted.get(Math.max(0, (int) Math.ceil(part * sorted.size()) - 1));
    }

    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
    }

    /** Of the last minute. */
    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException e) {
            return "?";
        }
    }
}
