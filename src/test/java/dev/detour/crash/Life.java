package dev.detour.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.peers.DetourProcess;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.SshdPeer;
import dev.detour.peers.SupervisordPeer;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The world of one data directory, which outlives many processes of the program: three regions, an application, and a
 * {@link Witness}.
 */
final class Life implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String GROUP = "detour.group.shop.";

    private final Path folder;
    private final Map<String, FaultPeer> regions = new LinkedHashMap<>();
    private final Application application;
    private final SupervisordPeer supervisord;
    private final SshdPeer host;
    private final Witness witness;
    private DetourProcess detour;

    private Life(boolean supervised, SshdPeer host) throws IOException {
        this.folder = Files.createTempDirectory("detour-crash");
        for (var name : List.of("NAM", "EU", "APAC")) {
            regions.put(name, FaultPeer.http(Toxics.ok()));
        }
        this.application = new Application(folder);
        this.supervisord = supervised ? supervisord() : null;
        this.host = host;
        this.witness = new Witness(folder, supervised ? List.of("app", "side") : List.of("app"));
        configure(List.of());
    }

    /** The application is restarted by a command. */
    static Life withCommand() throws IOException {
        return new Life(false, null);
    }

    /** The application is two programs of a real supervisord. */
    static Life withSupervisord() throws IOException {
        return new Life(true, null);
    }

    /** The application is restarted by a command on a host that a real sshd lets in to. */
    static Life withHost() throws IOException, InterruptedException {
        return new Life(false, SshdPeer.start());
    }

    private SupervisordPeer supervisord() throws IOException {
        return SupervisordPeer.start(
                """
                [program:app]
                command=APP
                autostart=false
                startsecs=0
                [program:side]
                command=SIDE
                autostart=false
                startsecs=0
                """.replace("APP", application.command("app")).replace("SIDE", application.command("side")));
    }

    /**
     * Writes the configuration: short times, and no bound on how often it may switch.
     *
     * @param more lines that replace those of the same key
     */
    void configure(List<String> more) throws IOException {
        var lines = new ArrayList<>(List.of(
                "detour.groups=shop",
                GROUP + "regions="
                        + String.join(
                                ",",
                                regions.entrySet().stream()
                                        .map(r -> r.getKey() + "=127.0.0.1:"
                                                + r.getValue().port())
                                        .toList()),
                GROUP + "probe.url=http://{target}/",
                GROUP + "probe.interval=150ms",
                GROUP + "probe.timeout=2s",
                GROUP + "outage=400ms",
                GROUP + "recovery=150ms",
                GROUP + "min-successes=1",
                GROUP + "cooldown=50ms",
                GROUP + "max-switches=1000/1m",
                GROUP + "env-file=" + folder.resolve("region.env"),
                GROUP + "variable.SHOP_HOST={target}",
                GROUP + "variable.SHOP_REGION={region}",
                GROUP + "variable.SHOP_EPOCH={epoch}"));
        if (host != null) {
            var known = Files.writeString(folder.resolve("known_hosts"), host.knownHost("ed25519"));
            lines.add(GROUP + "restart=ssh");
            lines.add(GROUP + "restart.ssh.hosts=127.0.0.1:" + host.port());
            lines.add(GROUP + "restart.ssh.user=" + host.user());
            lines.add(GROUP + "restart.ssh.key=" + host.userKey());
            lines.add(GROUP + "restart.ssh.known-hosts=" + known);
            lines.add(GROUP + "restart.ssh.command=env DETOUR_EPOCH={epoch} " + application.restartCommand());
        } else if (supervisord == null) {
            lines.add(GROUP + "restart=exec");
            lines.add(GROUP + "restart.command=" + application.restartCommand());
        } else {
            lines.add(GROUP + "restart=supervisor");
            lines.add(GROUP + "restart.supervisor=" + supervisord.unixAddress());
            lines.add(GROUP + "restart.programs=app,side");
        }
        for (var line : more) {
            lines.removeIf(old -> old.startsWith(line.substring(0, line.indexOf('=') + 1)));
            lines.add(line);
        }
        Files.write(folder.resolve("application.properties"), lines);
    }

    /** Puts a route file beside the shipped ones. */
    void route(String name, String yaml) throws IOException {
        var routes = Files.createDirectories(folder.resolve("routes"));
        try (var shipped = Files.list(Path.of("routes"))) {
            for (var file : shipped.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        Files.writeString(routes.resolve(name + ".camel.yaml"), yaml);
    }

    /** Starts the program in this world. */
    DetourProcess start(String... jvm) {
        detour = DetourProcess.run(folder, Map.of(), List.of(jvm));
        return detour;
    }

    /** Starts it by another command, which becomes it, with these variables. */
    DetourProcess startBy(List<String> by, Map<String, String> environment) {
        detour = DetourProcess.runBy(by, folder, environment, List.of());
        return detour;
    }

    /** Starts it by the launcher that users run. */
    DetourProcess startByLauncher(String javaOptions) {
        int port = DetourProcess.freePort();
        detour = DetourProcess.start(
                List.of(Path.of("detour").toAbsolutePath().toString(), "run"),
                folder,
                Map.of(
                        "DETOUR_HTTP_PORT",
                        Integer.toString(port),
                        "DETOUR_NO_ARCHIVE",
                        "1",
                        "DETOUR_JAVA_OPTS",
                        javaOptions,
                        "JAVA_HOME",
                        System.getProperty("java.home")),
                port);
        return detour;
    }

    /** Starts it so that it halts at a point of the next decision. */
    DetourProcess startArmed(String point) throws IOException {
        return start("-Ddetour.halt=" + point + "@" + (witness.epoch() + 1));
    }

    DetourProcess detour() {
        return detour;
    }

    Witness witness() {
        return witness;
    }

    Path folder() {
        return folder;
    }

    FaultPeer region(String name) {
        return regions.get(name);
    }

    /** Breaks the region in use. */
    String breakActive() throws IOException {
        var active = witness.durable().path("active").asText();
        regions.get(active).now(Toxics.status(503));
        return active;
    }

    void mendAll() {
        regions.values().forEach(region -> region.now(Toxics.ok()));
    }

    /** Waits until the running program has nothing left to do, then asks the witness. */
    void awaitSettled() throws IOException {
        Awaitility.await("settled")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .failFast("the program ended: " + detour.lines(), () -> !detour.alive())
                .conditionEvaluationListener(null)
                .until(this::settled);
        witness.judgeSettled();
    }

    private boolean settled() throws IOException {
        if (!Files.exists(folder.resolve("data/journal.jsonl"))
                || detour.events("started").isEmpty()) {
            return false;
        }
        var group = detour.get("/api/v1/groups/shop");
        var up = Stream.of(group.path("regions"))
                .flatMap(all -> all.findValuesAsText("health").stream())
                .allMatch("UP"::equals);
        return up
                && List.of("steady", "holding").contains(group.path("state").asText())
                && group.path("epoch").asLong() == witness.epoch()
                && group.path("effect").path("envFile").path("matches").asBoolean()
                && finished(witness.durable());
    }

    /** All steps are through, whatever came of the verify. */
    private static boolean finished(JsonNode durable) {
        var results = durable.path("steps").findValuesAsText("result");
        return !results.isEmpty() && !results.contains("pending");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (detour != null) {
            detour.close();
        }
        if (supervisord != null) {
            supervisord.close();
        }
        if (host != null) {
            host.close();
        }
        application.end();
        for (var region : regions.values()) {
            region.close();
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
