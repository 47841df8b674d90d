package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Failure;
import dev.detour.cli.Verbs;
import dev.detour.config.Configuration;
import dev.detour.config.Loaded;
import dev.detour.config.Problem;
import dev.detour.config.Sources;
import dev.detour.config.UnknownRegion;
import dev.detour.log.Log;
import dev.detour.reload.Edition;
import dev.detour.reload.LastGood;
import dev.detour.reload.Rejected;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
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
        return CheckVerb.run(read(sources(options.config(), Optional.empty())), options);
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
        return ReportVerb.run(read(sources(options.config(), Optional.empty())), directory, options);
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
            return OwnAccess.of(read(sources(config, Optional.empty(), others)));
        } catch (Failure e) {
            return Access.UNKNOWN;
        }
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
