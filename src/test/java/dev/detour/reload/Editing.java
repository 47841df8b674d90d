package dev.detour.reload;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.peers.DetourProcess;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** A running Detour whose files an integration engineer edits: three regions, an env file, the shipped routes. */
final class Editing implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final Path folder;
    private final Map<String, FaultPeer> regions = new LinkedHashMap<>();
    private DetourProcess program;

    Editing(Path folder) throws IOException {
        this.folder = folder;
        for (var region : List.of("NAM", "EU", "APAC")) {
            regions.put(region, FaultPeer.http(Toxics.ok()));
        }
    }

    /** The shipped routes beside the configuration. */
    Editing withRoutes() throws IOException {
        copyRoutes(Files.createDirectories(folder.resolve("routes")));
        return this;
    }

    static void copyRoutes(Path to) throws IOException {
        try (var shipped = Files.list(Path.of("routes"))) {
            for (var file : shipped.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    String properties() {
        var list = regions.keySet().stream().map(r -> r + "=" + target(r)).toList();
        return """
                detour.groups=shop
                detour.group.shop.regions=%s
                detour.group.shop.probe.url=http://{target}/healthz
                detour.group.shop.probe.interval=400ms
                detour.group.shop.probe.timeout=2s
                detour.group.shop.outage=1s
                detour.group.shop.min-successes=2
                detour.group.shop.recovery=1s
                detour.group.shop.cooldown=1s
                detour.group.shop.env-file=%s
                detour.group.shop.variable.SHOP_HOST={target}
                """.formatted(String.join(",", list), folder.resolve("shop.env"));
    }

    String target(String region) {
        return "127.0.0.1:" + region(region).port();
    }

    FaultPeer region(String region) {
        return regions.get(region);
    }

    /** As most editors save: in place. */
    void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    void replace(String file, String what, String by) throws IOException {
        var text = read(file);
        assertThat(text).contains(what);
        write(file, text.replace(what, by));
    }

    /** A line of the properties in place of the one with its key, or as one more. */
    void set(String line) throws IOException {
        var key = line.substring(0, line.indexOf('=') + 1);
        var others = read("application.properties").lines().filter(old -> !old.startsWith(key));
        write("application.properties", others.collect(joining("\n", "", "\n")) + line);
    }

    Editing run(String... arguments) {
        program = DetourProcess.run(folder, Map.of(), List.of(), arguments);
        program.awaitEvent("started", PATIENCE);
        return this;
    }

    Editing steady() {
        awaitGroup("steady", g -> g.path("state").asText().equals("steady"));
        return this;
    }

    /** Starts it and expects nothing. */
    DetourProcess program(Path in) {
        program = DetourProcess.run(in, Map.of(), List.of());
        return program;
    }

    DetourProcess program() {
        return program;
    }

    JsonNode status() {
        return program.get("/api/v1/status");
    }

    JsonNode group() {
        return program.get("/api/v1/groups/shop");
    }

    String health(String region) {
        return StreamSupport.stream(group().path("regions").spliterator(), false)
                .filter(r -> r.path("name").asText().equals(region))
                .map(r -> r.path("health").asText())
                .findFirst()
                .orElse("none");
    }

    JsonNode awaitGroup(String what, Predicate<JsonNode> wanted) {
        return await(what, this::group, wanted);
    }

    JsonNode awaitStatus(String what, Predicate<JsonNode> wanted) {
        return await(what, this::status, wanted);
    }

    private JsonNode await(String what, java.util.function.Supplier<JsonNode> look, Predicate<JsonNode> wanted) {
        var last = new JsonNode[1];
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .conditionEvaluationListener(null)
                .untilAsserted(() -> {
                    last[0] = look.get();
                    assertThat(wanted.test(last[0]))
                            .as(() -> what + ": " + last[0].toPrettyString() + "\n" + log())
                            .isTrue();
                });
        return last[0];
    }

    private String log() {
        return String.join("\n", program.lines());
    }

    /** How many edits were taken so far. */
    int taken() {
        return (int) program.events("reload").stream()
                .filter(line -> line.path("message").asText().startsWith("edit in force"))
                .count();
    }

    /** Waits until one more edit is taken than before. */
    void awaitTaken(int before) {
        Awaitility.await("the edit in force")
                .atMost(PATIENCE)
                .conditionEvaluationListener(null)
                .untilAsserted(() -> assertThat(taken()).as(this::log).isGreaterThan(before));
    }

    JsonNode awaitRefused(String words) {
        return awaitStatus(
                "refused: " + words,
                s -> s.path("reload").path("failed").asBoolean()
                        && s.path("reload").path("reason").asText().contains(words));
    }

    void awaitMended() {
        awaitStatus("mended", s -> !s.path("reload").path("failed").asBoolean());
    }

    String metric(String name) {
        return program.ask("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElse("none");
    }

    /** SIGTERM, and the end. */
    void end() {
        program.terminate();
        program.exitStatus(Duration.ofSeconds(20));
    }

    @Override
    public void close() throws IOException {
        if (program != null) {
            program.close();
        }
        for (var region : regions.values()) {
            region.close();
        }
    }
}
