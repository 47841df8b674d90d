package dev.detour.bench;

import dev.detour.bench.Results.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What is promised of Detour's pace and cost, and whether the kept figures keep it: the one place where the bounds are tested. */
final class Promises {
    /**
     * One promise, held against what was measured.
     *
     * @param promised the bound, in words
     * @param measured Detour's, and where one is named the peer's and the ratio; empty when not measured
     */
    record Verdict(String what, String promised, String measured, boolean kept) {
        boolean known() {
            return !measured.isEmpty();
        }
    }

    private final List<Verdict> verdicts = new ArrayList<>();

    private Promises() {}

    static List<Verdict> all() {
        var it = new Promises();
        it.decisions();
        it.processes();
        it.regions();
        it.answers();
        it.gateway();
        return it.verdicts;
    }

    private void decisions() {
        for (var way : List.of("by reset", "by 503", "by hanging")) {
            var name = "failing " + way + ": … → ";
            atMost(
                    "deciding probe's end → first step, " + way + ": median",
                    name + "first step started",
                    Row::median,
                    10);
            atMost("… at most", name + "first step started", Row::max, 50);
            atMost("… → env file durable: median", name + "env file durable", Row::median, 25);
        }
        atMost(
                "first decision of a process: first step, at most",
                "first decision of a process: … → first step started",
                Row::max,
                50);
        atMost(
                "region hangs → first step (threshold 3 s, interval 1 s, timeout 1.5 s), at most",
                "region silent → first step (outage 3 s, interval 1 s, timeout 1.5 s)",
                Row::max,
                5.5);
        atMost(
                "other regions' probes meanwhile: late by, p99",
                "other regions' probes meanwhile: late by",
                Row::p99,
                250);
    }

    private void processes() {
        for (var java : List.of("Java 17, archive of classes", "Java 25, AOT cache")) {
            atMost(
                    "start → first probe, " + java + ": median",
                    "./detour run → first probe arrives, " + java,
                    Row::median,
                    1.0);
        }
        atMost("resident after 60 s, 3 regions", "resident after 60 s, 3 regions", Row::median, 150);
        atMost("idle CPU, 3 regions", "idle CPU, 3 regions", Row::median, 1);
        atMost("edit's last write → in force, at most", "edit's last write → in force", Row::max, 5);
        atMost(
                "between two probes of a region meanwhile (interval 1 s), at most",
                "between two probes of a region meanwhile (interval 1 s)",
                Row::max,
                2);
    }

    private void regions() {
        var ours = "Detour, 1000 regions: ";
        atMost("1000 regions, a tenth hanging: probes late by, p99", ours + "probes begin late by", Row::p99, 250);
        atLeast("… of the probes due were made", ours + "of the probes due were made", 99);
        atMost("… CPU", ours + "CPU", Row::median, 12);
        atMost("… resident", ours + "resident", Row::median, 250);
        ratio(
                "… CPU beside Prometheus + blackbox exporter (12 beside 19)",
                ours + "CPU",
                "Prometheus + blackbox exporter, 1000 regions: CPU",
                Row::median,
                12 / 19.0);
        atMost(
                "all 1000 hanging: probes late by, p99",
                "Detour, all hanging, 1000 regions: probes begin late by",
                Row::p99,
                250);
    }

    private void answers() {
        for (var load : List.of("/metric/site-a, 64 connections", "the same, the other site a black hole")) {
            var ours = "Detour: " + load;
            var theirs = "Flask: " + load;
            if (load.startsWith("/metric")) {
                compare(load + ": requests/s, beside Flask's", ours, theirs, Row::median, "≥ ", 8);
            }
            ratio("… p99 of " + load, ours + " … 99th percentile", theirs + " … 99th percentile", Row::median, 0.25);
            ratio("… CPU per request", ours + " … CPU per request", theirs + " … CPU per request", Row::median, 0.125);
        }
        atMost(
                "the other site a black hole: slowest answer",
                "Detour: the same, the other site a black hole … slowest",
                Row::max,
                100);
        atMost(
                "deciding probe's end → /metric says 1: median",
                "the probe that fails ends → /metric says 1",
                Row::median,
                5);
        atMost("answers that contradict an earlier one", "answers that contradict an earlier one", Row::max, 0);
        atLeast(
                "/api/v1/status with 100 regions: requests/s",
                "/api/v1/status with 100 regions, 64 connections (≥ 5000)",
                5000);
        atMost(
                "500 listen to events, one update a second: CPU",
                "500 listen to events, one update a second: CPU",
                Row::median,
                15);
    }

    private void gateway() {
        var saturated = ": CPU per proxied 1 KiB request at saturation";
        ratio(
                "gateway: CPU per request at saturation, beside nginx",
                "Detour" + saturated,
                "nginx" + saturated,
                Row::median,
                3);
        ratio(
                "… beside the same by a Camel route",
                "Detour" + saturated,
                "Detour by a Camel route" + saturated,
                Row::median,
                0.5);
        ratio("gateway at 2000/s: median, beside nginx", "Detour: at 2000/s", "nginx: at 2000/s", Row::median, 2);
        ratio("… p99", "Detour: at 2000/s", "nginx: at 2000/s", Row::p99, 2);
        var cached = ": CPU per cached 1 KiB answer at saturation";
        ratio("gateway, a kept answer: CPU, beside nginx", "Detour" + cached, "nginx" + cached, Row::median, 2.5);
        for (var fault : List.of("killed", "frozen")) {
            var name = ": first upstream " + fault + " under 500/s";
            atMost(
                    "first of two upstreams " + fault + " under 500/s: lost of 5000",
                    "Detour" + name + " … lost",
                    Row::max,
                    0);
        }
        var killed = ": first upstream killed under 500/s";
        if (Results.row("Detour" + killed).filter(row -> row.max() <= 30).isPresent()) {
            atMost("… killed: slowest", "Detour" + killed, Row::max, 30);
        } else {
            ratio("… killed: slowest, beside nginx (or 30 ms)", "Detour" + killed, "nginx" + killed, Row::max, 3);
        }
        var frozen = ": first upstream frozen under 500/s … above 100 ms";
        ratio("… frozen: answers above 100 ms, beside nginx", "Detour" + frozen, "nginx" + frozen, Row::median, 1);
        atMost("/healthz while the gateway is saturated, at most", "/healthz meanwhile", Row::max, 100);
        atMost("probes late meanwhile, p99", "probes meanwhile (interval 1 s) begin late by", Row::p99, 250);
    }

    private void atMost(String what, String name, ToDoubleFunction<Row> of, double bound) {
        bound(what, name, of, "≤ ", bound);
    }

    private void atLeast(String what, String name, double bound) {
        bound(what, name, Row::median, "≥ ", bound);
    }

    private void bound(String what, String name, ToDoubleFunction<Row> of, String side, double bound) {
        var row = Results.row(name);
        double value = row.map(of::applyAsDouble).orElse(0.0);
        verdicts.add(new Verdict(
                what,
                side + number(bound) + row.map(r -> " " + r.unit()).orElse(""),
                row.map(r -> Figure.number(value) + " " + r.unit()).orElse(""),
                side.equals("≤ ") ? value <= bound : value >= bound));
    }

    private void ratio(String what, String ours, String theirs, ToDoubleFunction<Row> of, double factor) {
        compare(what, ours, theirs, of, "≤ ", factor);
    }

    private void compare(
            String what, String ours, String theirs, ToDoubleFunction<Row> of, String side, double factor) {
        var one = Results.row(ours);
        var other = Results.row(theirs);
        boolean known = one.isPresent() && other.isPresent();
        double mine = one.map(of::applyAsDouble).orElse(0.0);
        double peers = other.map(of::applyAsDouble).orElse(0.0);
        verdicts.add(new Verdict(
                what,
                side + number(factor) + " ×",
                known
                        ? "%s beside %s %s: %s ×"
                                .formatted(
                                        Figure.number(mine),
                                        Figure.number(peers),
                                        other.get().unit(),
                                        Figure.number(mine / peers))
                        : "",
                // Not divided: none beside none is no worse.
                side.equals("≤ ") ? mine <= factor * peers : mine >= factor * peers));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3g", value);
    }
}
