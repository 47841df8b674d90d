package dev.detour.act;

import static dev.detour.act.ActFixtures.REGIONS;
import static dev.detour.act.ActFixtures.decision;
import static dev.detour.act.ActFixtures.seedFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.Settings.EnvFile;
import dev.detour.decision.Decision;
import dev.detour.decision.Trigger;
import dev.detour.peers.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS F5: what is let through is read back by real shells as it was meant; the rest is refused. */
class EnvContentTest {
    @TempDir
    Path folder;

    private static EnvFile file(String value, boolean export) {
        return new EnvFile(Path.of("/nowhere/e.env"), Map.of("V", value), export);
    }

    private String sourced(String shell, byte[] content) throws IOException, InterruptedException {
        Path file = folder.resolve("e.env");
        Files.write(file, content);
        Files.writeString(folder.resolve("a-file-a-glob-would-find"), "");
        Process process = new ProcessBuilder(shell, "-c", ". ./e.env; printf %s \"$V\"")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    @Fault("F5")
    void everyValueItLetsThroughIsReadBackByAShell(String shell) throws Exception {
        StringBuilder allowed = new StringBuilder();
        for (char c = 0; c < 0x250; c++) {
            String value = c + "a" + c + "a" + c;
            byte[] content;
            try {
                content = EnvContent.of(file(value, true), decision(1, "EU"));
            } catch (StepFailedException e) {
                continue;
            }
            allowed.append(c);
            if (!Character.isLetterOrDigit(c)) {
                assertThat(sourced(shell, content)).isEqualTo(value);
            }
        }
        assertThat(sourced(shell, EnvContent.of(file(allowed.toString(), true), decision(1, "EU"))))
                .isEqualTo(allowed.toString());
        assertThat(sourced(shell, EnvContent.of(file(allowed.toString(), false), decision(1, "EU"))))
                .isEqualTo(allowed.toString());
        assertThat(allowed.toString()).contains("é", "=", "%", ":", "/").doesNotContain(" ", "~", "$", "*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\rb",
                "a\0b",
                "a b",
                "a\tb",
                "a'b",
                "a\"b",
                "$(id)",
                "`id`",
                "${HOME}",
                "a;b",
                "a&b",
                "a|b",
                "a>b",
                "a\\b",
                "~root",
                "*",
                "a\u2028b",
                "{a,b}",
                "#x",
                "!x",
                "a\u00a0b"
            })
    @Fault("F5")
    void refusesWhatAShellWouldReadDifferently(String value) {
        assertThatThrownBy(() -> EnvContent.of(file(value, true), decision(1, "EU")))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("variable V")
                .hasMessageContaining("right are letters")
                .hasMessageNotContaining("\n");
    }

    @Test
    @Fault("F5")
    void refusesAVariableNameThatIsCode() {
        EnvFile file = new EnvFile(Path.of("/nowhere/e.env"), Map.of("A;id;B", "x"), true);

        assertThatThrownBy(() -> EnvContent.of(file, decision(1, "EU"))).hasMessageContaining("A;id;B");
    }

    @Test
    void aValueThatLooksLikeAPlaceholderIsNotFilledInAgain() {
        Decision decision =
                new Decision(3, "g", Trigger.START, null, "EU", "{epoch}", Instant.EPOCH, "r", "detour", Map.of());

        assertThat(Placeholders.fill("{target}/{epoch}/{from}/{trigger}/{other}", decision))
                .isEqualTo("{epoch}/3//start/{other}");
    }

    @Test
    void plainFormatHasNoExport() {
        EnvFile plain = new EnvFile(Path.of("/x/e"), Map.of("R", "{region}"), false);

        assertThat(new String(EnvContent.of(plain, decision(1, "EU")), StandardCharsets.UTF_8))
                .isEqualTo("R=EU");
    }

    @Test
    void findsTheRegionThatAnExistingFileNames() {
        EnvFile file = seedFile(Path.of("/x/e"));

        assertThat(EnvContent.region(file, "export EXT_CLOUD=cloud.eu.ext.com\nexport EXT_REGION=EU", REGIONS))
                .contains("EU");
        assertThat(EnvContent.region(
                        file, "# by hand\r\nEXT_CLOUD=\"cloud.nam.ext.com\"\r\nEXT_REGION='NAM'\r\n", REGIONS))
                .contains("NAM");
        assertThat(EnvContent.region(file, "export EXT_CLOUD=cloud.eu.ext.com\nexport EXT_REGION=NAM", REGIONS))
                .isEmpty();
        assertThat(EnvContent.region(file, "export EXT_CLOUD=elsewhere\nexport EXT_REGION=XX", REGIONS))
                .isEmpty();
        assertThat(EnvContent.region(file, "", REGIONS)).isEmpty();
    }

    @Test
    void findsTheRegionBesideWhatChangesWithEveryDecision() {
        EnvFile file = new EnvFile(Path.of("/x/e"), Map.of("T", "https://{target}/{epoch}", "E", "{epoch}"), true);

        assertThat(EnvContent.region(file, "export T=https://cloud.eu.ext.com/41\nexport E=41", REGIONS))
                .contains("EU");
    }
}
