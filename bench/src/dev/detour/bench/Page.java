package dev.detour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** {@code doc/figures.md} and its picture, from the kept figures. */
final class Page {
    private Page() {}

    static void write(Path doc) throws IOException {
        Files.writeString(doc.resolve("figures.svg"), Picture.draw());
        var promises = Promises.all();
        var kept = promises.stream().filter(v -> v.known() && v.kept()).count();
        var missed = promises.stream().filter(v -> v.known() && !v.kept()).count();
        Files.writeString(doc.resolve("figures.md"), """
                # Figures

                What `bench/run` measured, as it printed it. Made by `bench/run page`; not edited by hand. How each figure is taken,
                and what was found on the way, tells [performance.md](performance.md).

                %s

                ![Detour beside its peers](figures.svg)

                ## Promises

                %d kept, %d missed, %d not measured. Where a peer is named, both were measured in the same run. What must stay flat for
                minutes (the heap over 500 edits, 500 event streams, the gateway at saturation) is below, but not judged here: a run
                with `--quick` does not look long enough.

                | promise | bound | measured | |
                |---|---|---|---|
                %s

                ## All figures

                Nearest rank. *Load* is the machine's of the last minute when the row was printed: on two cores, above 2 the measured
                program waits for its turn.

                | figure | promise | median | p95 | p99 | max | runs | load | day |
                |---|---|---|---|---|---|---|---|---|
                %s
                """.formatted(
                        machine(),
                        kept,
                        missed,
                        promises.size() - kept - missed,
                        promises.stream().map(Page::row).collect(Collectors.joining("\n")),
                        Results.all().stream().map(Page::row).collect(Collectors.joining("\n"))));
        System.out.println(kept + " promises kept, " + missed + " missed; written to doc/figures.md");
    }

    private static String machine() throws IOException {
        var model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("of unknown make");
        return "Measured on %d virtual cores (%s), %s %s, Java %s where no other is named."
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        model,
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    private static String row(Promises.Verdict v) {
        return "| %s | %s | %s | %s |".formatted(v.what(), v.promised(), v.known() ? v.measured() : "–", word(v));
    }

    private static String word(Promises.Verdict v) {
        return !v.known() ? "not measured" : v.kept() ? "kept" : "**missed**";
    }

    private static String row(Results.Row r) {
        return "| %s | %s | %s %s | %s | %s | %s | %d | %s | %s |"
                .formatted(
                        r.name(),
                        r.promise().isEmpty() ? "–" : r.promise(),
                        r.runs() == 0 ? "not measured" : Figure.number(r.median()),
                        r.runs() == 0 ? "" : r.unit(),
                        Figure.number(r.p95()),
                        Figure.number(r.p99()),
                        Figure.number(r.max()),
                        r.runs(),
                        r.load(),
                        r.day());
    }
}
