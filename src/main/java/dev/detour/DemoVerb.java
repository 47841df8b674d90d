package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Failure;
import dev.detour.cli.Verbs;
import dev.detour.config.Loaded;
import dev.detour.config.Origin;
import dev.detour.config.Sources;
import dev.detour.control.Causes;
import dev.detour.decision.Outcome;
import dev.detour.demo.Stage;
import dev.detour.log.Log;
import dev.detour.serve.DemoRegions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The verb {@code demo}: the newcomer's first minute. Everything on the stage is real, only small. */
final class DemoVerb {
    private static final String PORT = "detour.http.port";
    /** All that the demo takes from outside: the rest it brings. */
    private static final List<String> HEEDED = List.of("PORT", "DETOUR_HTTP_PORT");

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

    private final Stage stage;
    private final Verbs.Demo options;
    private final Map<String, String> environment;
    private final CountDownLatch end = new CountDownLatch(1);

    private DemoVerb(Stage stage, Verbs.Demo options, Map<String, String> environment) {
        this.stage = stage;
        this.options = options;
        this.environment = new HashMap<>(environment);
        this.environment.keySet().retainAll(HEEDED);
    }

    static int play(Verbs.Demo options, Map<String, String> environment) {
        try (var stage = new Stage()) {
            Choice.requireRegion(stage.regions(), options.breakRegion());
            return new DemoVerb(stage, options, environment).play();
        } catch (IOException e) {
            throw new Failure(Exit.ERROR, "the demo could not be set up: " + Causes.sentence(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.ERROR;
        }
    }

    private int play() throws IOException, InterruptedException {
        var program = start();
        var curtain = new Thread(() -> curtain(program), "stop");
        Runtime.getRuntime().addShutdownHook(curtain);
        try {
            return options.exit() ? unattended(program) : attended(program);
        } finally {
            Runtime.getRuntime().removeShutdownHook(curtain);
            curtain(program);
        }
    }

    private void curtain(Program program) {
        program.close();
        Log.stop();
        try {
            stage.close();
        } catch (IOException e) {
            System.err.println("the demo left something behind: " + Causes.sentence(e));
        }
    }

    /** On the port that was asked for; else on the usual one, or on a free one when someone has that. */
    private Program start() {
        var loaded = load(Map.of());
        Commands.startLog(loaded, options.log());
        try {
            return Program.start(loaded, Optional.of(buttons()));
        } catch (Failure e) {
            if (isPortAskedFor(loaded)) {
                throw e;
            }
            return Program.start(load(Map.of(PORT, "0")), Optional.of(buttons()));
        }
    }

    private static boolean isPortAskedFor(Loaded loaded) {
        return loaded.effective().stream()
                .anyMatch(value -> value.key().equals(PORT) && value.origin().kind() == Origin.Kind.ENVIRONMENT);
    }

    /** What the page's buttons do: the same as what is typed. */
    private DemoRegions buttons() {
        return new DemoRegions() {
            @Override
            public Map<String, Boolean> broken() {
                return stage.broken();
            }

            @Override
            public Optional<Application> application() {
                return stage.application().map(running -> new Application(running.region(), running.pid()));
            }

            @Override
            public void breakDown(String region) {
                DemoVerb.this.breakDown(region);
            }

            @Override
            public void mend(String region) throws IOException {
                DemoVerb.this.mend(region);
            }
        };
    }

    private Loaded load(Map<String, String> overrides) {
        var sources = Sources.of(stage.configuration().getParent(), environment)
                .withConfig(stage.configuration())
                .withOverrides(overrides);
        return Commands.load(sources, new PrintStream(OutputStream.nullOutputStream()));
    }

    private int attended(Program program) throws IOException, InterruptedException {
        say("Open http://127.0.0.1:" + program.port() + "/#token=" + stage.token());
        say("The application answers at " + stage.applicationUrl() + ".");
        say("Break and mend regions there, or type \"break NAM\", \"mend NAM\" (also EU, APAC), \"quit\" to end.");
        var listener = new Thread(this::listen, "stage-directions");
        listener.setDaemon(true);
        listener.start();
        if (options.breakRegion().isPresent()) {
            var before = await(START, answer -> true);
            breakDown(options.breakRegion().get());
            say("The application ran as pid " + before.map(Stage.Running::pid).orElse(0L) + " until now.");
            if (options.breakFor().isPresent()
                    && !end.await(options.breakFor().get().toMillis(), TimeUnit.MILLISECONDS)) {
                mend(options.breakRegion().get());
            }
        }
        end.await();
        return Exit.FINE;
    }

    private void listen() {
        try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                direct(line.strip().split("\\s+"));
            }
        } catch (IOException e) {
            say("no more directions: " + e.getMessage());
        }
    }

    private void direct(String[] words) throws IOException {
        if (words[0].equals("quit")) {
            end.countDown();
        } else if (words.length == 2 && stage.regions().contains(words[1]) && words[0].equals("break")) {
            breakDown(words[1]);
        } else if (words.length == 2 && stage.regions().contains(words[1]) && words[0].equals("mend")) {
            mend(words[1]);
        } else if (!words[0].isEmpty()) {
            say("not understood; say break or mend and one of " + String.join(", ", stage.regions()) + ", or quit");
        }
    }

    /** Breaks the region and sees whether the application comes back with another region under another pid. */
    private int unattended(Program program) throws InterruptedException {
        var before = await(START, answer -> allUp(program))
                .orElseThrow(() -> new Failure(Exit.TIMED_OUT, "the application did not start"));
        say("The application runs with " + before.region() + " as pid " + before.pid() + ".");
        var broken = options.breakRegion().orElse(before.region());
        breakDown(broken);
        var after = await(
                options.breakFor().orElse(LONG_ENOUGH),
                now -> !now.region().equals(before.region()) && now.pid() != before.pid() && verified(program));
        if (after.isEmpty()) {
            say("The application did not come back with another region.");
            return Exit.ERROR;
        }
        say("The application runs with " + after.get().region() + " as pid "
                + after.get().pid() + ". That is the detour.");
        return Exit.FINE;
    }

    private static boolean allUp(Program program) {
        return program.controllers().view(Stage.GROUP).orElseThrow().regions().stream()
                .allMatch(region -> region.health() == Outcome.UP);
    }

    private static boolean verified(Program program) {
        return program.controllers().view(Stage.GROUP).orElseThrow().verified();
    }

    private void breakDown(String region) {
        say(region + " goes dark now.");
        stage.breakDown(region);
    }

    private void mend(String region) throws IOException {
        say(region + " is back.");
        stage.mend(region);
    }

    private Optional<Stage.Running> await(Duration patience, Predicate<Stage.Running> wanted)
            throws InterruptedException {
        var until = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < until) {
            var running = stage.application();
            if (running.filter(wanted).isPresent()) {
                return running;
            }
            end.await(100, TimeUnit.MILLISECONDS);
        }
        return Optional.empty();
    }

    private static void say(String words) {
        System.out.println("» " + words);
    }
}
