package dev.detour.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * What the demo plays on: three region servers, the toy application under a restart script, and a configuration like
 * a user's own, in a temporary folder that goes with it.
 */
public final class Stage implements AutoCloseable {
    /** The group's name in the demo's configuration. */
    public static final String GROUP = "demo";

    private static final int ASK_MILLIS = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The application as it runs now, and the region that it serves. */
    public record Running(String region, long pid) {}

    private final Path folder;
    private final Map<String, RegionServer> regions = new LinkedHashMap<>();
    private final int applicationPort;

    public Stage() throws IOException {
        folder = Files.createTempDirectory("detour-demo-");
        for (var name : new String[] {"NAM", "EU", "APAC"}) {
            regions.put(name, new RegionServer(name));
        }
        applicationPort = freePort();
        Files.writeString(folder.resolve("restart.sh"), restartScript());
        Files.writeString(configuration(), properties());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What a restart is here: end the old process, see it gone, start a new one that outlives this script. */
    private String restartScript() {
        return """
                cd '%s' || exit 1
                if [ -f app.pid ]; then
                    kill "$(cat app.pid)" 2>/dev/null
                    tries=0
                    while [ -f app.pid ] && [ "$tries" -le 100 ]; do tries=$((tries + 1)); sleep 0.05; done
                    rm -f app.pid
                fi
                '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s app.env %d app.pid >app.log 2>&1 </dev/null &
                tries=0
                while [ ! -s app.pid ]; do
                    tries=$((tries + 1))
                    [ "$tries" -le 200 ] || { cat app.log >&2; exit 1; }
                    sleep 0.05
                done
                """.formatted(
                        folder,
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        ToyApplication.class.getName(),
                        applicationPort);
    }

    private String properties() {
        var list = regions.entrySet().stream()
                .map(region -> region.getKey() + "=" + region.getValue().target())
                .collect(Collectors.joining(","));
        return """
                detour.groups=demo
                detour.group.demo.regions=%s
                detour.group.demo.probe.url=http://{target}/health
                detour.group.demo.probe.interval=1s
                detour.group.demo.probe.timeout=1s
                detour.group.demo.outage=5s
                detour.group.demo.recovery=5s
                detour.group.demo.cooldown=5s
                detour.group.demo.max-switches=20/1h
                detour.group.demo.env-file=app.env
                detour.group.demo.variable.REGION={region}
                detour.group.demo.variable.UPSTREAM={target}
                detour.group.demo.restart=exec
                detour.group.demo.restart.command=/bin/sh %s/restart.sh
                detour.group.demo.verify.timeout=20s
                detour.service=detour-demo
                """.formatted(list, folder);
    }

    public Path configuration() {
        return folder.resolve("application.properties");
    }

    /** The names of the regions, best first. */
    public List<String> regions() {
        return List.copyOf(regions.keySet());
    }

    /** Whether each region is broken, best first. */
    public Map<String, Boolean> broken() {
        Map<String, Boolean> broken = new LinkedHashMap<>();
        regions.forEach((name, server) -> broken.put(name, server.broken()));
        return broken;
    }

    /** Makes a region go dark, as if its data centre had. */
    public void breakDown(String region) {
        regions.get(region).breakDown();
    }

    public void mend(String region) throws IOException {
        regions.get(region).mend();
    }

    /** The token that changing anything needs. There once the program runs. */
    public String token() throws IOException {
        return Files.readString(folder.resolve("data").resolve("token")).strip();
    }

    public String applicationUrl() {
        return "http://127.0.0.1:" + applicationPort + "/";
    }

    /** What the application says of itself; empty while it is being restarted. */
    public Optional<Running> application() {
        try {
            var connection = URI.create(applicationUrl()).toURL().openConnection();
            connection.setConnectTimeout(ASK_MILLIS);
            connection.setReadTimeout(ASK_MILLIS);
            try (var body = connection.getInputStream()) {
                var answer = JSON.readTree(body);
                return Optional.of(new Running(
                        answer.path("region").asText(), answer.path("pid").asLong()));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void end(ProcessHandle application) {
        application.destroy();
        try {
            application.onExit().get(2, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            application.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the application and the regions, and removes the folder; a second call does nothing. */
    @Override
    public synchronized void close() throws IOException {
        regions.values().forEach(RegionServer::close);
        if (!Files.exists(folder)) {
            return;
        }
        var pidFile = folder.resolve("app.pid");
        if (Files.exists(pidFile)) {
            ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip())).ifPresent(Stage::end);
        }
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
