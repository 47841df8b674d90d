package dev.detour.bench;

import dev.detour.bench.Results.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/** Bars of Detour and its peers, a panel for each comparison; SVG that is read in light and in dark. */
final class Picture {
    private static final int WIDTH = 440;
    private static final int BAR = 22;
    private static final int HEAD = 34;
    private static final int LABEL = 150;
    private static final int LONGEST = 200;
    private static final int COLUMNS = 2;
    private static final Pattern OURS = Pattern.compile("Detour(?! by )|failing by ");

    /** @param ours whether it is Detour's, who stands out */
    private record Bar(String who, boolean ours, double value, String text) {}

    private record Panel(String title, List<Bar> bars) {
        int height() {
            return HEAD + bars.size() * BAR + 18;
        }
    }

    private final List<Panel> panels = new ArrayList<>();

    private Picture() {}

    /** Of what the kept figures tell; a comparison without Detour's own figure is left out. */
    static String draw() {
        var it = new Picture();
        it.compare(
                "a region answers 503 → something is done",
                "ms",
                Row::median,
                List.of(
                        "Detour: first step|failing by 503: answer sent → first step started",
                        "HAProxy: state change|HAProxy: failing by 503: answer sent → state change logged",
                        "Monit: command|Monit: failing by 503: answer sent → its command runs",
                        "Prometheus: alert|Prometheus: failing by 503: answer sent → alert sent"));
        it.compare("1000 regions every 10 s: CPU, of a core", "%", Row::median, crowd("CPU"));
        it.compare(
                "KEDA's poll: CPU per request",
                "µs",
                Row::median,
                List.of(
                        "Detour|Detour: /metric/site-a, 64 connections … CPU per request",
                        "Flask, 2 workers|Flask: /metric/site-a, 64 connections … CPU per request"));
        it.compare("1000 regions every 10 s: memory", "MB", Row::median, crowd("resident"));
        it.compare("gateway: CPU per proxied request", "µs", Row::median, proxied());
        it.compare(
                "gateway at 2000/s: p99",
                "ms",
                Row::p99,
                List.of(
                        "Detour|Detour: at 2000/s",
                        "nginx|nginx: at 2000/s",
                        "HAProxy|HAProxy: at 2000/s",
                        "aiohttp|aiohttp: at 2000/s"));
        for (var what : List.of("CPU", "resident")) {
            it.compare(
                    "Detour, as regions grow: " + (what.equals("CPU") ? "CPU, of a core" : "memory"),
                    what.equals("CPU") ? "%" : "MB",
                    Row::median,
                    List.of(
                            "10 regions|Detour, 10 regions: " + what,
                            "100|Detour, 100 regions: " + what,
                            "1000|Detour, 1000 regions: " + what,
                            "10,000|Detour, 10000 regions: " + what));
        }
        return it.svg();
    }

    private static List<String> crowd(String what) {
        return List.of(
                "Detour|Detour, 1000 regions: " + what,
                "Prometheus + blackbox|Prometheus + blackbox exporter, 1000 regions: " + what,
                "HAProxy|HAProxy, 1000 regions: " + what);
    }

    private static List<String> proxied() {
        var what = ": CPU per proxied 1 KiB request at saturation";
        return List.of(
                "Detour|Detour" + what,
                "nginx|nginx" + what,
                "HAProxy|HAProxy" + what,
                "aiohttp|aiohttp" + what,
                "by a Camel route|Detour by a Camel route" + what);
    }

    /** @param bars {@code label|name of the figure}, Detour's first */
    private void compare(String title, String unit, ToDoubleFunction<Row> of, List<String> bars) {
        var drawn = new ArrayList<Bar>();
        for (var bar : bars) {
            int cut = bar.indexOf('|');
            Results.row(bar.substring(cut + 1)).ifPresent(row -> {
                double value = of.applyAsDouble(row);
                // Ours are named so, or name no program at all; the yardstick by a Camel route is no way to use us.
                boolean ours = OURS.matcher(row.name()).lookingAt();
                drawn.add(new Bar(bar.substring(0, cut), ours, value, Figure.number(value) + " " + unit));
            });
        }
        if (drawn.size() > 1) {
            panels.add(new Panel(title, drawn));
        }
    }

    private String svg() {
        var body = new StringBuilder();
        int y = 10;
        for (int i = 0; i < panels.size(); i += COLUMNS) {
            var row = panels.subList(i, Math.min(i + COLUMNS, panels.size()));
            for (int column = 0; column < row.size(); column++) {
                panel(body, row.get(column), 10 + column * WIDTH, y);
            }
            y += row.stream().mapToInt(Panel::height).max().orElse(0);
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-label="Detour beside its peers: bars of pace and cost">
                <style>
                  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
                  .title { font-weight: 600 }
                  .detour { fill: #0969da } .peer { fill: #9aa4af } .ground { fill: #ffffff }
                  @media (prefers-color-scheme: dark) {
                    text { fill: #e6edf3 } .detour { fill: #58a6ff } .peer { fill: #6e7681 } .ground { fill: #0d1117 }
                  }
                </style>
                <rect class="ground" width="100%%" height="100%%"/>
                %3$s</svg>
                """.formatted(10 + COLUMNS * WIDTH, y, body);
    }

    private static void panel(StringBuilder out, Panel panel, int x, int y) {
        out.append("<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(x, y + 16, panel.title()));
        double most = panel.bars().stream().mapToDouble(Bar::value).max().orElse(1);
        int top = y + HEAD;
        for (var bar : panel.bars()) {
            int length = (int) Math.max(1, Math.round(LONGEST * bar.value() / most));
            out.append("<text x=\"%d\" y=\"%d\">%s</text>%n".formatted(x, top + 13, bar.who()));
            out.append("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>%n"
                    .formatted(bar.ours() ? "detour" : "peer", x + LABEL, top, length, BAR - 6));
            out.append("<text x=\"%d\" y=\"%d\">%s</text>%n".formatted(x + LABEL + length + 6, top + 13, bar.text()));
            top += BAR;
        }
    }
}
