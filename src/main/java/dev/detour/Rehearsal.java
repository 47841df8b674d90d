package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Failure;
import dev.detour.config.Sources;
import dev.detour.demo.Stage;
import dev.detour.log.Log;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lives a short life on the demo's stage, so that the launcher can archive the classes that a life needs (AppCDS). Not a
 * verb for people. Writes only to its own temporary folder.
 */
final class Rehearsal {
    private static final int MOMENTS = 100;

    private Rehearsal() {}

    static int run() {
        try (var stage = new Stage()) {
            var folder = stage.configuration().getParent();
            var loaded = Commands.load(
                    Sources.of(folder, Map.of())
                            .withConfig(stage.configuration())
                            .withOverrides(Map.of("detour.http.port", "0", "detour.group.demo.mode", "observe")),
                    System.err);
            Commands.startLog(loaded, Log.Form.JSON);
            try (var program = Program.start(loaded)) {
                for (var moment = 0; moment < MOMENTS && !evidenced(program); moment++) {
                    TimeUnit.MILLISECONDS.sleep(50);
                }
                read("http://127.0.0.1:" + program.port() + "/api/v1/status");
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

    private static boolean evidenced(Program program) {
        return program.controllers().regions("demo").values().stream().allMatch(region -> region.last() != null);
    }

    private static void read(String url) throws IOException {
        try (var body = URI.create(url).toURL().openStream()) {
            body.readAllBytes();
        }
    }
}
