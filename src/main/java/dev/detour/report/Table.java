package dev.detour.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a report tells in rows, whatever form it has.
 *
 * @param heads of the columns; a blank one says enough by what stands below it
 */
record Table(String title, List<String> heads, List<List<String>> rows) {
    static Table phases(Incident incident) {
        var moments = incident.moments();
        return new Table(
                "How long it took",
                List.of("phase", "took", "until (UTC)"),
                List.of(
                        phase("detect", moments.detect(), moments.down()),
                        phase("decide", moments.decide(), Optional.of(moments.decided())),
                        phase("act", moments.act(), moments.acted()),
                        phase("verify", moments.verify(), moments.verified()),
                        phase("in all", moments.total(), moments.verified())));
    }

    private static List<String> phase(String name, Optional<Duration> took, Optional<Instant> until) {
        return row(name, Text.span(took), Text.at(until));
    }

    static Table timeline(Incident incident) {
        return new Table(
                "Timeline",
                List.of("UTC", "event", "region", "what", "by"),
                incident.rows().stream()
                        .map(r -> row(Text.at(r.at()), r.event(), r.region(), r.text(), r.by()))
                        .toList());
    }

    static Table evidence(Incident incident) {
        return new Table(
                "Evidence when it was decided",
                List.of("region", "known"),
                incident.evidence().entrySet().stream()
                        .map(e -> row(e.getKey(), e.getValue()))
                        .toList());
    }

    static Table steps(Incident incident) {
        return new Table(
                "Steps",
                List.of("step", "result", "took", "attempts", ""),
                incident.steps().stream()
                        .map(s ->
                                row(s.step(), s.result(), s.millis() + " ms", Integer.toString(s.attempts()), s.text()))
                        .toList());
    }

    static Table probes(Incident incident) {
        return new Table(
                "Probes",
                List.of("region", "from", "to", "outcome", "probes", "slowest", "last"),
                incident.runs().stream()
                        .map(run -> row(
                                run.region(),
                                Text.at(run.at()),
                                Text.at(run.until()),
                                run.outcome().name(),
                                Long.toString(run.count()),
                                run.millis() + " ms",
                                run.text()))
                        .toList());
    }

    /** Empty cells for nulls. */
    private static List<String> row(String... cells) {
        return Arrays.stream(cells).map(cell -> cell == null ? "" : cell).toList();
    }
}
