package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.cli.Verbs.Access;
import dev.detour.config.Configuration;
import dev.detour.config.Loaded;
import dev.detour.config.Sources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration that does not hold any more still says where its controller is, and what it keeps where. */
class OwnAccessTest {
    private static final String BROKEN = "detour.groups=g\ndetour.group.g.regions=\n";

    @TempDir
    Path folder;

    /** The file is in a folder of its own, the working directory is another. */
    private Loaded load(String text, Map<String, String> environment) throws IOException {
        Files.createDirectories(folder.resolve("etc"));
        Files.writeString(folder.resolve("etc/my.properties"), text);
        var sources = Sources.of(folder, environment).withConfig(Path.of("etc/my.properties"));
        var loaded = Configuration.load(sources);
        assertThat(loaded.settings()).isEmpty();
        return loaded;
    }

    private void token(String data, String token) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve(data)).resolve("token"), token + "\n");
    }

    @Test
    void aRelativeFolderOfTheEnvironmentIsInTheWorkingDirectory() throws Exception {
        token("state", "the-token-of-the-state");
        var loaded = load(BROKEN, Map.of("DETOUR_DATA", "state"));

        assertThat(loaded.data()).isEqualTo(folder.resolve("state"));
        assertThat(OwnAccess.of(loaded).token()).contains("the-token-of-the-state");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state\\u0020", "{{env:STATE_KEY}}"})
    void aFolderIsTheOneThatIsMeant(String written) throws Exception {
        token("etc/state", "the-token-of-the-state");
        var loaded = load(BROKEN + "detour.data=" + written + "\n", Map.of("STATE_KEY", "state"));

        assertThat(OwnAccess.of(loaded).token()).contains("the-token-of-the-state");
    }

    @Test
    void aConfiguredTokenGoesBeforeTheOneOfTheFolder() throws Exception {
        token("etc/data", "a-token-that-was-made");
        var loaded = load(
                BROKEN + "detour.http.port=8123\ndetour.http.token={{env:MY_TOKEN}}\n",
                Map.of("MY_TOKEN", "the-token-of-the-file"));

        assertThat(OwnAccess.of(loaded))
                .isEqualTo(new Access(
                        Optional.of(URI.create("http://127.0.0.1:8123")),
                        Optional.of("the-token-of-the-file"),
                        Optional.empty()));
    }
}
