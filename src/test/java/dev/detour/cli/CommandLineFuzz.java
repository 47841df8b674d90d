package dev.detour.cli;

import dev.detour.fuzz.Input;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Any words on the command line call a verb, show help, or are refused as misuse in plain words; never a stack trace. Words
 * are separated by newlines. The verbs do nothing, and nobody is there to be asked.
 */
public final class CommandLineFuzz {
    private static final Verbs NOTHING = (Verbs) Proxy.newProxyInstance(
            Verbs.class.getClassLoader(),
            new Class<?>[] {Verbs.class},
            (proxy, method, given) -> switch (method.getName()) {
                case "version" -> "1";
                case "access" -> Verbs.Access.UNKNOWN;
                default -> Exit.FINE;
            });

    private CommandLineFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        // No process can be given a NUL.
        var words = Input.text(input).replace("\0", "").split("\n");
        var cli = new Cli(
                NOTHING,
                Map.of("DETOUR_URL", "http://127.0.0.1:1"),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        int status = cli.execute(words);
        Input.require(status >= 0 && status <= 8, "status " + status);
        String said = err.toString(StandardCharsets.UTF_8);
        Input.require(said.lines().noneMatch(line -> line.matches("\\s+at .*\\(.*\\)")), "a stack trace: " + said);
        Input.require(status == Exit.FINE || !said.isBlank(), "ends with " + status + " without a word");
        Input.require(said.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c)), "control signs: " + said);
    }
}
