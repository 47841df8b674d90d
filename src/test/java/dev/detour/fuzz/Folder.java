package dev.detour.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for what a target must have on a disk; removed when the JVM ends. One per target, not safe from several threads. */
public final class Folder {
    private final Path path;

    public Folder() {
        try {
            path = Files.createTempDirectory("detour-fuzz").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
    }

    public Path path() {
        return path;
    }

    public Path write(String name, byte[] bytes) throws IOException {
        return Files.write(path.resolve(name), bytes);
    }

    private void remove() {
        try (var files = Files.walk(path)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
