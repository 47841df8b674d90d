package dev.detour.bench.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The tables that doc/soak.md shows. */
final class Report {
    private final List<Side> sides;
    private final Kills kills;
    private final List<Vitals.Drift> drifts;
    private final Pulse pulse;
    private final Findings findings;
    private final long seed;
    private final double minutes;
    private final StringBuilder text = new StringBuilder();

    Report(
            List<Side> sides,
            Kills kills,
            List<Vitals.Drift> drifts,
            Pulse pulse,
            Findings findings,
            long seed,
            double minutes) {
        this.sides = sides;
        this.kills = kills;
        this.drifts = drifts;
        this.pulse = pulse;
        this.findings = findings;
        this.seed = seed;
        this.minutes = minutes;
    }

    String text() throws IOException {
        var tallies = sides.stream().map(Report::judged).toList();
        var onces = sides.stream()
                .map(side -> new Once(side.instance, side.journal, findings))
                .toList();
        line("%.1f minutes, seed %d; the machine let the harness wait %d ms at worst.", minutes, seed, pulse.worst());
        line("");
        line("| | never killed | killed every minute |");
        line("|---|---|---|");
        row("switches due", tallies, t -> t.due);
        row("… made", tallies, t -> t.switched);
        row("… missed", tallies, t -> t.missed);
        row("… begin of the outage → decision, median", tallies, t -> seconds(t, 0.5));
        row("… the latest", tallies, t -> seconds(t, 1));
        row("… after its bound (negative: before)", tallies, t -> String.format(Locale.ROOT, "%.2f s", t.latest));
        row("… after its bound, within the tolerance", tallies, t -> t.tolerated);
        row("episodes in which none was due (flaps, all dark, another region, slow)", tallies, t -> t.forbidden);
        row("false switches", tallies, t -> t.falseSwitches);
        line("| kill −9; in the middle of steps | – | %d; %d |", kills.killed, kills.amidSteps);
        line("| SIGTERM; the slowest end | – | %d; %d ms |", kills.terminated, kills.slowestEnd);
        line(
                "| starts | %d | %d |",
                sides.get(0).instance.lives().size(),
                sides.get(1).instance.lives().size());
        row("decisions (one a group is the first start's)", tallies, t -> t.decisions);
        row("restarts of the application", sides, Report::restarts);
        row("looks at the env files", sides, side -> side.watch.looks());
        row("entries of the journal", sides, side -> side.journal.lines().size());
        row("… twice, missing or changed", onces, Once::wrong);
        row("… a health told anew after a start or a freeze that forgot", onces, Once::anew);
        row(
                "… heard as events, over so many connections",
                sides,
                side -> side.reader.entries() + ", " + side.reader.connections());
        row("edits taken", sides, side -> side.edits.taken);
        row("edits refused (broken)", sides, side -> side.edits.refused);
        row("edits overtaken by the next (a decision or a kill in the way)", sides, side -> side.edits.overtaken);
        row(
                "an edit without anything in its way, the slowest",
                sides,
                side -> side.edits.slowest == 0 ? "–" : String.format(Locale.ROOT, "%.1f s", side.edits.slowest));
        row("scrapes served", sides, side -> side.scraper.served);
        row("scrapes while it was away", sides, side -> side.scraper.away);
        row("slow clients ended", sides, side -> side.nuisance.ended);
        row("… the longest-lived", sides, side -> String.format(Locale.ROOT, "%.1f s", side.nuisance.longestSeconds()));
        row("requests refused or hung up on", sides, side -> side.nuisance.refused);
        row(
                "listeners that never read; clients gone before the answer",
                sides,
                side -> side.nuisance.deaf + "; " + side.nuisance.left);
        line("");
        line("| never killed | first third | last third | change |");
        line("|---|---|---|---|");
        for (var drift : drifts) {
            line(
                    "| %s | %.1f %s | %.1f %s | %+.1f %% |",
                    drift.what(), drift.first(), drift.unit(), drift.last(), drift.unit(), drift.percent());
        }
        line("");
        line(findings.all().isEmpty() ? "Found: nothing." : "Found: " + findings.all());
        return text.toString();
    }

    private static Tally judged(Side side) {
        try {
            return side.judge();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int restarts(Side side) {
        int sum = 0;
        try {
            for (var rules : Rules.ALL) {
                sum += side.settling.restarts(rules.name());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum;
    }

    private static String seconds(Tally tally, double rank) {
        var sorted = tally.took.stream().sorted().toList();
        return sorted.isEmpty()
                ? "–"
                : String.format(
                        Locale.ROOT, "%.2f s", sorted.get((int) Math.min(sorted.size() - 1, rank * sorted.size())));
    }

    private <T> void row(String what, List<T> of, Function<T, Object> cell) {
        line("| %s | %s | %s |", what, cell.apply(of.get(0)), cell.apply(of.get(1)));
    }

    private void line(String format, Object... words) {
        text.append(words.length == 0 ? format : String.format(Locale.ROOT, format, words))
                .append('\n');
    }
}
