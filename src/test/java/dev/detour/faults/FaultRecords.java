package dev.detour.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The records of one run of Maven, below {@code target/faults}: a file of JSON lines for each JVM that ran tests. Those
 * of earlier runs are removed.
 */
final class FaultRecords {
    private static final Path FOLDER = Path.of("target", "faults");
    private static final String SUFFIX = ".jsonl";

    private final Path folder;
    private final String run;
    private final Path own;

    /** @param run what the names of its files begin with */
    FaultRecords(Path folder, String run) {
        this.folder = folder;
        this.run = run;
        this.own = folder.resolve(run + "-" + ProcessHandle.current().pid() + SUFFIX);
    }

    static FaultRecords ofThisRun() {
        return new FaultRecords(FOLDER, System.getProperty("detour.test.run", "run"));
    }

    synchronized void add(FaultRecord record) {
        try {
            Files.createDirectories(folder);
            Files.writeString(own, record.toLine(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<FaultRecord> all() {
        return files().filter(this::isOurs)
                .sorted()
                .flatMap(FaultRecords::lines)
                .map(FaultRecord::ofLine)
                .toList();
    }

    void removeOthers() {
        files().filter(file -> !isOurs(file)).forEach(file -> {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private boolean isOurs(Path file) {
        return file.getFileName().toString().startsWith(run + "-");
    }

    private Stream<Path> files() {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
