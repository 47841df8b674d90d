package dev.detour.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ArgvTest {
    @Test
    void splitsAsAShellWould() throws Wrong {
        assertThat(Argv.split(" /bin/x  'a b' \"c \\\"d\\x\" e\\ f'' '' g'h'\"i\" "))
                .containsExactly("/bin/x", "a b", "c \"d\\x", "e f", "", "ghi");
    }

    @Test
    void refusesWhatDoesNotEnd() {
        assertThatThrownBy(() -> Argv.split("a 'b")).hasMessage("an unbalanced '");
        assertThatThrownBy(() -> Argv.split("a \"b")).hasMessage("an unbalanced \"");
        assertThatThrownBy(() -> Argv.split("a\\")).hasMessage("a backslash at the end");
        assertThatThrownBy(() -> Argv.split("  ")).hasMessage("no command");
    }

    @Property(tries = 50)
    void agreesWithTheShell(@ForAll("commands") String command) throws Exception {
        List<String> words;
        try {
            words = Argv.split("x " + command);
        } catch (Wrong e) {
            Assume.that(false);
            return;
        }
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s\\001' x " + command).start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(shell.waitFor()).isZero();
        assertThat(output).isEqualTo(String.join("\001", words) + "\001");
    }

    @Provide
    Arbitrary<String> commands() {
        return Arbitraries.of(
                        "a",
                        "b",
                        " ",
                        "'a'",
                        "\"b\"",
                        "\\ ",
                        "\\'",
                        "\\\"",
                        "'\"'",
                        "\"'\"",
                        "\"\\\\\"",
                        "\"\\a\"",
                        "''")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }
}
