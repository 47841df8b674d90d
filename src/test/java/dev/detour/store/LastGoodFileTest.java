package dev.detour.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastGoodFileTest {
    @TempDir
    Path data;

    @Test
    void givesBackWhatWasKeptLastAndKeepsItToTheOwner() throws Exception {
        assertThat(LastGoodFile.peek(data)).isEmpty();

        LastGoodFile.keep(data, "one".getBytes(UTF_8));
        LastGoodFile.keep(data, "the other".getBytes(UTF_8));

        assertThat(LastGoodFile.peek(data))
                .hasValueSatisfying(bytes -> assertThat(bytes).asString(UTF_8).isEqualTo("the other"));
        try (var files = Files.list(data)) {
            assertThat(files).singleElement().satisfies(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
        }
    }

    @Test
    void whatIsNoPlainFileIsNotRead() throws Exception {
        var elsewhere = Files.writeString(data.resolve("elsewhere"), "secret");
        Files.createSymbolicLink(data.resolve("last-good.json"), elsewhere);

        assertThat(LastGoodFile.peek(data)).isEmpty();
    }
}
