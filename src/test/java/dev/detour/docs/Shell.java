package dev.detour.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A terminal in a folder where {@code ./detour} is this checkout's: runs lines of a page as a reader types them. */
final class Shell implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    record Said(int exit, String text) {}

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> begun = new ArrayList<>();
    private int count;

    Shell(Path folder, int port) throws IOException {
        this.folder = folder;
        Files.createSymbolicLink(folder.resolve("detour"), Path.of("detour").toAbsolutePath());
        environment.put("DETOUR_HTTP_PORT", Integer.toString(port));
        environment.put("DETOUR_NO_ARCHIVE", "1");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
    }

    /** For all that is typed afterwards. */
    Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** What the program at this port answers. */
    String get(String path) throws IOException {
        try (var in = URI.create("http://127.0.0.1:" + environment.get("DETOUR_HTTP_PORT") + path)
                .toURL()
                .openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Process start(String line, Path output) throws IOException {
        var builder = new ProcessBuilder("/bin/sh", "-c", line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DETOUR_") || name.startsWith("EXT_CLOUD"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Runs a line to its end. */
    Said run(String line) throws IOException, InterruptedException {
        var output = folder.resolve("said-" + count++);
        var process = start(line, output);
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> line + " ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Said(process.exitValue(), Files.readString(output));
    }

    /** Runs a line in another terminal until it has said these words; it goes on. */
    void begin(String line, String words) throws IOException {
        var output = folder.resolve("said-" + count++);
        // The shell becomes what it runs, so that a signal to one is a signal to the other.
        var process = start("exec " + line, output);
        begun.add(process);
        Awaitility.await(words)
                .atMost(PATIENCE)
                .failFast(() -> assertThat(process.isAlive())
                        .as(() -> line + " goes on: " + output)
                        .isTrue())
                .until(() -> Files.readString(output).contains(words));
    }

    void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    /** As Ctrl-C in each of the other terminals. */
    @Override
    public void close() throws InterruptedException {
        for (var process : begun) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
