package dev.detour.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/release}, of what this build made. */
@Tag("slow")
class ReleaseTest {
    private static final Path OUT = Path.of("target/release");

    @TempDir
    Path folder;

    private static String run(Path in, String... argv) throws Exception {
        var process = new ProcessBuilder(argv)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void packsTheSameBytesTwiceAndTheyRun() throws Exception {
        run(Path.of("."), "bin/release", "--packed");
        var first = Files.readString(OUT.resolve("SHA256SUMS"));
        run(Path.of("."), "bin/release", "--packed");

        assertThat(Files.readString(OUT.resolve("SHA256SUMS"))).isEqualTo(first);
        run(OUT, "sha256sum", "-c", "SHA256SUMS");
        run(
                folder,
                "tar",
                "xzf",
                OUT.resolve("detour-1.0.0.tar.gz").toAbsolutePath().toString());
        var unpacked = folder.resolve("detour-1.0.0");
        assertThat(run(unpacked, "./detour", "version")).isEqualTo("1.0.0\n");
        assertThat(unpacked.resolve("LICENSE")).exists();
        assertThat(unpacked.resolve("src")).doesNotExist();
    }

    @Test
    void theListOfContentsNamesWhatIsInsideAndNothingElse() throws Exception {
        run(Path.of("."), "bin/release", "--packed");
        var list = new ObjectMapper()
                .readTree(OUT.resolve("detour-1.0.0-sbom.json").toFile());

        assertThat(list.path("bomFormat").asText()).isEqualTo("CycloneDX");
        var listed = list.path("components").findValuesAsText("purl").stream()
                .map(purl -> purl.replaceAll(".*/([^@]+)@([^?]+).*", "$1-$2.jar"))
                .toList();
        try (var jars = Files.list(Path.of("target/lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString())
                            .filter(jar -> !jar.contains("-linux-") && !jar.contains("-osx-")))
                    .isSubsetOf(listed);
        }
        assertThat(listed).noneMatch(jar -> jar.startsWith("junit") || jar.startsWith("assertj"));
    }
}
