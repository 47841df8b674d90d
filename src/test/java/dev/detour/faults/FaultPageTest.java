package dev.detour.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.faults.FaultRecord.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultPageTest {
    private static final Catalogue CATALOGUE = new Catalogue("""
            ## Network
            N1 | refused | DOWN
            N2 | black hole | DOWN
            ## Own host
            O1 | disk full | whole
            O2 | inodes full | whole
            O3 | read-only | whole
            G1 | no token | refused | not built yet
            """);

    @Test
    void saysOfEveryRowWhatCameOfIt() {
        var page = new FaultPage(
                CATALOGUE,
                List.of(
                        of("N1", "A.refused", Result.PASSED, 1200, null),
                        of("N1", "A.refusedOverTcp", Result.PASSED, 350, null),
                        of("N2", "A.hole", Result.PASSED, 10, null),
                        of("N2", "A.hole", Result.FAILED, 10, "expected\n a | b"),
                        of("O1", "B.full", Result.NOT_RUN, 0, "mount needs root"),
                        of("O2", "B.inodes", Result.NOT_RUN, 0, "mount needs root"),
                        of("O2", "B.nodes", Result.PASSED, 0, null),
                        of(null, "C.other", Result.FAILED, 3, "no")));

        assertThat(page.text())
                .contains("6 rows, 1 passed.")
                .contains("| N1 | refused | DOWN | passed | 1.6 s | `A.refused`, `A.refusedOverTcp` |\n")
                .contains("| N2 | black hole | DOWN | **failed**: expected a \\| b | 0.0 s | `A.hole` |\n")
                .contains("## Own host\n")
                .contains("| not run: mount needs root |")
                .contains("| passed in part; not run: mount needs root |")
                .contains("| O3 | read-only | whole | **no test ran** | – | – |\n")
                .contains("| later: not built yet |");
        assertThat(page.complaints()).containsExactly("N2: A.hole failed: expected a \\| b", "C.other failed: no");
        assertThat(page.withoutTest()).containsExactly("O3 (Own host): read-only");
    }

    @Test
    void readsWhatEveryJvmOfThisRunRecordedAndNothingOlder(@TempDir Path folder) throws Exception {
        var row = of("N1", "A.refused", Result.FAILED, 7, "a \"b\"\nc");
        Files.writeString(folder.resolve("1-5.jsonl"), row.toLine());
        Files.writeString(folder.resolve("2-5.jsonl"), row.toLine());
        var records = new FaultRecords(folder, "2");
        records.add(of("N2", "A.hole", Result.PASSED, 7, null));

        assertThat(records.all()).containsExactlyInAnyOrder(row, of("N2", "A.hole", Result.PASSED, 7, null));
        records.removeOthers();
        assertThat(folder.resolve("1-5.jsonl")).doesNotExist();
        assertThat(records.all()).hasSize(2);
    }

    private static FaultRecord of(String id, String test, Result result, long millis, String why) {
        return new FaultRecord(
                id, CATALOGUE.row(String.valueOf(id)).map(Row::fault).orElse(null), test, result, millis, why);
    }
}
