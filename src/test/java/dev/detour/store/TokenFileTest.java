package dev.detour.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
    @TempDir
    Path data;

    @Test
    void isMadeOnceOf32RandomBytesForItsOwnerOnly(@TempDir Path other) throws IOException {
        var token = TokenFile.loadOrCreate(data);
        assertThat(Base64.getUrlDecoder().decode(token)).hasSize(32);
        assertThat(permissions()).isEqualTo("rw-------");
        assertThat(TokenFile.loadOrCreate(data)).isEqualTo(token);
        assertThat(TokenFile.loadOrCreate(other)).isNotEqualTo(token);
        try (var files = Files.list(data)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void closesOneThatOthersCanRead() throws IOException {
        Files.writeString(data.resolve("token"), "an-old-token-1234\n");
        Files.setPosixFilePermissions(data.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(TokenFile.loadOrCreate(data)).isEqualTo("an-old-token-1234");
        assertThat(permissions()).isEqualTo("rw-------");
    }

    @Test
    void refusesWhatIsNoTokenWithoutTouchingIt() throws IOException {
        var file = data.resolve("token");
        for (var content :
                new String[] {"", "short", "two lines of words\nare not a token", "\u00fcberlang-und-kein-ascii"}) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> TokenFile.loadOrCreate(data))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(file + ": holds no token")
                    .hasMessageContaining("Delete it to have a new one made");
            assertThat(file).hasContent(content);
        }
        Files.delete(file);
        Files.createSymbolicLink(file, data.resolve("elsewhere"));
        assertThatThrownBy(() -> TokenFile.loadOrCreate(data)).hasMessageContaining("is not a regular file");
        assertThat(data.resolve("elsewhere")).doesNotExist();
    }

    private String permissions() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("token")));
    }
}
