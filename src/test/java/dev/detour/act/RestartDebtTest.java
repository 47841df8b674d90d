package dev.detour.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartDebtTest {
    private static final String MARK = "0b0f6b9e-5d0c-4b39-8c65-4a0f5c7d1a11";

    @TempDir
    Path folder;

    private Path file;
    private RestartDebt debt;

    @BeforeEach
    void setUp() {
        debt = new RestartDebt(folder, "ext-cloud");
        file = folder.resolve("restart-ext-cloud.owed");
    }

    private void onlyTheOwnersToRead() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var beside = Files.list(folder)) {
            assertThat(beside).containsExactly(file);
        }
    }

    @Test
    void isTheOwnersAloneWhateverItSays() throws Exception {
        debt.owe();
        onlyTheOwnersToRead();
        debt.running(MARK);
        onlyTheOwnersToRead();
        debt.failed();
        onlyTheOwnersToRead();
    }

    @Test
    void isTheOwnersAloneAgainAfterSomebodyOpenedIt() throws Exception {
        debt.owe();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        debt.running(MARK);

        onlyTheOwnersToRead();
    }

    @Test
    void whatACrashLeftBesideItIsNoHindrance() throws Exception {
        Files.writeString(folder.resolve("restart-ext-cloud.owed.new"), "half of a ma");

        debt.running(MARK);

        assertThat(debt.interrupted()).hasValue(MARK);
        onlyTheOwnersToRead();
    }

    @Test
    void namesTheCommandThatRanAndNoOther() throws Exception {
        assertThat(debt.owed()).isFalse();
        assertThat(debt.interrupted()).isEmpty();
        debt.owe();
        assertThat(debt.owed()).isTrue();
        assertThat(debt.interrupted()).isEmpty();
        debt.running(MARK);
        assertThat(new RestartDebt(folder, "ext-cloud").interrupted()).hasValue(MARK);
        debt.failed();
        assertThat(debt.owed()).isTrue();
        assertThat(debt.interrupted()).isEmpty();
        debt.paid();
        assertThat(debt.owed()).isFalse();
        assertThat(file).doesNotExist();
    }

    @Test
    void whatCannotBeReadIsNotTakenForNothing() throws Exception {
        Files.createDirectory(file);

        assertThatThrownBy(debt::interrupted)
                .isInstanceOf(StepFailedException.class)
                .hasMessageStartingWith("cannot read " + debt);
    }
}
