package dev.detour.reload;

import dev.detour.config.Configuration;
import dev.detour.config.Loaded;
import dev.detour.config.Settings;
import dev.detour.config.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One reading of everything that the program runs by.
 *
 * @param routes empty when the routes are those inside the jar
 */
public record Edition(Loaded loaded, Optional<RouteFiles> routes) {
    /**
     * What the disk says now.
     *
     * @param folder where routes are read from; empty to leave it at those inside the jar
     * @throws IOException when a route file, or the folder, cannot be read
     */
    static Edition read(Sources sources, Optional<Path> folder) throws IOException {
        var loaded = Configuration.load(sources);
        return new Edition(loaded, folder.isPresent() ? Optional.of(RouteFiles.read(folder.get())) : Optional.empty());
    }

    /** With the routes as they are on the disk now. */
    public static Edition of(Loaded loaded) throws IOException {
        var folder = loaded.routeFolder().filter(Files::isDirectory);
        return new Edition(loaded, folder.isPresent() ? Optional.of(RouteFiles.read(folder.get())) : Optional.empty());
    }

    /** Without this route file, to look what is wrong with the others. */
    public Edition without(String file) {
        return new Edition(loaded, routes.map(all -> all.without(file)));
    }

    /** Only of one whose configuration holds. */
    public Settings settings() {
        return loaded.settings().orElseThrow();
    }

    /** Whether both say the same, word for word in the routes and value by value in the configuration. */
    boolean same(Edition other) {
        return routes.map(RouteFiles::texts).equals(other.routes.map(RouteFiles::texts))
                && new Edits(loaded, other.loaded, files -> false)
                        .changed(key -> true)
                        .isEmpty();
    }
}
