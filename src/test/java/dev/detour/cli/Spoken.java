package dev.detour.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What the command line said in answer to some words, in this process.
 *
 * @param exit the exit status
 * @param out what stood on stdout
 * @param err what stood on stderr
 */
public record Spoken(int exit, String out, String err) {
    /** @param env the environment that the command line itself looks at */
    public static Spoken by(Verbs verbs, Map<String, String> env, String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var exit = new Cli(verbs, env, printing(out), printing(err)).execute(words);
        return new Spoken(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream printing(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
