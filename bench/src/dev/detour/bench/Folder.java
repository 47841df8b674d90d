package dev.detour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder that goes away with all that is in it, unless {@code BENCH_KEEP} is set. */
record Folder(Path path) implements AutoCloseable {
    static Folder under(Path parent, String name) throws IOException {
        return new Folder(Files.createTempDirectory(parent, name + "-"));
    }

    @Override
    public void close() throws IOException {
        if (System.getenv("BENCH_KEEP") != null) {
            return;
        }
        try (var files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
