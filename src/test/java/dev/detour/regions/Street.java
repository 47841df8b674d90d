package dev.detour.regions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.peers.DetourProcess;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several {@link Shop}s watched by one program, and the webhook that all of them tell. */
final class Street implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final FaultPeer webhook;
    private final Map<String, Shop> shops = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private List<String> by = List.of();
    private DetourProcess program;

    Street(Path folder) throws IOException {
        this.folder = folder;
        this.webhook = FaultPeer.http(Toxics.ok());
        with("detour.notify.webhook.url", webhook.uri("/hook").toString());
    }

    Street with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** The program is started by this command, which becomes it. */
    Street by(String... words) {
        by = List.of(words);
        return this;
    }

    Shop shop(String name) {
        return shops.computeIfAbsent(name, n -> new Shop(folder, n, this::program));
    }

    Collection<Shop> shops() {
        return shops.values();
    }

    DetourProcess program() {
        return program;
    }

    FaultPeer webhook() {
        return webhook;
    }

    Path data() {
        return folder.resolve(settings.getOrDefault("detour.data", "data"));
    }

    /** What the webhook was told of a group, oldest first; not that a starved machine was blind for a moment. */
    List<JsonNode> told(String group) {
        return webhook.seen().stream()
                .map(request -> {
                    try {
                        return JSON.readTree(request.body());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .filter(notice -> notice.path("group").asText().equals(group))
                .filter(notice -> !notice.path("message").asText().startsWith("blind"))
                .toList();
    }

    List<String> toldEvents(String group) {
        return told(group).stream().map(n -> n.path("event").asText()).toList();
    }

    /** Starts the program without waiting for anything. */
    DetourProcess start() {
        var text = new StringBuilder("detour.groups=" + String.join(",", shops.keySet()) + "\n");
        settings.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        shops.values().forEach(shop -> text.append(shop.properties()));
        try {
            Files.writeString(folder.resolve("application.properties"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        program = DetourProcess.runBy(by, folder, Map.of(), List.of());
        return program;
    }

    /**
     * Starts it and waits until every shop has its first region, and sees its others. These answer only afterwards, for
     * on a starved machine any of them could be the first that is UP.
     */
    void open() {
        shops.values().forEach(Shop::hideOthers);
        start();
        program.awaitEvent("started", Shop.PATIENCE);
        shops.values().stream()
                .filter(shop -> !shop.properties().contains(".mode=observe"))
                .filter(shop -> !shop.properties().contains(".mode=approve"))
                .forEach(shop -> shop.awaitActive("NAM"));
        shops.values().forEach(Shop::showOthers);
        shops.values()
                .forEach(shop -> shop.awaitStatus(
                        "all UP",
                        g -> g.path("regions").findValuesAsText("health").equals(List.of("UP", "UP", "UP"))));
    }

    /** SIGTERM, and a new start. */
    void restart() {
        program.terminate();
        program.exitStatus(Duration.ofSeconds(20));
        start();
        program.awaitEvent("started", Shop.PATIENCE);
    }

    @Override
    public void close() throws IOException {
        if (program != null) {
            // For whoever looks into a failure.
            Files.write(Path.of("target", "street-" + String.join("-", shops.keySet()) + ".log"), program.lines());
            program.close();
            program.exitStatus(Duration.ofSeconds(20));
        }
        for (var shop : shops.values()) {
            shop.close();
        }
        webhook.close();
    }
}
