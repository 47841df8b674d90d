package dev.detour.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.decision.Gate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code doc/operating.md} knows every gate of the code, and no other; each says what it means and what to do. */
class OperatingGuideTest {
    private static final Pattern GATE =
            Pattern.compile("(?m)^### `([a-z-]+)`\\n\\*\\*Means:\\*\\* \\S(?s:.*?)\\n\\*\\*Do:\\*\\* \\S");

    @Test
    void everyGateIsExplainedInTheOrderOfTheCode() throws Exception {
        var guide = Files.readString(Path.of("doc/operating.md"));

        assertThat(GATE.matcher(guide).results().map(m -> m.group(1)))
                .containsExactlyElementsOf(
                        Arrays.stream(Gate.values()).map(Gate::wireName).toList());
        assertThat(guide.lines().filter(line -> line.startsWith("### "))).hasSize(Gate.values().length);
    }
}
