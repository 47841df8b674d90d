package dev.detour.cli;

import dev.detour.log.Log;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The command line of {@code run} when it is as one writes it: read without picocli, whose 144 classes are older than
 * what the archive of classes takes, and cost each start a tenth of its time. Whatever is not understood here at first
 * sight is {@link Cli}'s.
 */
public final class RunWords {
    private static final Set<String> OPTIONS = Set.of("--region", "--config", "--log");

    private RunWords() {}

    /** Empty when it is not plainly a {@code run}. */
    public static Optional<Verbs.Run> of(String... args) {
        if (args.length == 0 || !args[0].equals("run")) {
            return Optional.empty();
        }
        var given = new HashMap<String, String>();
        for (int i = 1; i < args.length; ) {
            int equals = args[i].indexOf('=');
            var option = equals > 0 ? args[i].substring(0, equals) : args[i].equals("-r") ? "--region" : args[i];
            var value = equals > 0 ? args[i].substring(equals + 1) : i + 1 < args.length ? args[i + 1] : "";
            if (!OPTIONS.contains(option) || !isPlain(value) || given.put(option, value) != null) {
                return Optional.empty();
            }
            i += equals > 0 ? 1 : 2;
        }
        return run(given);
    }

    private static Optional<Verbs.Run> run(Map<String, String> given) {
        var form = given.getOrDefault("--log", "json");
        if (!form.equals("json") && !form.equals("text")) {
            return Optional.empty();
        }
        return Optional.of(new Verbs.Run(
                Optional.ofNullable(given.get("--region")),
                Optional.ofNullable(given.get("--config")).map(Path::of),
                form.equals("text") ? Log.Form.TEXT : Log.Form.JSON));
    }

    /** Quotes, dashes and the like are picocli's. */
    private static boolean isPlain(String value) {
        return !value.isEmpty()
                && value.charAt(0) != '-'
                && value.chars().noneMatch(c -> c == '"' || c == '\'' || c < ' ');
    }

    /** Runs; returns the {@link Exit} status as {@link Cli#execute} does. */
    public static int execute(Verbs verbs, Verbs.Run run, PrintStream err) {
        try {
            return verbs.run(run);
        } catch (RuntimeException e) {
            return Failure.say(e, err);
        }
    }
}
