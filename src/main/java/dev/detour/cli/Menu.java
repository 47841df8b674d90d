package dev.detour.cli;

import static dev.detour.cli.Options.config;
import static dev.detour.cli.Options.duration;
import static dev.detour.cli.Options.files;
import static dev.detour.cli.Options.flag;
import static dev.detour.cli.Options.group;
import static dev.detour.cli.Options.help;
import static dev.detour.cli.Options.log;
import static dev.detour.cli.Options.option;
import static dev.detour.cli.Options.output;
import static dev.detour.cli.Options.positional;
import static dev.detour.cli.Options.region;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintStream;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Every verb with its options, and what it does. */
final class Menu {
    private final CommandSpec root = CommandSpec.create().name("detour").mixinStandardHelpOptions(false);
    private final Map<CommandSpec, ToIntFunction<ParseResult>> actions = new IdentityHashMap<>();

    Menu(Verbs verbs, Map<String, String> env, PrintStream out, PrintStream err) {
        root.usageMessage().description("Takes a detour when the region in use is down.");
        root.addOption(help());
        var local = new LocalVerbs(verbs, out, err);
        var client = new ClientVerbs(verbs, env, out, err);
        running(local);
        looking(client);
        asking(client);
        tools(local);
        aboutItself(verbs, out);
    }

    CommandSpec root() {
        return root;
    }

    /** What a verb does; empty for one that only has verbs of its own. */
    Optional<ToIntFunction<ParseResult>> action(CommandSpec verb) {
        return Optional.ofNullable(actions.get(verb));
    }

    private void running(LocalVerbs local) {
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
        verb(
                root,
                "doctor",
                "Looks at all that a failover needs. Exit 3: not all of it is well.",
                local::doctor,
                config(),
                output());
    }

    private void tools(LocalVerbs local) {
        verb(
                        root,
                        "simulate",
                        "Plays a timeline or recorded probe logs: what would this configuration have done?",
                        local::simulate,
                        config(),
                        group(),
                        option("--from", "REGION", "in use at the beginning; else it is a first start"),
                        output())
                .addPositional(files("FILE", "a timeline, or probe logs (data/probes-*.jsonl)"));
        verb(
                        root,
                        "report",
                        "Writes down the incident of a decision, as HTML and as Markdown, from what was recorded.",
                        local::report,
                        config(),
                        group(),
                        option("--out", "PATH", "a folder, or a file .html or .md (here)"),
                        flag("--force", "replaces files that exist"),
                        output())
                .addPositional(positional("EPOCH", true, "the decision's number"));
        verb(
                        root,
                        "import",
                        "Prints what a program that Detour replaces was told as application.properties.",
                        local::bring,
                        output())
                .addPositional(positional("FILE", false, "an env file or config.ini; else the environment"));
        var keda = verb(root, "keda", "ScaledObjects for KEDA's metrics-api scaler.", null);
        verb(
                keda,
                "manifest",
                "Prints a right ScaledObject for each region of a group.",
                local::manifest,
                config(),
                group(),
                option("--url", "URL", "of the controller as the clusters reach it"),
                option("--deployment", "NAME", "what is scaled (my-app)"),
                option("--namespace", "NAME", "where it is (my-app)"),
                option("--up", "N", "replicas while all other regions are up (2)"),
                option("--down", "N", "replicas while one of them is down (4)"),
                output());
        verb(
                        keda,
                        "lint",
                        "Says what is wrong with ScaledObjects, and what they lead to. Exit 1: something is.",
                        local::lint,
                        output())
                .addPositional(files("FILE", "YAML, one document or several"));
    }

    private void looking(ClientVerbs client) {
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
        client(root, "health", "For container checks. Exit 0: ready, 3: alive, 5: neither.", client::health);
    }

    private void asking(ClientVerbs client) {
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
    }

    private void aboutItself(Verbs verbs, PrintStream out) {
        ToIntFunction<ParseResult> completion = parsed -> {
            var script = AutoComplete.bash("detour", root.commandLine());
            out.print(Given.json(parsed) ? named("script", script) : script);
            return Exit.FINE;
        };
        verb(root, "completion", "Prints a completion script for bash and zsh.", completion, output());
        ToIntFunction<ParseResult> version = parsed -> {
            out.print(Given.json(parsed) ? named("version", verbs.version()) : verbs.version() + "\n");
            return Exit.FINE;
        };
        verb(root, "version", "Prints the version.", version, output());
    }

    private static String named(String name, String text) {
        return JsonNodeFactory.instance.objectNode().put(name, text) + "\n";
    }

    /** @param action null for a verb that only has verbs of its own */
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
        if (action != null) {
            actions.put(spec, action);
        }
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
}
