package dev.detour.cli;

import dev.detour.config.Durations;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** The verbs that work on this machine's configuration. */
final class LocalVerbs {
    private final Verbs verbs;
    private final PrintStream out;
    private final PrintStream err;

    LocalVerbs(Verbs verbs, PrintStream out, PrintStream err) {
        this.verbs = verbs;
        this.out = out;
        this.err = err;
    }

    int run(ParseResult parsed) {
        return verbs.run(new Verbs.Run(Cli.text(parsed, "--region"), Cli.configOf(parsed), Cli.form(parsed, "json")));
    }

    int demo(ParseResult parsed) {
        return verbs.demo(new Verbs.Demo(
                Cli.text(parsed, "--break"),
                duration(parsed, "--for"),
                Cli.on(parsed, "--exit"),
                Cli.form(parsed, "text")));
    }

    int check(ParseResult parsed) {
        return verbs.check(
                new Verbs.Check(Cli.configOf(parsed), Cli.on(parsed, "--verbose"), Cli.json(parsed), out, err));
    }

    int probe(ParseResult parsed) {
        Optional<String> region = Optional.ofNullable(parsed.matchedPositionalValue(0, null));
        return verbs.probe(
                new Verbs.Probe(Cli.configOf(parsed), Cli.text(parsed, "--group"), region, Cli.json(parsed), out, err));
    }

    static Optional<Duration> duration(ParseResult parsed, String option) {
        try {
            return Cli.text(parsed, option).map(Durations::parse);
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.USAGE, option + ": " + Table.plain(e.getMessage()));
        }
    }
}
