package dev.detour.faults;

import dev.detour.faults.FaultRecord.Result;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The page {@code doc/faults.md}: a table for each group of the catalogue. */
final class FaultPage {
    private static final int LONGEST_REASON = 160;

    private final Catalogue catalogue;
    private final List<FaultRecord> records;

    FaultPage(Catalogue catalogue, List<FaultRecord> records) {
        this.catalogue = catalogue;
        this.records = List.copyOf(records);
    }

    String text() {
        var page = new StringBuilder("""
                # Faults

                What happens when things go wrong, and what came of producing each of them for real. Made by `./mvnw verify
                -Pfaults`; not edited by hand. The rows stand in `src/test/resources/dev/detour/faults/catalogue.txt`, and a
                test says by `@Fault` which it shows. The duration is that of a row's tests, without a world that several share.
                """);
        page.append("\n").append(summary()).append("\n");
        var group = "";
        for (var row : catalogue.rows()) {
            if (!row.group().equals(group)) {
                group = row.group();
                page.append("\n## ").append(group).append("\n\n");
                page.append(
                        "| id | fault | right behaviour | result | duration | shown by |\n|---|---|---|---|---|---|\n");
            }
            page.append(line(row));
        }
        return page.toString();
    }

    private String summary() {
        var results = catalogue.rows().stream().map(this::result).toList();
        long passed = results.stream().filter("passed"::equals).count();
        return "%d rows, %d passed.%n"
                .formatted(results.size(), passed)
                .replace("\r", "")
                .strip();
    }

    private String line(Row row) {
        var own = of(row);
        var seconds = own.stream().mapToLong(FaultRecord::millis).sum() / 1000.0;
        var tests = own.stream()
                .map(record -> "`" + record.test() + "`")
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return "| %s | %s | %s | %s | %s | %s |%n"
                .formatted(
                        row.id(),
                        row.fault(),
                        row.right(),
                        result(row),
                        own.isEmpty() ? "–" : String.format(Locale.ROOT, "%.1f s", seconds),
                        tests.isEmpty() ? "–" : String.join(", ", tests))
                .replace("\r", "");
    }

    private String result(Row row) {
        var own = of(row);
        if (own.isEmpty()) {
            return row.later().map(why -> "later: " + why).orElse("**no test ran**");
        }
        if (any(own, Result.FAILED)) {
            return "**failed**: " + why(own, Result.FAILED);
        }
        if (!any(own, Result.NOT_RUN)) {
            return "passed";
        }
        return (any(own, Result.PASSED) ? "passed in part; not run: " : "not run: ") + why(own, Result.NOT_RUN);
    }

    /** What is wrong with this run, in words; empty when every row and every other test is fine. */
    List<String> complaints() {
        var complaints = new ArrayList<String>();
        for (var record : records) {
            if (record.result() == Result.FAILED) {
                var of = record.id() == null ? "" : record.id() + ": ";
                complaints.add(of + record.test() + " failed: " + cell(record.why()));
            }
        }
        return complaints;
    }

    /** The rows that neither a test showed nor a word excuses. */
    List<String> withoutTest() {
        return catalogue.rows().stream()
                .filter(row -> of(row).isEmpty() && row.later().isEmpty())
                .map(row -> row.id() + " (" + row.group() + "): " + row.fault())
                .toList();
    }

    private List<FaultRecord> of(Row row) {
        return records.stream().filter(record -> row.id().equals(record.id())).toList();
    }

    private static boolean any(List<FaultRecord> own, Result result) {
        return own.stream().map(FaultRecord::result).anyMatch(Predicate.isEqual(result));
    }

    private static String why(List<FaultRecord> own, Result result) {
        return own.stream()
                .filter(record -> record.result() == result)
                .map(FaultRecord::why)
                .filter(Objects::nonNull)
                .map(FaultPage::cell)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /** One line that breaks no table. */
    private static String cell(String text) {
        var line = String.valueOf(text)
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .replace("|", "\\|")
                .strip();
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
    }
}
