package dev.detour.report;

import dev.detour.decision.Outcome;
import dev.detour.store.RecordedRun;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The slowest answer of each run of probes, a lane for each region, over the time of the incident; failures fill their
 * lane. By a logarithmic scale from 1 ms to a minute, so that 20 ms and 5 s can both be told from nothing.
 */
final class Picture {
    private static final int WIDTH = 860;
    private static final int LEFT = 110;
    private static final int LANE = 48;
    private static final int GAP = 8;
    private static final int TOP = 22;
    private static final int MOST_LANES = 20;
    private static final double SLOWEST = Math.log10(60_000);

    private final Instant from;
    private final double span;
    private final StringBuilder svg = new StringBuilder();

    private Picture(Instant from, Instant to) {
        this.from = from;
        this.span = Math.max(1, Duration.between(from, to).toMillis());
    }

    static String of(Incident incident) {
        var regions = regions(incident);
        if (regions.isEmpty()) {
            return "<p>The probe log has nothing of that time.</p>\n";
        }
        var begin = incident.runs().stream()
                .map(RecordedRun::at)
                .min(Instant::compareTo)
                .orElseThrow();
        var end = incident.runs().stream()
                .map(RecordedRun::until)
                .max(Instant::compareTo)
                .orElseThrow();
        var moments = incident.moments();
        var margin = moments.margin();
        var from = latest(begin, moments.begin().minus(margin));
        var to = earliest(end, moments.end().plus(margin));
        return new Picture(earliest(from, moments.begin()), latest(to, moments.end())).draw(incident, regions);
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earliest(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static List<String> regions(Incident incident) {
        Set<String> names = new LinkedHashSet<>();
        incident.runs().stream()
                .map(RecordedRun::region)
                .filter(name -> !name.equals(RecordedRun.CANARY))
                .sorted()
                .forEach(names::add);
        return names.stream().limit(MOST_LANES).toList();
    }

    private String draw(Incident incident, List<String> regions) {
        int height = TOP + regions.size() * (LANE + GAP) + 24;
        svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Latency of each region\">%n"
                .formatted(WIDTH, height));
        for (int i = 0; i < regions.size(); i++) {
            lane(incident, regions.get(i), TOP + i * (LANE + GAP));
        }
        var moments = incident.moments();
        int bottom = height - 20;
        moments.failed().ifPresent(at -> mark(at, "first failure", "end", bottom + 12, bottom));
        mark(moments.decided(), "decided", "middle", TOP - 8, bottom);
        moments.verified().ifPresent(at -> mark(at, "verified", "start", bottom + 12, bottom));
        return svg.append("</svg>\n").toString();
    }

    private void lane(Incident incident, String region, int top) {
        text(6, top + LANE / 2 + 4, "start", region);
        svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"var(--line)\"/>%n"
                .formatted(LEFT, top, WIDTH - LEFT - 10, LANE));
        incident.runs().stream().filter(run -> run.region().equals(region)).forEach(run -> run(run, top));
    }

    private void run(RecordedRun run, int top) {
        double begin = x(run.at().minusMillis(run.millis()));
        double width = Math.max(2, x(run.until()) - begin);
        boolean up = run.outcome() == Outcome.UP;
        double tall = up ? Math.max(2, LANE * Math.min(1, Math.log10(Math.max(1, run.millis())) / SLOWEST)) : LANE;
        var colour =
                switch (run.outcome()) {
                    case UP -> "var(--good)";
                    case DOWN -> "var(--bad)";
                    case UNKNOWN -> "var(--grey)";
                };
        var words = run.outcome() + " " + Text.time(run.at()) + "–" + Text.time(run.until()) + ", " + run.count()
                + (run.count() == 1 ? " probe, " : " probes, slowest ") + run.millis() + " ms: " + run.text();
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" fill-opacity=\"%s\"><title>%s</title></rect>%n",
                begin,
                top + LANE - tall,
                width,
                tall,
                colour,
                up ? "0.7" : "0.45",
                Html.safe(words)));
    }

    private void mark(Instant at, String words, String anchor, int y, int bottom) {
        double x = x(at);
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"currentColor\" stroke-dasharray=\"3 3\"/>%n",
                x,
                TOP - 4,
                x,
                bottom));
        // Words at an edge lean inwards.
        text(x, y, x > WIDTH * 0.8 ? "end" : x < LEFT + 120 ? "start" : anchor, words + " " + Text.time(at));
    }

    private void text(double x, int y, String anchor, String words) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                Html.safe(words)));
    }

    /** Within the lanes, whatever the moment. */
    private double x(Instant at) {
        double part = Duration.between(from, at).toMillis() / span;
        return LEFT + Math.max(0, Math.min(1, part)) * (WIDTH - LEFT - 10);
    }
}
