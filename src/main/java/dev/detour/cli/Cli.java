package dev.detour.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line (SPEC §10): data on standard output, words on standard error, {@link Exit} as its status. Built in
 * code rather than by annotations, which picocli would have to search for at every start.
 */
public final class Cli {
    private final PrintStream err;
    private final Menu menu;
    private final CommandLine line;

    public Cli(Verbs verbs, Map<String, String> env, PrintStream out, PrintStream err) {
        this.err = err;
        this.menu = new Menu(verbs, env, out, err);
        line = new CommandLine(menu.root())
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setUsageHelpWidth(Table.WIDTH)
                .setExecutionStrategy(this::act)
                .setParameterExceptionHandler(this::misused);
    }

    /** Does what the words say; returns the {@link Exit} status. */
    public int execute(String... args) {
        return line.execute(args);
    }

    private int act(ParseResult parsed) {
        var help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        var verb = parsed;
        while (verb.hasSubcommand()) {
            verb = verb.subcommand();
        }
        var action = menu.action(verb.commandSpec());
        if (action.isEmpty()) {
            verb.commandSpec().commandLine().usage(err);
            return Exit.USAGE;
        }
        try {
            return action.get().applyAsInt(verb);
        } catch (RuntimeException e) {
            return Failure.say(e, err);
        }
    }

    private int misused(CommandLine.ParameterException e, String[] args) {
        err.println("detour: " + Table.plain(e.getMessage()));
        if (e instanceof UnmatchedArgumentException unmatched) {
            unmatched.getSuggestions().stream().limit(1).forEach(s -> err.println("  did you mean " + s + "?"));
        }
        err.println("  see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return Exit.USAGE;
    }
}
