package dev.detour.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.log.Log;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunWordsTest {
    @Test
    void readsAPlainRun() {
        assertThat(RunWords.of("run")).contains(new Verbs.Run(Optional.empty(), Optional.empty(), Log.Form.JSON));
        assertThat(RunWords.of("run", "-r", "EU", "--config=a=b.properties", "--log", "text"))
                .contains(new Verbs.Run(Optional.of("EU"), Optional.of(Path.of("a=b.properties")), Log.Form.TEXT));
        assertThat(RunWords.of("run", "--region=EU").map(Verbs.Run::region)).contains(Optional.of("EU"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "run --help",
                "run EU",
                "run --region",
                "run --region=",
                "run --region --log text",
                "run --region EU --region NAM",
                "run --region \"EU\"",
                "run --log xml",
                "run --regin EU"
            })
    void leavesTheRestToTheWholeCommandLine(String words) {
        assertThat(RunWords.of(words.split(" "))).isEmpty();
    }
}
