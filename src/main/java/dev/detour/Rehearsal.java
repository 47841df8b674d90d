package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Failure;
import dev.detour.cli.RunWords;
import dev.detour.config.Sources;
import dev.detour.control.Causes;
import dev.detour.decision.GroupView;
import dev.detour.demo.Stage;
import dev.detour.log.Log;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Lives a short life on the demo's stage, an outage included, so that the launcher can archive the classes that a life
 * needs (AppCDS): a class that is read from its jar in the middle of a decision costs that decision milliseconds. Not a
 * verb for people. Writes only to its own temporary folder; what it restarts is {@code true}.
 */
final class Rehearsal {
    private static final int MOMENTS = 100;
    private static final String BROKEN = "NAM";

    private Rehearsal() {}

    static int run() {
        RunWords.of("run", "--log", "json");
        Ahead.start();
        try (var stage = new Stage()) {
            var folder = stage.configuration().getParent();
            var loaded = Commands.load(
                    Sources.of(folder, Map.of())
                            .withConfig(stage.configuration())
                            .withOverrides(brisk()),
                    System.err);
            Commands.startLog(loaded, Log.Form.JSON);
            try (var program = Program.start(loaded)) {
                play(program, stage);
            }
            Log.stop();
            return Exit.FINE;
        } catch (IOException | Failure e) {
            System.err.println("rehearsal: " + Causes.sentence(e));
            return Exit.ERROR;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.ERROR;
        }
    }

    private static Map<String, String> brisk() {
        var group = "detour.group." + Stage.GROUP + ".";
        var brisk = new HashMap<String, String>();
        brisk.put("detour.http.port", "0");
        brisk.put(group + "probe.interval", "250ms");
        brisk.put(group + "outage", "0s");
        brisk.put(group + "cooldown", "0s");
        brisk.put(group + "recovery", "0s");
        brisk.put(group + "min-failures", "2");
        brisk.put(group + "min-successes", "1");
        brisk.put(group + "restart.command", "true");
        return brisk;
    }

    private static void play(Program program, Stage stage) throws IOException, InterruptedException {
        await(() -> steady(program));
        stage.breakDown(BROKEN);
        await(() -> !BROKEN.equals(view(program).active()) && view(program).verified());
        read(program, "/api/v1/status");
        read(program, "/metrics");
    }

    /** A while, and then on: an archive of fewer classes is better than none. */
    private static void await(BooleanSupplier there) throws InterruptedException {
        for (var moment = 0; moment < MOMENTS && !there.getAsBoolean(); moment++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static GroupView view(Program program) {
        return program.controllers().view(Stage.GROUP).orElseThrow();
    }

    private static boolean steady(Program program) {
        return evidenced(program)
                && BROKEN.equals(view(program).active())
                && view(program).state() == GroupView.State.STEADY;
    }

    private static boolean evidenced(Program program) {
        return program.controllers().regions(Stage.GROUP).values().stream().allMatch(region -> region.last() != null);
    }

    private static void read(Program program, String path) throws IOException {
        try (var body =
                URI.create("http://127.0.0.1:" + program.port() + path).toURL().openStream()) {
            body.readAllBytes();
        }
    }
}
