package dev.detour;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.detour.cli.Exit;
import dev.detour.cli.Failure;
import dev.detour.cli.Verbs;
import dev.detour.config.Configuration;
import dev.detour.config.Effective;
import dev.detour.config.Loaded;
import dev.detour.config.Problem;
import dev.detour.config.Settings;
import dev.detour.config.Sources;
import dev.detour.config.UnknownRegion;
import dev.detour.log.Log;
import dev.detour.reload.Edition;
import dev.detour.reload.LastGood;
import dev.detour.reload.Rejected;
import dev.detour.store.TokenFile;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The verbs that need the program itself. */
final class Commands implements Verbs {
    private final Path directory;
    private final Map<String, String> environment;

    Commands(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    @Override
    public String version() {
        return Version.current();
    }

    @Override
    public int run(Run options) {
        return untilTold(start(sources(options.config(), options.region()), options.log()));
    }

    /** By what the files say; where that does not hold, and something did before, by that. */
    private static Program start(Sources sources, Log.Form form) {
        var newest = read(sources);
        try {
            require(newest, System.err);
            startLog(newest, form);
            return Program.start(Program.edition(newest), Optional.of(sources), Optional.empty());
        } catch (Failure broken) {
            var lastGood = broken.exit() == Exit.CONFIGURATION ? lastGood(sources, newest) : Optional.<Edition>empty();
            if (lastGood.isEmpty()) {
                throw broken;
            }
            var why = reason(newest, broken);
            System.err.println("detour: the configuration does not hold; running by the last good one instead, and not"
                    + " ready until it is mended:\n" + why.getMessage());
            startLog(lastGood.get().loaded(), form);
            return Program.start(lastGood.get(), Optional.of(sources), Optional.of(why));
        }
    }

    private static Optional<Edition> lastGood(Sources sources, Loaded newest) {
        try {
            return LastGood.find(sources, newest);
        } catch (UnknownRegion e) {
            throw new Failure(Exit.USAGE, e.getMessage());
        }
    }

    private static Rejected reason(Loaded newest, Failure broken) {
        var all = newest.with(RouteProblems.of(newest)).problems();
        return all.isEmpty() ? Rejected.of(broken.getMessage()) : Rejected.of(all);
    }

    @Override
    public int demo(Demo options) {
        return DemoVerb.play(options, environment);
    }

    @Override
    public int check(Check options) {
        var read = read(sources(options.config(), Optional.empty()));
        var loaded = read.with(RouteProblems.of(read));
        if (options.json()) {
            options.out().println(json(loaded));
        } else {
            loaded.warnings().forEach(warning -> options.err().println("warning: " + warning));
            loaded.problems().forEach(problem -> options.err().println(problem));
            if (options.verbose()) {
                loaded.effective().forEach(value -> options.out().println(line(value)));
            }
            options.err().println(verdict(loaded));
        }
        return loaded.settings().isPresent() ? Exit.FINE : Exit.CONFIGURATION;
    }

    private static String line(Effective value) {
        return value.key() + "=" + value.value() + "  # " + value.origin();
    }

    private static String verdict(Loaded loaded) {
        var warnings = count(loaded.warnings().size(), "warning");
        return loaded.settings().isPresent()
                ? "The configuration holds; " + warnings + "."
                : count(loaded.problems().size(), "problem") + ", " + warnings + ".";
    }

    private static String count(int n, String thing) {
        return n == 0 ? "no " + thing : n + " " + thing + (n == 1 ? "" : "s");
    }

    private static String json(Loaded loaded) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("holds", loaded.settings().isPresent());
        answer.put("problems", loaded.problems());
        answer.put("warnings", loaded.warnings());
        answer.put(
                "values",
                loaded.effective().stream()
                        .map(v -> {
                            var row = new LinkedHashMap<String, Object>();
                            row.put("key", v.key());
                            row.put("value", v.value());
                            row.put("origin", v.origin().toString());
                            return row;
                        })
                        .toList());
        try {
            return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(answer);
        } catch (IOException e) {
            throw new IllegalStateException("records of strings are JSON", e);
        }
    }

    @Override
    public int probe(Probe options) {
        return ProbeVerb.run(load(sources(options.config(), Optional.empty()), options.err()), options);
    }

    @Override
    public int doctor(Doctor options) {
        return DoctorVerb.run(load(sources(options.config(), Optional.empty()), options.err()), options);
    }

    @Override
    public int simulate(Simulate options) {
        var loaded = load(sources(options.config(), Optional.empty()), options.err());
        return SimulateVerb.run(loaded.settings().orElseThrow(), options);
    }

    @Override
    public int report(Report options) {
        var sources = sources(options.config(), Optional.empty());
        return ReportVerb.run(read(sources), sources.home(), directory, options);
    }

    @Override
    public int bring(Bring options) {
        return ImportVerb.run(sources(Optional.empty(), Optional.empty()), options);
    }

    @Override
    public int manifest(Manifest options) {
        var loaded = load(sources(options.config(), Optional.empty()), options.err());
        return KedaVerb.manifest(loaded.settings().orElseThrow(), options);
    }

    @Override
    public int lint(Lint options) {
        return KedaVerb.lint(options);
    }

    @Override
    public Access access(Optional<Path> config) {
        // The caller's own token says nothing of the configuration, and a wrong one must not make it invalid.
        var others = new LinkedHashMap<>(environment);
        others.remove("DETOUR_HTTP_TOKEN");
        try {
            var sources = sources(config, Optional.empty(), others);
            var loaded = read(sources);
            return loaded.settings().map(Commands::access).orElseGet(() -> access(loaded, sources));
        } catch (Failure e) {
            return Access.UNKNOWN;
        }
    }

    private static Access access(Settings settings) {
        var http = settings.http();
        return new Access(
                url(http.tlsCert().isPresent(), http.host(), http.port()),
                http.token().or(() -> TokenFile.peek(settings.data())));
    }

    /** Of a configuration that does not hold any more, as after an edit gone wrong: the controller still runs by the old. */
    private static Access access(Loaded loaded, Sources sources) {
        var values = new LinkedHashMap<String, String>();
        loaded.effective().forEach(value -> values.put(value.key(), value.value()));
        var port = values.getOrDefault("detour.http.port", "");
        var url = port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65_535
                ? url(
                        values.containsKey("detour.http.tls-cert"),
                        values.getOrDefault("detour.http.host", "127.0.0.1"),
                        Integer.parseInt(port))
                : Optional.<URI>empty();
        var data = sources.home().resolve(values.getOrDefault("detour.data", "data"));
        return new Access(url, TokenFile.peek(data));
    }

    private static Optional<URI> url(boolean tls, String host, int port) {
        var reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        var literal = reachable.contains(":") ? "[" + reachable + "]" : reachable;
        return Optional.of(URI.create((tls ? "https" : "http") + "://" + literal + ":" + port));
    }

    private Sources sources(Optional<Path> config, Optional<String> region) {
        return sources(config, region, environment);
    }

    private Sources sources(Optional<Path> config, Optional<String> region, Map<String, String> variables) {
        var system = new LinkedHashMap<String, String>();
        System.getProperties().stringPropertyNames().forEach(name -> system.put(name, System.getProperty(name)));
        return new Sources(directory, config, variables, system, region, Map.of());
    }

    private static Loaded read(Sources sources) {
        try {
            return Configuration.load(sources);
        } catch (UnknownRegion e) {
            throw new Failure(Exit.USAGE, e.getMessage());
        }
    }

    /**
     * Reads the configuration and says its warnings.
     *
     * @throws Failure that says every problem
     */
    static Loaded load(Sources sources, PrintStream words) {
        var loaded = read(sources);
        require(loaded, words);
        return loaded;
    }

    private static void require(Loaded loaded, PrintStream words) {
        loaded.warnings().forEach(warning -> words.println("warning: " + warning));
        if (loaded.settings().isEmpty()) {
            List<String> lines = new ArrayList<>();
            lines.add("the configuration does not hold, nothing was started:");
            loaded.with(RouteProblems.of(loaded)).problems().stream()
                    .map(Problem::toString)
                    .forEach(lines::add);
            throw new Failure(Exit.CONFIGURATION, String.join("\n", lines));
        }
    }

    static void startLog(Loaded loaded, Log.Form form) {
        Log.start(
                form,
                loaded.settings().orElseThrow().service(),
                String.valueOf(System.getenv("DETOUR_LOG_LEVEL")),
                new FileOutputStream(FileDescriptor.out));
    }

    /** Waits for SIGTERM or Ctrl-C, then ends in good order. */
    private static int untilTold(Program program) {
        closeAtExit(program);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Exit.FINE;
    }

    static void closeAtExit(Program program) {
        Runnable stop = () -> {
            program.close();
            Log.stop();
        };
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
        } catch (IllegalStateException toldToEndDuringTheStart) {
            stop.run();
        }
    }
}
