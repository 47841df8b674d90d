package dev.detour.cli;

import dev.detour.log.Log;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line (SPEC §10): data on standard output, words on standard error, {@link Exit} as its status. Built in
 * code rather than by annotations, which picocli would have to search for at every start.
 */
public final class Cli {
    private final Verbs verbs;
    private final Map<String, String> env;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, ToIntFunction<ParseResult>> actions = new LinkedHashMap<>();
    private final CommandLine line;

    public Cli(Verbs verbs, Map<String, String> env, PrintStream out, PrintStream err) {
        this.verbs = verbs;
        this.env = env;
        this.out = out;
        this.err = err;
        var root = CommandSpec.create().name("detour").mixinStandardHelpOptions(false);
        root.usageMessage().description("Takes a detour when the region in use is down.");
        root.addOption(help());
        add(root);
        line = new CommandLine(root)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setUsageHelpWidth(Table.WIDTH)
                .setExecutionStrategy(this::act)
                .setParameterExceptionHandler(this::misused)
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e));
    }

    /** Does what the words say; returns the {@link Exit} status. */
    public int execute(String... args) {
        return line.execute(args);
    }

    private void add(CommandSpec root) {
        var local = new LocalVerbs(verbs, out, err);
        var client = new ClientVerbs(verbs, env, out, err);
        verb(root, "run", "Watches, decides, acts. Until it is told to end.", local::run, region(), config(), log());
        verb(
                root,
                "demo",
                "Shows it with three simulated regions and a toy application.",
                local::demo,
                option("--break", "REGION", "breaks this region by itself"),
                option("--for", "DURATION", "and mends it after this long (30s)"),
                flag("--exit", "ends when the application runs with the new region"),
                log());
        verb(
                root,
                "check",
                "Reads the configuration and reports every problem.",
                local::check,
                config(),
                output(),
                flag(new String[] {"-v", "--verbose"}, "shows every value with its origin"));
        verb(root, "probe", "Probes from here, now, and shows the phases.", local::probe, config(), group(), output())
                .addPositional(positional("REGION", false, "this region only"));
        client(
                root,
                "status",
                "Shows how all groups are. Exit 3: an outage, a hold, or not ready.",
                client::status,
                group(),
                flag(new String[] {"-w", "--watch"}, "shows it again with every change"));
        client(root, "regions", "Shows the regions. Exit 3: one in use is not UP.", client::regions, group());
        client(root, "explain", "Shows why a group does what it does.", client::explain, group());
        client(
                root,
                "history",
                "Shows what happened, newest first.",
                client::history,
                group(),
                option("--limit", "N", "so many entries (50)"),
                option("--before", "SEQ", "only older ones"));
        asking(
                root,
                "switch",
                "Goes to another region.",
                client::ask,
                true,
                flag("--force", "even if it is not UP"),
                OptionSpec.builder("--wait")
                        .arity("0..1")
                        .type(String.class)
                        .fallbackValue("5m")
                        .paramLabel("DURATION")
                        .description("waits until it is done (5m at most). Exit 7: it is not")
                        .build());
        asking(root, "pause", "Stops new automatic decisions.", client::ask, false, duration());
        asking(root, "resume", "Ends a pause.", client::ask, false);
        asking(
                root,
                "pin",
                "Stays on a region.",
                client::ask,
                true,
                duration(),
                flag("--force", "even if it is not UP"));
        asking(root, "unpin", "Ends a pin.", client::ask, false);
        asking(root, "approve", "Says yes to the shown proposal.", client::ask, false)
                .addPositional(positional("EPOCH", true, "the proposal's number"));
        asking(root, "rearm", "Forgets spent switches and failed verifications.", client::ask, false);
        asking(root, "reapply", "Does the last decision's steps again.", client::ask, false);
        client(root, "health", "For container checks. Exit 0: ready, 3: alive, 5: neither.", client::health);
        verb(root, "completion", "Prints a completion script for bash and zsh.", parsed -> {
            out.print(AutoComplete.bash("detour", line));
            return Exit.FINE;
        });
        verb(root, "version", "Prints the version.", parsed -> {
            out.println(verbs.version());
            return Exit.FINE;
        });
    }

    private CommandSpec verb(
            CommandSpec root,
            String name,
            String description,
            ToIntFunction<ParseResult> action,
            OptionSpec... options) {
        var spec = CommandSpec.create();
        spec.usageMessage().description(description);
        spec.addOption(help());
        for (var option : options) {
            spec.addOption(option);
        }
        root.addSubcommand(name, new CommandLine(spec));
        actions.put(name, action);
        return spec;
    }

    private CommandSpec client(
            CommandSpec root,
            String name,
            String description,
            ToIntFunction<ParseResult> action,
            OptionSpec... options) {
        var spec = verb(root, name, description, action, options);
        spec.addOption(config());
        spec.addOption(option("--url", "URL", "of the controller (DETOUR_URL)"));
        spec.addOption(output());
        return spec;
    }

    private CommandSpec asking(
            CommandSpec root,
            String name,
            String description,
            ToIntFunction<ParseResult> action,
            boolean toRegion,
            OptionSpec... options) {
        var spec = client(root, name, description, action, options);
        spec.addOption(group());
        spec.addOption(option("--reason", "TEXT", "why; it is kept in the history"));
        spec.addOption(flag("--dry-run", "only says what would happen"));
        spec.addOption(option("--expect-epoch", "N", "refused when the last decision is another"));
        if (toRegion) {
            spec.addPositional(positional("REGION", true, "where to"));
        }
        return spec;
    }

    private int act(ParseResult parsed) {
        var help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        if (!parsed.hasSubcommand()) {
            line.usage(err);
            return Exit.USAGE;
        }
        var verb = parsed.subcommand();
        try {
            return actions.get(verb.commandSpec().name()).applyAsInt(verb);
        } catch (Failure e) {
            return failed(e);
        }
    }

    private int failed(Exception e) {
        return Failure.say(e, err);
    }

    private int misused(CommandLine.ParameterException e, String[] args) {
        err.println("detour: " + Table.plain(e.getMessage()));
        if (e instanceof UnmatchedArgumentException unmatched) {
            unmatched.getSuggestions().stream().limit(1).forEach(s -> err.println("  did you mean " + s + "?"));
        }
        err.println("  see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return Exit.USAGE;
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("shows this")
                .build();
    }

    private static OptionSpec region() {
        return OptionSpec.builder("-r", "--region")
                .type(String.class)
                .paramLabel("REGION")
                .description("puts this region first")
                .build();
    }

    private static OptionSpec config() {
        return OptionSpec.builder("--config")
                .type(Path.class)
                .paramLabel("FILE")
                .description("instead of application.properties")
                .build();
    }

    private static OptionSpec log() {
        return OptionSpec.builder("--log")
                .type(String.class)
                .paramLabel("json|text")
                .description("form of the log")
                .build();
    }

    private static OptionSpec group() {
        return OptionSpec.builder("-g", "--group")
                .type(String.class)
                .paramLabel("GROUP")
                .description("where there is more than one")
                .build();
    }

    private static OptionSpec output() {
        return OptionSpec.builder("-o", "--output")
                .type(String.class)
                .paramLabel("table|json")
                .description("form of the answer")
                .build();
    }

    private static OptionSpec duration() {
        return option("--for", "DURATION", "so long (2h); else until it is ended");
    }

    private static OptionSpec option(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    private static OptionSpec flag(String name, String description) {
        return flag(new String[] {name}, description);
    }

    private static OptionSpec flag(String[] names, String description) {
        return OptionSpec.builder(names)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }

    private static PositionalParamSpec positional(String label, boolean required, String description) {
        return PositionalParamSpec.builder()
                .type(String.class)
                .index("0")
                .arity(required ? "1" : "0..1")
                .required(required)
                .paramLabel(label)
                .description(description)
                .build();
    }

    /** {@code table} or {@code json}; anything else is a usage error. */
    static boolean json(ParseResult parsed) {
        return choice(parsed, "--output", "table", "json").equals("json");
    }

    static Log.Form form(ParseResult parsed, String usual) {
        var other = usual.equals("json") ? "text" : "json";
        return choice(parsed, "--log", usual, other).equals("text") ? Log.Form.TEXT : Log.Form.JSON;
    }

    static Optional<String> text(ParseResult parsed, String option) {
        return Optional.ofNullable(parsed.matchedOptionValue(option, null));
    }

    static Optional<Path> configOf(ParseResult parsed) {
        return Optional.ofNullable(parsed.matchedOptionValue("--config", null));
    }

    static boolean on(ParseResult parsed, String option) {
        return parsed.hasMatchedOption(option);
    }

    private static String choice(ParseResult parsed, String option, String usual, String other) {
        var given = text(parsed, option).orElse(usual);
        if (!given.equals(usual) && !given.equals(other)) {
            throw new Failure(Exit.USAGE, option + " is " + usual + " or " + other + ", not " + Table.plain(given));
        }
        return given;
    }
}
