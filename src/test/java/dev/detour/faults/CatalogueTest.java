package dev.detour.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private final Catalogue catalogue = Catalogue.read();

    @Test
    void everyIdOfATestIsARow() {
        assertThat(catalogue.rows())
                .extracting(Row::id)
                .containsAll(Catalogue.shownBy().keySet());
    }

    @Test
    void everyRowHasATestOrSaysWhyNot() {
        var shown = Catalogue.shownBy().keySet();
        var missing = catalogue.rows().stream()
                .filter(row -> row.later().isEmpty() && !shown.contains(row.id()))
                .map(row -> row.id() + " (" + row.fault() + ")")
                .toList();
        missing.forEach(row -> System.err.println("!!! no test carries the fault " + row));
        assertThat(Catalogue.EVERY_ROW_HAS_A_TEST ? missing : List.of()).isEmpty();
    }

    @Test
    void aRowThatHasATestIsNotPutOff() {
        var shown = Catalogue.shownBy().keySet();
        assertThat(catalogue.rows())
                .filteredOn(row -> row.later().isPresent())
                .extracting(Row::id)
                .doesNotContainAnyElementsOf(shown);
    }

    @Test
    void isWrittenAsItSays() {
        assertThat(catalogue.row("N1")).hasValueSatisfying(row -> assertThat(row)
                .extracting(Row::group, Row::fault, Row::right)
                .containsExactly("Network", "refused", "DOWN at once, said so"));
        assertThatThrownBy(() -> new Catalogue("N1 | refused"))
                .hasMessage("not \"id | fault | right behaviour\": N1 | refused");
        assertThatThrownBy(() -> new Catalogue("N1 | a | b\nN1 | c | d")).hasMessage("two rows are called N1");
    }
}
