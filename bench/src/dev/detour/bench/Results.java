package dev.detour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured, kept in a file from run to run, so that parts may be measured at different hours: a figure's newest
 * row replaces its older one. A name that begins with … continues that of the last figure that does not.
 */
final class Results {
    /** One figure. {@code runs} is 0 when it could not be measured; then the numbers mean nothing. */
    record Row(
            String name,
            String unit,
            String promise,
            double median,
            double p95,
            double p99,
            double max,
            int runs,
            String load,
            LocalDate day) {
        private static Row of(String line) {
            var cell = line.split("\t", -1);
            return new Row(
                    cell[0],
                    cell[1],
                    cell[2],
                    Double.parseDouble(cell[3]),
                    Double.parseDouble(cell[4]),
                    Double.parseDouble(cell[5]),
                    Double.parseDouble(cell[6]),
                    Integer.parseInt(cell[7]),
                    cell[8],
                    LocalDate.parse(cell[9]));
        }

        private String line() {
            return String.join(
                    "\t",
                    name,
                    unit,
                    promise,
                    Double.toString(median),
                    Double.toString(p95),
                    Double.toString(p99),
                    Double.toString(max),
                    Integer.toString(runs),
                    load,
                    day.toString());
        }
    }

    private static final Map<String, Row> ROWS = new LinkedHashMap<>();
    private static Path file;
    private static String last = "";

    private Results() {}

    /** Reads what earlier runs left. */
    static void open(Path kept) throws IOException {
        file = kept;
        if (Files.exists(file)) {
            for (var line : Files.readAllLines(file)) {
                var row = Row.of(line);
                ROWS.put(row.name(), row);
            }
        }
    }

    static void add(String name, String unit, String promise, List<Double> runs, String load) {
        boolean continues = name.startsWith("…");
        if (!continues) {
            last = name;
        }
        var whole = continues ? last + " " + name : name;
        var sorted = runs.stream().sorted().toList();
        var row = sorted.isEmpty()
                ? new Row(whole, unit, promise, 0, 0, 0, 0, 0, load, LocalDate.now())
                : new Row(
                        whole,
                        unit,
                        promise,
                        Figure.rank(sorted, 0.5),
                        Figure.rank(sorted, 0.95),
                        Figure.rank(sorted, 0.99),
                        sorted.get(sorted.size() - 1),
                        sorted.size(),
                        load,
                        LocalDate.now());
        ROWS.remove(whole);
        ROWS.put(whole, row);
        save();
    }

    private static void save() {
        try {
            Files.write(file, ROWS.values().stream().map(Row::line).toList());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Empty when it was never measured. */
    static Optional<Row> row(String name) {
        return Optional.ofNullable(ROWS.get(name)).filter(row -> row.runs() > 0);
    }

    static Collection<Row> all() {
        return ROWS.values();
    }
}
