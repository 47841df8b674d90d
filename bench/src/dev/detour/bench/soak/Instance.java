package dev.detour.bench.soak;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Detour as a user runs it, by the launcher, in a folder of its own, with regions of its own. */
final class Instance implements AutoCloseable {
    private final String name;
    private final Path home;
    private final Path folder;
    private final int port;
    private final Findings findings;
    private final Map<String, Map<String, Site>> sites = new LinkedHashMap<>();
    private final List<Life> lives = new ArrayList<>();
    private volatile Process process;
    private volatile boolean ours;

    Instance(String name, Path home, Path folder, Findings findings) throws IOException {
        this.name = name;
        this.home = home;
        this.folder = Files.createDirectories(folder);
        this.findings = findings;
        try (var free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
        for (var rules : Rules.ALL) {
            var regions = new LinkedHashMap<String, Site>();
            for (var region : Rules.REGIONS) {
                regions.put(region, new Site());
            }
            sites.put(rules.name(), regions);
        }
        configure();
        // Whoever ends the soak early leaves none behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::leaveNone, "leave-none"));
    }

    /** Without the lock, which may be held by one who waits. */
    private void leaveNone() {
        var last = process;
        if (last != null) {
            ours = true;
            last.destroyForcibly();
        }
    }

    private void configure() throws IOException {
        var restart = folder.resolve("restart");
        Files.writeString(restart, """
                #!/bin/sh
                # The application's restart: one line for each. It is withheld while there is a file of that name.
                [ -e "$1.withheld" ] || echo "$2 $3 $(date +%s%N)" >> "$1.restarts"
                """);
        if (!restart.toFile().setExecutable(true)) {
            throw new IOException(restart + " cannot be made executable");
        }
        Files.writeString(folder.resolve("application.properties"), properties());
        var routes = Files.createDirectories(folder.resolve("routes"));
        try (var shipped = Files.list(home.resolve("routes"))) {
            for (var file : shipped.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
    }

    private String properties() {
        var text = new StringBuilder("detour.groups=" + String.join(",", sites.keySet()) + "\ndetour.http.port=" + port
                + "\ndetour.routes=routes\n");
        for (var rules : Rules.ALL) {
            var list = sites.get(rules.name()).entrySet().stream()
                    .map(site -> site.getKey() + "=" + site.getValue().target())
                    .collect(Collectors.joining(","));
            text.append(rules.properties(list, "./restart " + rules.name() + " {epoch} {region}"));
        }
        return text.toString();
    }

    synchronized void start() throws IOException {
        var builder = new ProcessBuilder(home.resolve("detour").toString(), "run")
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("log.jsonl").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("stderr").toFile()));
        // bench/run has made it; a build beside the soak would have a restart wait for a new one.
        builder.environment().put("DETOUR_NO_ARCHIVE", "1");
        long now = System.nanoTime();
        var started = builder.start();
        process = started;
        ours = false;
        lives.add(new Life(now, Long.MAX_VALUE));
        started.onExit().thenAccept(this::ended);
    }

    private synchronized void ended(Process which) {
        if (which == process && !ours) {
            findings.add("ended", name + " ended by itself with " + which.exitValue());
            died(System.nanoTime());
        }
    }

    private void died(long at) {
        int last = lives.size() - 1;
        if (lives.get(last).ended() == Long.MAX_VALUE) {
            lives.set(last, new Life(lives.get(last).started(), at));
        }
    }

    /** By {@code kill -9}. */
    synchronized void kill() throws InterruptedException {
        ours = true;
        long now = System.nanoTime();
        process.destroyForcibly();
        process.waitFor();
        died(now);
    }

    /** By SIGTERM. @return milliseconds until it was gone; after 30 s it is killed */
    synchronized long terminate() throws InterruptedException {
        ours = true;
        long began = System.nanoTime();
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        // It may have watched until its end, or not.
        died(began);
        return (System.nanoTime() - began) / 1_000_000;
    }

    synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    synchronized long pid() {
        return process.pid();
    }

    synchronized List<Life> lives() {
        return List.copyOf(lives);
    }

    /** Whether one process lived all the time. */
    boolean livedThrough(long from, long to) {
        return lives().stream().anyMatch(life -> life.started() <= from && life.ended() >= to);
    }

    String name() {
        return name;
    }

    Path folder() {
        return folder;
    }

    int port() {
        return port;
    }

    Map<String, Site> sites(String group) {
        return sites.get(group);
    }

    Path env(String group) {
        return folder.resolve(group + ".env");
    }

    Path restarts(String group) {
        return folder.resolve(group + ".restarts");
    }

    @Override
    public void close() throws IOException {
        try {
            if (alive()) {
                terminate();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (var group : sites.values()) {
            for (var site : group.values()) {
                site.close();
            }
        }
    }
}
