package dev.detour.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Writes the page, last of all, under {@code ./mvnw verify -Pfaults}; its name keeps it out of any other run. */
class FaultPageWriter {
    @Test
    void writesWhatCameOfEveryRow() throws IOException {
        var page = new FaultPage(Catalogue.read(), FaultRecords.ofThisRun().all());
        // What only some tests ran for is for a look, not for the tree.
        var file = System.getProperty("test") == null ? Path.of("doc/faults.md") : Path.of("target/faults/faults.md");
        Files.writeString(file, page.text());
        page.withoutTest().forEach(row -> System.err.println("!!! no test ran for fault " + row));

        assertThat(page.complaints()).as("see %s", file).isEmpty();
        assertThat(Catalogue.EVERY_ROW_HAS_A_TEST ? page.withoutTest() : List.of())
                .isEmpty();
    }
}
