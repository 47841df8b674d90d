package dev.detour.cli;

import dev.detour.config.Durations;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        return verbs.run(
                new Verbs.Run(Given.text(parsed, "--region"), Given.configOf(parsed), Given.form(parsed, "json")));
    }

    int demo(ParseResult parsed) {
        return verbs.demo(new Verbs.Demo(
                Given.text(parsed, "--break"),
                duration(parsed, "--for"),
                Given.on(parsed, "--exit"),
                Given.form(parsed, "text")));
    }

    int check(ParseResult parsed) {
        return verbs.check(
                new Verbs.Check(Given.configOf(parsed), Given.on(parsed, "--verbose"), Given.json(parsed), out, err));
    }

    int probe(ParseResult parsed) {
        Optional<String> region = Optional.ofNullable(parsed.matchedPositionalValue(0, null));
        return verbs.probe(new Verbs.Probe(
                Given.configOf(parsed), Given.text(parsed, "--group"), region, Given.json(parsed), out, err));
    }

    int doctor(ParseResult parsed) {
        return verbs.doctor(new Verbs.Doctor(Given.configOf(parsed), Given.json(parsed), out, err));
    }

    int simulate(ParseResult parsed) {
        return verbs.simulate(new Verbs.Simulate(
                Given.configOf(parsed),
                Given.text(parsed, "--group"),
                files(parsed),
                Given.text(parsed, "--from"),
                Given.json(parsed),
                out,
                err));
    }

    int report(ParseResult parsed) {
        var epoch = Given.first(parsed).orElseThrow();
        if (!epoch.matches("[0-9]{1,18}") || Long.parseLong(epoch) < 1) {
            throw new Failure(
                    Exit.USAGE,
                    "EPOCH is the number of a decision, such as 7, not " + Table.plain(epoch)
                            + "; detour history shows them");
        }
        return verbs.report(new Verbs.Report(
                Given.configOf(parsed),
                Given.text(parsed, "--group"),
                Long.parseLong(epoch),
                Given.text(parsed, "--out"),
                Given.on(parsed, "--force"),
                Given.json(parsed),
                out,
                err));
    }

    int bring(ParseResult parsed) {
        return verbs.bring(new Verbs.Bring(Given.first(parsed).map(Path::of), Given.json(parsed), out, err));
    }

    int manifest(ParseResult parsed) {
        return verbs.manifest(new Verbs.Manifest(
                Given.configOf(parsed),
                Given.text(parsed, "--group"),
                Given.url(parsed),
                Given.text(parsed, "--deployment").orElse("my-app"),
                Given.text(parsed, "--namespace").orElse("my-app"),
                replicas(parsed, "--up", "2"),
                replicas(parsed, "--down", "4"),
                Given.json(parsed),
                out,
                err));
    }

    int lint(ParseResult parsed) {
        return verbs.lint(new Verbs.Lint(files(parsed), Given.json(parsed), out, err));
    }

    private static List<Path> files(ParseResult parsed) {
        return Given.all(parsed).stream().map(Path::of).toList();
    }

    private static int replicas(ParseResult parsed, String option, String standard) {
        var text = Given.text(parsed, option).orElse(standard);
        if (!text.matches("[0-9]{1,4}")) {
            throw new Failure(Exit.USAGE, option + " is a whole number up to 9999, not " + Table.plain(text));
        }
        return Integer.parseInt(text);
    }

    static Optional<Duration> duration(ParseResult parsed, String option) {
        try {
            return Given.text(parsed, option).map(Durations::parse);
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.USAGE, option + ": " + Table.plain(e.getMessage()));
        }
    }
}
