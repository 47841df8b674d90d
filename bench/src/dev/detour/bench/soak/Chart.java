package dev.detour.bench.soak;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Draws what was held over the time as SVG: three rows, each from zero, readable on light and dark. */
final class Chart {
    private static final int WIDTH = 720;
    private static final int ROW = 120;
    private static final int LEFT = 60;
    private static final int PLOT = 80;

    private final List<Vitals.Sample> samples;
    private final double warm;
    private final double minutes;
    private final StringBuilder svg = new StringBuilder();

    private Chart(List<Vitals.Sample> samples, double warm) {
        this.samples = samples;
        this.warm = warm;
        this.minutes = samples.isEmpty() ? 1 : samples.get(samples.size() - 1).minute();
    }

    static String of(List<Vitals.Sample> samples, double warm) {
        return new Chart(samples, warm).draw();
    }

    private String draw() {
        int height = 3 * ROW + 30;
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" \
                aria-label="Heap after collection, descriptors and threads over the soak">
                <style>
                text { font: 12px sans-serif; fill: #333 }
                path { fill: none; stroke: #0b62c4; stroke-width: 1.5 }
                line { stroke: #999; stroke-width: 1 }
                rect { fill: #999; opacity: 0.15 }
                @media (prefers-color-scheme: dark) { text { fill: #ddd } path { stroke: #6fb1ff } }
                </style>
                """.formatted(WIDTH, height));
        row(0, "heap after a full collection, MB", Vitals.Sample::heap);
        row(1, "descriptors", Vitals.Sample::descriptors);
        row(2, "threads", Vitals.Sample::threads);
        for (int minute = 0; minute <= minutes; minute += minutes > 10 ? 5 : 1) {
            text(x(minute), 3 * ROW + 14, "middle", minute + " min");
        }
        return svg.append("</svg>\n").toString();
    }

    private void row(int number, String title, ToDoubleFunction<Vitals.Sample> of) {
        var seen = samples.stream()
                .filter(sample -> !Double.isNaN(of.applyAsDouble(sample)))
                .toList();
        double most = 1.15 * seen.stream().mapToDouble(of).max().orElse(1);
        double top = number * ROW + 24;
        double bottom = top + PLOT;
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>%n",
                LEFT,
                top,
                x(warm) - LEFT,
                PLOT));
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>%n",
                LEFT,
                bottom,
                WIDTH - 20,
                bottom));
        text(LEFT, top - 8, "start", title);
        text(LEFT - 8, bottom, "end", "0");
        text(LEFT - 8, top + 10, "end", String.format(Locale.ROOT, "%.0f", most));
        svg.append(seen.stream()
                .map(sample -> String.format(
                        Locale.ROOT, "%.1f,%.1f", x(sample.minute()), bottom - of.applyAsDouble(sample) / most * PLOT))
                .collect(Collectors.joining(" L", "<path d=\"M", "\"/>\n")));
    }

    private double x(double minute) {
        return LEFT + Math.min(1, minute / minutes) * (WIDTH - 20 - LEFT);
    }

    private void text(double x, double y, String anchor, String words) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, words));
    }
}
