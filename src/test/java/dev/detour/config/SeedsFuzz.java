package dev.detour.config;

import dev.detour.fuzz.Folder;
import dev.detour.fuzz.Input;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Any environment of the three seeds gives settings, or problems that name a variable. What {@code import} makes of it
 * gives the same settings, or problems, without the environment. A variable per line.
 */
public final class SeedsFuzz {
    private static final Folder FOLDER = new Folder();

    private SeedsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Map<String, String> environment = new HashMap<>();
        for (String line : Input.text(input).split("\n")) {
            int equals = line.indexOf('=');
            // No process can have others.
            if (equals > 0 && line.indexOf('\0') < 0) {
                environment.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        Sources sources = Sources.of(FOLDER.path(), environment);
        Loaded loaded = Configuration.load(sources, "");
        ConfigurationFuzz.check(loaded);
        Importing.Imported imported = Importing.of(sources, Optional.empty());
        boolean ours = environment.keySet().stream().noneMatch(name -> name.startsWith("DETOUR_"));
        if (ours && loaded.settings().isPresent() && imported.text().isPresent()) {
            Loaded again = Configuration.load(
                    Sources.of(FOLDER.path(), Map.of()), imported.text().get());
            Input.require(again.problems().isEmpty(), "imported, it has problems: " + again.problems());
            String then = again.settings().orElseThrow().toString();
            String now = loaded.settings().orElseThrow().toString();
            Input.require(then.equals(now), "imported, it is " + then + " instead of " + now);
        }
    }
}
