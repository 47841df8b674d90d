package dev.detour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Three regions, and a folder with a configuration that watches them. */
final class World implements AutoCloseable {
    private static final String FIRST_STEP = "      uri: direct:step-write-env\n      steps:\n";

    private final Path home;
    private final Folder folder;
    private final Map<String, Region> regions = new LinkedHashMap<>();

    /** @param home of the checkout */
    World(Path home, Path under) throws IOException {
        this.home = home;
        this.folder = Folder.under(under, "world");
        for (var name : List.of("NAM", "EU", "APAC")) {
            regions.put(name, new Region());
        }
    }

    Region region(String name) {
        return regions.get(name);
    }

    Map<String, Region> regions() {
        return regions;
    }

    Path folder() {
        return folder.path();
    }

    /** Writes the configuration. @param more lines beside what every one of them has */
    void configure(String more) throws IOException {
        var list = regions.entrySet().stream()
                .map(region ->
                        region.getKey() + "=127.0.0.1:" + region.getValue().port())
                .collect(Collectors.joining(","));
        Files.writeString(folder.path().resolve("application.properties"), """
                detour.groups=bench
                detour.http.port=0
                detour.group.bench.regions=%s
                detour.group.bench.probe.url=http://{target}/
                detour.group.bench.env-file=app.env
                detour.group.bench.variable.REGION={region}
                detour.group.bench.steps=write-env
                """.formatted(list) + more);
    }

    /** The shipped routes, to be edited. */
    void routes() throws IOException {
        var copies = Files.createDirectories(folder.path().resolve("routes"));
        try (var shipped = Files.list(home.resolve("routes"))) {
            for (var file : shipped.toList()) {
                Files.copy(file, copies.resolve(file.getFileName()));
            }
        }
    }

    /** The shipped routes, with one bean that notes when the first step's begins. */
    String marked() throws IOException {
        var copies = Files.createDirectories(folder.path().resolve("routes"));
        try (var shipped = Files.list(home.resolve("routes"))) {
            for (var file : shipped.toList()) {
                var text = Files.readString(file);
                if (file.endsWith("steps.camel.yaml")) {
                    if (!text.contains(FIRST_STEP)) {
                        throw new IOException(file + ": step-write-env does not begin as this bench knows it");
                    }
                    text = text.replace(
                            FIRST_STEP,
                            FIRST_STEP
                                    + "        - bean:\n            ref: benchMarks\n            method: stepBegins\n");
                }
                Files.writeString(copies.resolve(file.getFileName()), text);
            }
        }
        return "detour.routes=routes\ncamel.beans.benchMarks=#class:dev.detour.bench.Marks\n";
    }

    @Override
    public void close() throws IOException {
        for (var region : regions.values()) {
            region.close();
        }
        folder.close();
    }
}
