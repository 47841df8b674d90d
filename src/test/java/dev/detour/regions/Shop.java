package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.peers.DetourProcess;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.TestIdentity;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** One group: three regions over TLS, and a real little application that reads its env file when it starts. */
final class Shop implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(45);

    private final String name;
    private final Path folder;
    private final Map<String, FaultPeer> regions = new LinkedHashMap<>();
    private final Map<String, Toxic> hidden = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Supplier<DetourProcess> program;

    /** One start of the application, written by itself. */
    record Start(long pid, String host, String region) {
        boolean lives() {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
    }

    Shop(Path parent, String name, Supplier<DetourProcess> program) {
        this.name = name;
        this.program = program;
        this.folder = parent.resolve(name);
        try {
            Files.createDirectories(folder.resolve("env"));
            for (var region : List.of("NAM", "EU", "APAC")) {
                regions.put(
                        region, FaultPeer.https(TestIdentity.ofOwnAuthority().context(), Toxics.ok()));
            }
            Files.writeString(folder.resolve("app.sh"), """
                    . "$1"
                    echo "$$ $SHOP_HOST $SHOP_REGION" >> starts
                    echo $$ > pid
                    exec sleep 600
                    """);
            Files.writeString(folder.resolve("restart.sh"), """
                    cd "$(dirname "$0")"
                    echo "begin $1" >> restarts
                    if [ -f pid ]; then kill "$(cat pid)"; rm pid; fi
                    setsid sh app.sh "$2" </dev/null >/dev/null 2>&1 &
                    while [ ! -s pid ]; do sleep 0.02; done
                    echo "end $1" >> restarts
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        defaults();
    }

    private void defaults() {
        var list = regions.entrySet().stream()
                .map(e -> e.getKey() + "=127.0.0.1:" + e.getValue().port())
                .toList();
        with("regions", String.join(",", list));
        with("probe.url", "https://{target}/healthz");
        with("probe.tls-ca", TestIdentity.ofOwnAuthority().pem().toString());
        with("probe.interval", "400ms");
        with("probe.jitter", "0%");
        with("probe.timeout", "2s");
        with("outage", "1s");
        with("min-successes", "2");
        with("recovery", "1s");
        with("cooldown", "1s");
        with("verify.timeout", "20s");
        with("env-file", envFile().toString());
        with("variable.SHOP_HOST", "{target}");
        with("variable.SHOP_REGION", "{region}");
        with("restart", "exec");
        command("sh " + folder.resolve("restart.sh") + " {epoch} " + envFile());
        with("step.restart.timeout", "20s");
        with("notify", "webhook");
    }

    /** @param key without the group's prefix */
    Shop with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    Shop without(String key) {
        settings.remove(key);
        return this;
    }

    Shop command(String argv) {
        return with("restart.command", argv);
    }

    /** A command that this script is; its first argument is the epoch. */
    Shop script(String text) {
        write("own.sh", text);
        return command("sh " + folder.resolve("own.sh") + " {epoch} " + envFile());
    }

    void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String properties() {
        var text = new StringBuilder();
        settings.forEach((key, value) -> text.append("detour.group.%s.%s=%s\n".formatted(name, key, value)));
        return text.toString();
    }

    String name() {
        return name;
    }

    Path folder() {
        return folder;
    }

    Path envFile() {
        return folder.resolve("env/shop.env");
    }

    FaultPeer region(String region) {
        return regions.get(region);
    }

    String target(String region) {
        return "127.0.0.1:" + regions.get(region).port();
    }

    void down(String... names) {
        now(Toxics.status(503), names);
    }

    void up(String... names) {
        now(Toxics.ok(), names);
    }

    void now(Toxic toxic, String... names) {
        for (var region : names) {
            regions.get(region).now(toxic);
        }
    }

    void hideOthers() {
        for (var region : List.of("EU", "APAC")) {
            hidden.put(region, regions.get(region).toxic());
            down(region);
        }
    }

    void showOthers() {
        hidden.forEach((region, toxic) -> now(toxic, region));
    }

    /** What the env file says while {@code region} is decided. */
    String envOf(String region) {
        return "export SHOP_HOST=" + target(region) + "\nexport SHOP_REGION=" + region;
    }

    String env() {
        return read("env/shop.env");
    }

    String read(String file) {
        try {
            return Files.exists(folder.resolve(file)) ? Files.readString(folder.resolve(file)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Start> starts() {
        return read("starts")
                .lines()
                .map(line -> line.split(" "))
                .map(f -> new Start(Long.parseLong(f[0]), f[1], f[2]))
                .toList();
    }

    Start lastStart() {
        var all = starts();
        return all.get(all.size() - 1);
    }

    JsonNode status() {
        return program.get().get("/api/v1/groups/" + name);
    }

    JsonNode explain() {
        return program.get().get("/api/v1/groups/" + name + "/explain");
    }

    /** Oldest first. */
    List<JsonNode> history() {
        var entries = program.get().get("/api/v1/groups/" + name + "/history?limit=500");
        return StreamSupport.stream(entries.spliterator(), false)
                .sorted(Comparator.comparingLong(entry -> entry.path("seq").asLong()))
                .toList();
    }

    /** The triggers and regions of the decisions so far, such as {@code outage EU}. */
    List<String> decisions() {
        return log("decision").stream()
                .map(line -> line.path("message").asText())
                .filter(words -> words.matches("(starting with|switching to) .*"))
                .map(words -> words.replaceFirst("(?:starting with|switching to) (\\S+) \\((\\S+)\\).*", "$2 $1"))
                .toList();
    }

    List<JsonNode> log(String event) {
        return program.get().events(event).stream()
                .filter(line -> line.path("group").asText().equals(name))
                .toList();
    }

    /** The value of a metric of this group; empty when there is none. */
    Optional<Double> metric(String metric, String... labels) {
        return program.get()
                .ask("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(metric + "{") && line.contains("group=\"" + name + "\""))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst();
    }

    JsonNode awaitStatus(String what, Predicate<JsonNode> wanted) {
        var last = new JsonNode[1];
        Awaitility.await(name + ": " + what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .conditionEvaluationListener(null)
                .untilAsserted(() -> {
                    last[0] = status();
                    assertThat(wanted.test(last[0]))
                            .as(() -> last[0].toPrettyString() + "\n" + ownLog())
                            .isTrue();
                });
        return last[0];
    }

    JsonNode awaitActive(String region) {
        return awaitStatus(
                region + " active and done",
                g -> g.path("active").asText().equals(region)
                        && g.path("state").asText().equals("steady")
                        && (g.path("verified").asBoolean()
                                || g.path("decision").path("trigger").asText().equals("start")));
    }

    JsonNode awaitGate(String gate) {
        return awaitStatus("gate " + gate, g -> gates(g).contains(gate));
    }

    static List<String> gates(JsonNode group) {
        return group.path("gates").findValuesAsText("gate");
    }

    JsonNode awaitLog(String event, Predicate<JsonNode> wanted) {
        return program.get()
                .await(
                        name + ": " + event,
                        PATIENCE,
                        line -> line.path("event").asText().equals(event)
                                && line.path("group").asText().equals(name)
                                && wanted.test(line));
    }

    JsonNode awaitLog(String event) {
        return awaitLog(event, line -> true);
    }

    String ownLog() {
        return String.join(
                "\n",
                program.get().lines().stream()
                        .filter(line -> line.contains("\"" + name + "\""))
                        .toList());
    }

    static Instant at(JsonNode line) {
        return Instant.parse(
                line.path(line.has("timestamp") ? "timestamp" : "at").asText());
    }

    /** Ends the application, whichever of its starts still lives, and the regions. */
    @Override
    public void close() throws IOException {
        starts().stream().filter(Start::lives).forEach(start -> ProcessHandle.of(start.pid())
                .ifPresent(ProcessHandle::destroyForcibly));
        for (var region : regions.values()) {
            region.close();
        }
    }
}
