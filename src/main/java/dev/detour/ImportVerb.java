package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Failure;
import dev.detour.cli.Verbs;
import dev.detour.config.Importing;
import dev.detour.config.Problem;
import dev.detour.config.Sources;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** The verb {@code import}: prints what a seed was told as an {@code application.properties}. */
final class ImportVerb {
    private static final String NOTHING = "nothing of any seed is here: neither EXT_CLOUD_FAILOVER_LIST,"
            + " SITE_A_HEALTH_URL, SITE_B_HEALTH_URL nor SERVICE1_BASE_URL is set, and there is no config.ini;"
            + " name an env file or a config.ini: detour import .env";

    private ImportVerb() {}

    static int run(Sources sources, Verbs.Bring options) {
        var imported = options.file().isPresent() ? file(sources, options.file().get()) : environment(sources);
        imported.warnings().forEach(warning -> options.err().println("warning: " + warning));
        if (!imported.problems().isEmpty()) {
            var problems = imported.problems().stream().map(Problem::toString).toList();
            throw new Failure(Exit.CONFIGURATION, "not imported:\n" + String.join("\n", problems));
        }
        var text = imported.text().orElseThrow(() -> new Failure(Exit.USAGE, NOTHING));
        options.out().print(options.json() ? Json.of(values(text)) + "\n" : text);
        return Exit.FINE;
    }

    private static SortedMap<String, String> values(String text) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var values = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    private static Importing.Imported environment(Sources sources) {
        var ini = sources.home().resolve("config.ini");
        return Importing.of(sources, Files.isRegularFile(ini) ? Optional.of(text(ini)) : Optional.empty());
    }

    /** One with sections is a {@code config.ini}, any other an env file; the environment does not count then. */
    private static Importing.Imported file(Sources sources, Path file) {
        var text = text(sources.directory().resolve(file));
        var lines = text.lines().toList();
        boolean ini = lines.stream().anyMatch(line -> line.strip().matches("\\[[^\\]]+\\]"));
        var variables = ini ? List.<String>of() : lines;
        var alone = Sources.of(sources.directory(), Importing.variables(variables));
        return Importing.of(alone, ini ? Optional.of(text) : Optional.empty());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, file + " cannot be read; name an env file or a config.ini");
        }
    }
}
