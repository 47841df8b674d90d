package dev.detour.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * The program as users run it: {@code java -jar target/detour.jar run} in a folder, as a process of its own, looked at
 * through its log, its API and its exit status.
 */
public final class DetourProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path JAR = Path.of("target/detour.jar").toAbsolutePath();
    /** For looks at a process, of which there are many: one of its own for each would be two threads and a selector. */
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final Path folder;
    private final int port;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<JsonNode> log = new CopyOnWriteArrayList<>();
    private volatile String notJson;
    private final Thread reader;

    private DetourProcess(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
        this.reader = new Thread(this::read, "detour-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts {@code run} with these arguments, variables and JVM options on a free loopback port.
     *
     * @param environment an empty value takes the variable away
     */
    public static DetourProcess run(
            Path folder, Map<String, String> environment, List<String> jvm, String... arguments) {
        return runBy(List.of(), folder, environment, jvm, arguments);
    }

    /**
     * The same, started by another command that becomes it, such as {@code ip netns exec away}.
     *
     * @param by its words; none for none
     */
    public static DetourProcess runBy(
            List<String> by, Path folder, Map<String, String> environment, List<String> jvm, String... arguments) {
        var command = new ArrayList<>(by);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms32m", "-Xmn16m", "-Xmx96m"));
        command.addAll(List.of(FastStart.options()));
        command.addAll(jvm);
        command.addAll(List.of("-jar", JAR.toString(), "run"));
        command.addAll(List.of(arguments));
        var port = freePort();
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("DETOUR_") || name.startsWith("EXT_CLOUD") || name.startsWith("DD_"));
        builder.environment().put("DETOUR_HTTP_PORT", Integer.toString(port));
        builder.environment().putAll(environment);
        builder.environment().values().removeIf(String::isEmpty);
        builder.redirectErrorStream(true);
        try {
            return new DetourProcess(builder.start(), folder, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static DetourProcess run(Path folder) {
        return run(folder, Map.of(), List.of());
    }

    public static int freePort() {
        return Ports.free();
    }

    /** Starts the program in another way than {@code run}; the command says to listen on this port. */
    public static DetourProcess start(List<String> command, Path folder, Map<String, String> environment, int port) {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("DETOUR_") || name.startsWith("EXT_CLOUD") || name.startsWith("DD_"));
        builder.environment().putAll(environment);
        try {
            return new DetourProcess(builder.start(), folder, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (var output = process.inputReader()) {
            output.lines().forEach(this::heard);
        } catch (IOException | UncheckedIOException e) {
            lines.add("(output ended: " + e.getMessage() + ")");
        }
    }

    /** Everything it wrote so far, stdout and stderr together. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    private void heard(String line) {
        if (line.startsWith("{")) {
            try {
                log.add(JSON.readTree(line));
            } catch (IOException e) {
                notJson = line;
            }
        }
        lines.add(line);
    }

    /** The JSON objects among the lines; fails when one begins like that and is none. */
    public List<JsonNode> log() {
        assertThat(notJson).as("a line that is no JSON").isNull();
        return List.copyOf(log);
    }

    public List<JsonNode> events(String event) {
        return log().stream()
                .filter(line -> event.equals(line.path("event").asText()))
                .toList();
    }

    /** Waits for a log line; fails with the whole log when it does not come. */
    public JsonNode await(String what, Duration patience, Predicate<JsonNode> wanted) {
        Awaitility.await(what)
                .atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .conditionEvaluationListener(null)
                .failFast(() -> assertThat(process.isAlive() || !none(wanted))
                        .as(() -> "the process ended: " + String.join("\n", lines))
                        .isTrue())
                .untilAsserted(() ->
                        assertThat(log()).as(() -> String.join("\n", lines)).anyMatch(wanted));
        return log().stream().filter(wanted).findFirst().orElseThrow();
    }

    private boolean none(Predicate<JsonNode> wanted) {
        return log().stream().noneMatch(wanted);
    }

    public JsonNode awaitEvent(String event, Duration patience) {
        return await(event, patience, line -> event.equals(line.path("event").asText()));
    }

    /** GET without a token. */
    public JsonNode get(String path) {
        try {
            var answer = CLIENT.send(
                    HttpRequest.newBuilder(uri(path))
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** POST with the token of the data folder. */
    public HttpResponse<String> post(String path, String json, Path data) {
        try {
            var request = HttpRequest.newBuilder(uri(path))
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", "application/json")
                    .header(
                            "Authorization",
                            "Bearer " + Files.readString(data.resolve("token")).strip())
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build();
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a verb of the command line ended with and wrote. */
    public record Said(int exit, String out, String err) {}

    /** Runs another verb in the same folder, as a user in another terminal would. */
    public Said verb(String... arguments) {
        return verb(Map.of(), arguments);
    }

    /** The same with these variables. */
    public Said verb(Map<String, String> environment, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms32m", "-Xmn16m", "-Xmx64m"));
        command.addAll(List.of(FastStart.options()));
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("DETOUR_") || name.startsWith("EXT_CLOUD") || name.startsWith("DD_"));
        builder.environment().put("DETOUR_HTTP_PORT", Integer.toString(port));
        builder.environment().putAll(environment);
        try {
            var errors = Files.createTempFile("detour-verb", ".err");
            try {
                var verb = builder.redirectError(errors.toFile()).start();
                verb.getOutputStream().close();
                var out = new String(verb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Said(verb.waitFor(), out, Files.readString(errors));
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** GET as text, whatever the status. */
    public HttpResponse<String> ask(String path) {
        try {
            var request = HttpRequest.newBuilder(uri(path))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public int port() {
        return port;
    }

    public Path folder() {
        return folder;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Waits for the end; fails when it does not come. */
    public int exitStatus(Duration patience) {
        try {
            assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                    .as(() -> "ends within " + patience + ": " + String.join("\n", lines))
                    .isTrue();
            reader.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return process.exitValue();
    }

    /** By the handle: {@link Process#destroy} would close our end of its output too. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** {@code kill -9}. */
    public void kill() {
        process.toHandle().destroyForcibly();
        exitStatus(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
