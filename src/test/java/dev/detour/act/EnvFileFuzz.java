package dev.detour.act;

import dev.detour.config.Configuration;
import dev.detour.config.Settings;
import dev.detour.config.Sources;
import dev.detour.decision.Decision;
import dev.detour.decision.Region;
import dev.detour.decision.Trigger;
import dev.detour.fuzz.Folder;
import dev.detour.fuzz.Input;
import dev.detour.fuzz.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Whatever a configuration may put into an env file is written, for each region and at each trigger, and a real {@code sh}
 * reads it back to the letter; the file then names its region. A line each: list of regions, variable, template, and
 * whether it is exported.
 */
public final class EnvFileFuzz {
    private static final Folder FOLDER = new Folder();
    private static final Shell SHELL = shell();

    private EnvFileFuzz() {}

    private static Shell shell() {
        try {
            // What a glob would find: it must not be one.
            FOLDER.write("X=ab", new byte[0]);
            FOLDER.write("ab", new byte[0]);
            return new Shell(FOLDER);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        var parts = Input.parts(input, 4);
        var file =
                envFile(parts.get(0), parts.get(1), parts.get(2), !parts.get(3).startsWith("false"));
        if (file == null) {
            return;
        }
        var rules = file.rules();
        for (Region region : rules.regions()) {
            var decision = decision(
                    region, rules.regions().get(0).name(), Trigger.values()[input.length % Trigger.values().length]);
            byte[] content = content(file.envFile().orElseThrow(), decision);
            file.envFile()
                    .orElseThrow()
                    .variables()
                    .forEach((name, template) -> readBack(content, name, Placeholders.fill(template, decision)));
            named(file, content, region);
        }
    }

    /** Null when the configuration does not hold. */
    static Settings.Group envFile(String regions, String variable, String template, boolean export) {
        var given = Map.of(
                "detour.groups",
                "g",
                "detour.group.g.regions",
                regions,
                // A target is what its user takes it for, not always a host.
                "detour.group.g.probe.url",
                "tcp://localhost:443",
                "detour.group.g.env-file",
                FOLDER.path().resolve("e.env").toString(),
                "detour.group.g.env-format",
                export ? "export" : "plain",
                "detour.group.g.variable." + variable,
                template);
        return Configuration.load(Sources.of(FOLDER.path(), Map.of()).withOverrides(given), "")
                .settings()
                .map(settings -> settings.groups().get(0))
                .orElse(null);
    }

    static Decision decision(Region region, String from, Trigger trigger) {
        return new Decision(
                7,
                "g",
                trigger,
                from,
                region.name(),
                region.target(),
                Instant.EPOCH,
                "it was down",
                "detour",
                Map.of());
    }

    static byte[] content(Settings.EnvFile file, Decision decision) {
        try {
            return EnvContent.of(file, decision);
        } catch (StepFailedException e) {
            throw new AssertionError("configured, but never to be written: " + e.getMessage(), e);
        }
    }

    private static void readBack(byte[] content, String name, String value) {
        try {
            FOLDER.write("e.env", content);
            byte[] read = SHELL.run("set -a; . ./e.env; printf %s \"$" + name + "\"");
            Input.require(
                    new String(read, StandardCharsets.UTF_8).equals(value),
                    "sh has " + new String(read, StandardCharsets.UTF_8) + " instead of " + value);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Only where the variables tell the regions apart. */
    private static void named(Settings.Group group, byte[] content, Region region) {
        var file = group.envFile().orElseThrow();
        String text = new String(content, StandardCharsets.UTF_8);
        var found = EnvContent.region(file, text, group.rules().regions());
        boolean tells = file.variables().values().stream().anyMatch(v -> v.contains("{region}"));
        Input.require(!tells || found.isPresent(), "names no region: " + text);
        boolean alone = EnvContent.region(file, text, List.of(region)).isPresent();
        Input.require(!tells || alone, "does not name " + region.name() + ": " + text);
    }
}
