package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Verbs;
import dev.detour.config.Loaded;
import dev.detour.control.SystemTimeline;
import dev.detour.decision.Outcome;
import dev.detour.decision.Region;
import dev.detour.doctor.InUse;
import dev.detour.probe.ProbeOnce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The verb {@code probe}: asks the regions now, from here, and says how long each phase took. */
final class ProbeVerb {
    private ProbeVerb() {}

    static int run(Loaded loaded, Verbs.Probe options) {
        var group = Choice.group(loaded.settings().orElseThrow(), options.group());
        var names = group.rules().regions().stream().map(Region::name).toList();
        Choice.requireRegion(names, options.region());
        var timeline = new SystemTimeline(Optional.empty());
        var rows = new ArrayList<Map<String, Object>>();
        var worst = Exit.FINE;
        for (var region : options.region().map(List::of).orElse(names)) {
            var via = InUse.via(group, region);
            if (via.isEmpty()) {
                options.err().println(region + " is unprobed while it is not in use");
                continue;
            }
            var report = ProbeOnce.run(group, region, via.get(), timeline);
            rows.add(row(region, report));
            if (report.result().outcome() != Outcome.UP) {
                worst = Exit.DEGRADED;
            }
        }
        show(rows, options);
        return worst;
    }

    private static Map<String, Object> row(String region, ProbeOnce.Report report) {
        var row = new LinkedHashMap<String, Object>();
        row.put("region", region);
        row.put("outcome", report.result().outcome().name());
        row.put("dns", millis(report.dns()));
        row.put("connect", millis(report.connect()));
        row.put("tls", millis(report.tls()));
        row.put("firstByte", millis(report.firstByte()));
        row.put("total", millis(report.total()));
        row.put("text", report.result().text());
        return row;
    }

    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 1e5) / 10.0;
    }

    private static void show(List<Map<String, Object>> rows, Verbs.Probe options) {
        if (options.json()) {
            options.out().println(Json.of(rows));
            return;
        }
        var form = "%-16.16s %-7s %7s %7s %7s %7s %7s  %-14s%n";
        options.out().printf(form, "REGION", "OUTCOME", "DNS", "CONNECT", "TLS", "FIRST", "TOTAL", "");
        for (var row : rows) {
            options.out()
                    .printf(
                            Locale.ROOT,
                            form,
                            row.get("region"),
                            row.get("outcome"),
                            row.get("dns"),
                            row.get("connect"),
                            row.get("tls"),
                            row.get("firstByte"),
                            row.get("total"),
                            row.get("text"));
        }
        options.err().println("times in milliseconds");
    }
}
