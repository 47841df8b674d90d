package dev.detour.seed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.peers.DetourProcess;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.RealPeers;
import dev.detour.peers.SupervisordPeer;
import dev.detour.peers.TestIdentity;
import dev.detour.peers.Toxic;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;

/**
 * The host of the External Cloud Failover Handler, with real parts: a supervisord with the group {@code app}, three
 * programs that tell what they read at their start, the lookup behind TLS on localhost, and three regions that accept
 * connections. The lookup goes where the tunnel goes: to the region that the program {@code stunnel} read when it was
 * last started. Times are short; everything else is the preset.
 */
final class SeedOneWorld implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(40);
    static final String SIGNATURE = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    static final String ASKED = "GET /v2/org-1/cloudlookup/txn-2 HTTP/1.1";
    static final Map<String, String> TARGETS = new LinkedHashMap<>();

    static {
        TARGETS.put("NAM", "127.0.0.11");
        TARGETS.put("EU", "127.0.0.12");
        TARGETS.put("APAC", "127.0.0.13");
    }

    static final List<String> STARTED = List.of("spawned stunnel", "spawned cloud-client", "spawned application");
    static final List<String> RESTARTED = List.of(
            "stopped application",
            "stopped cloud-client",
            "stopped stunnel",
            "spawned stunnel",
            "spawned cloud-client",
            "spawned application");

    private static final String PROGRAM = """
            #!/bin/sh
            # Tells in programs.log what it read at its start, and when it ended; does not end while there is a file "hold".
            unset EXT_CLOUD EXT_REGION
            cd FOLDER || exit 1
            end() {
                echo "told to end $1 $$" >> programs.log
                while [ -e hold ]; do sleep 0.1; done
                echo "end $1 $$" >> programs.log
                kill $! 2> /dev/null
                exit 0
            }
            trap 'end "$1"' TERM
            [ ! -r ENVFILE ] || . ENVFILE
            echo "start $1 $$ $EXT_CLOUD $EXT_REGION" >> programs.log
            while :; do
                sleep 1000 &
                wait $!
            done
            """;

    private final SupervisordPeer supervisord;
    private final Path envFile;
    private final List<FaultPeer> candidates = new ArrayList<>();
    private final List<DetourProcess> processes = new ArrayList<>();
    private final Map<String, Toxic> broken = new ConcurrentHashMap<>();
    private final Map<String, String> variables = new HashMap<>();
    private FaultPeer lookup;

    private SeedOneWorld(SupervisordPeer supervisord, Path envFile) {
        this.supervisord = supervisord;
        this.envFile = envFile;
    }

    /** With the env file in a folder of its own. */
    static SeedOneWorld start() throws Exception {
        var world = new SeedOneWorld(startSupervisord(), null, 0, 0);
        Files.createDirectory(world.envFile.getParent());
        return world;
    }

    /** As it is on the seed's own host: its paths and ports. They must be free, and become so again. */
    static SeedOneWorld startAtDefaultPlaces() throws Exception {
        return new SeedOneWorld(startSupervisord(), Path.of("/opt/application/tmp/ext_cloud.env"), 8443, 443);
    }

    private static SupervisordPeer startSupervisord() throws IOException {
        return SupervisordPeer.start("""
                [group:app]
                programs=stunnel,cloud-client,application
                [program:stunnel]
                command=FOLDER/program stunnel
                autostart=false
                autorestart=false
                startsecs=0
                stopwaitsecs=60
                [program:cloud-client]
                command=FOLDER/program cloud-client
                autostart=false
                autorestart=false
                startsecs=0
                stopwaitsecs=60
                [program:application]
                command=FOLDER/program application
                autostart=false
                autorestart=false
                startsecs=1
                stopwaitsecs=60
                """);
    }

    private SeedOneWorld(SupervisordPeer supervisord, Path envFile, int lookupPort, int candidatePort)
            throws Exception {
        this(supervisord, envFile == null ? supervisord.folder().resolve("tmp/ext_cloud.env") : envFile);
        try {
            var program = supervisord.folder().resolve("program");
            Files.writeString(
                    program,
                    PROGRAM.replace("FOLDER", supervisord.folder().toString())
                            .replace("ENVFILE", this.envFile.toString()));
            assertThat(program.toFile().setExecutable(true)).isTrue();
            var port = candidatePort;
            for (var target : TARGETS.values()) {
                candidates.add(FaultPeer.silent(target, port));
                port = candidates.get(0).port();
            }
            lookup = FaultPeer.https(lookupPort, TestIdentity.selfSigned().context(), this::answer);
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
        var list = new StringBuilder();
        TARGETS.forEach((name, target) -> list.append(list.isEmpty() ? "" : ",").append(name + "=" + target));
        variables.put("EXT_CLOUD_FAILOVER_LIST", list.toString());
        variables.put("CONNECTION_KEEPALIVE_ORG_ID", "org-1");
        variables.put("CONNECTION_KEEPALIVE_TXN_ID", "txn-2");
        if (envFile == null) {
            variables.put("SUPERVISOR_SERVER_URL", supervisord.unixAddress().toString());
            set("PROBE_URL", "https://localhost:" + lookup.port() + "/v2/org-1/cloudlookup/txn-2");
            set("PROBE_CANDIDATE_URL", "tcp://{target}:" + candidates.get(0).port());
            set("ENV_FILE", this.envFile.toString());
            set("PROBE_INTERVAL", "500ms");
            set("PROBE_TIMEOUT", "2s");
            set("OUTAGE", "2s");
        }
    }

    private void answer(dev.detour.peers.Line line) throws IOException, InterruptedException {
        var region = programs("stunnel").stream()
                .reduce((first, second) -> second)
                .map(Start::region)
                .orElse("");
        broken.getOrDefault(region, Toxics.ok()).serve(line);
    }

    /** For the next start of Detour: one of the group's keys as a variable. */
    SeedOneWorld set(String key, String value) {
        variables.put("DETOUR_GROUP_EXT_CLOUD_" + key, value);
        return this;
    }

    /** For the next start of Detour; an empty value takes it away. */
    SeedOneWorld variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    DetourProcess detour(String... arguments) {
        var process = DetourProcess.run(supervisord.folder(), variables, List.of(), arguments);
        processes.add(process);
        return process;
    }

    /** Starts Detour and waits until it has ensured what was decided last. */
    DetourProcess ensured(String... arguments) {
        var process = detour(arguments);
        process.await("ensured", PATIENCE, line -> isStep(line, "step-done", "restart"));
        return process;
    }

    static boolean isStep(JsonNode line, String event, String step) {
        return event.equals(line.path("event").asText())
                && line.path("message").asText().startsWith("step " + step + " ");
    }

    /** Ends it by SIGTERM and gives back how long that took. */
    static Duration terminate(DetourProcess process) {
        var from = System.nanoTime();
        process.terminate();
        assertThat(process.exitStatus(Duration.ofSeconds(20))).isEqualTo(143);
        return Duration.ofNanos(System.nanoTime() - from);
    }

    /** What the lookup does from now on while the tunnel goes to that region. */
    void breakRegion(String region, Toxic how) {
        broken.put(region, how);
    }

    void mendRegion(String region) {
        broken.remove(region);
    }

    /** The tunnel's port refuses. */
    void closeLookup() throws IOException {
        lookup.close();
    }

    void reopenLookup() throws IOException {
        lookup = FaultPeer.https(lookup.port(), TestIdentity.selfSigned().context(), this::answer);
    }

    /** Takes Detour's state away. */
    void forget() throws IOException {
        try (var files = Files.list(envFile.resolveSibling("detour"))) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    FaultPeer lookup() {
        return lookup;
    }

    FaultPeer candidate(String region) {
        return candidates.get(List.copyOf(TARGETS.keySet()).indexOf(region));
    }

    SupervisordPeer supervisord() {
        return supervisord;
    }

    Path envFile() {
        return envFile;
    }

    /** Whether one of this name was told to end. */
    boolean toldToEnd(String program) throws IOException {
        return Files.readString(supervisord.folder().resolve("programs.log")).contains("told to end " + program + " ");
    }

    /** While it is there no program ends. */
    Path hold() {
        return supervisord.folder().resolve("hold");
    }

    void supervisorctl(String... arguments) throws Exception {
        var command = new ArrayList<>(
                List.of("supervisorctl", "-s", supervisord.unixAddress().toString()));
        command.addAll(List.of(arguments));
        RealPeers.run(command.toArray(String[]::new));
    }

    /** What a program read when it was started. */
    record Start(String program, long pid, String host, String region) {}

    /** Every start so far of one program; of all when {@code name} is null. */
    List<Start> programs(String name) throws IOException {
        var log = supervisord.folder().resolve("programs.log");
        if (!Files.exists(log)) {
            return List.of();
        }
        return Files.readAllLines(log).stream()
                .map(line -> line.split(" ", -1))
                .filter(w -> w.length == 5 && w[0].equals("start") && (name == null || w[1].equals(name)))
                .map(w -> new Start(w[1], Long.parseLong(w[2]), w[3], w[4]))
                .toList();
    }

    /** The pids of the programs that run now, by name, as supervisord has them. */
    Map<String, Long> pids() throws Exception {
        // One call for all: each is a Python that starts.
        var told =
                RealPeers.run("supervisorctl", "-s", supervisord.unixAddress().toString(), "status", "app:*");
        var pids = new LinkedHashMap<String, Long>();
        for (var program : List.of("stunnel", "cloud-client", "application")) {
            var pid =
                    Pattern.compile("app:" + program + " +RUNNING +pid (\\d+),").matcher(told);
            assertThat(pid.find()).as("%s runs: %s", program, told).isTrue();
            pids.put(program, Long.parseLong(pid.group(1)));
        }
        return pids;
    }

    /** The last start of each program. In which order they were spawned supervisord's deeds tell: they may overtake each other. */
    void assertAllRead(String region) throws IOException {
        var all = programs(null);
        assertThat(all.subList(all.size() - 3, all.size()))
                .extracting(Start::program, Start::host, Start::region)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("stunnel", TARGETS.get(region), region),
                        org.assertj.core.groups.Tuple.tuple("cloud-client", TARGETS.get(region), region),
                        org.assertj.core.groups.Tuple.tuple("application", TARGETS.get(region), region));
    }

    void assertEnvFile(String region) throws IOException {
        assertThat(Files.readAllBytes(envFile))
                .isEqualTo(("export EXT_CLOUD=" + TARGETS.get(region) + "\nexport EXT_REGION=" + region).getBytes());
    }

    /** What supervisord did since it had done so many deeds. */
    List<String> deedsAfter(int before) throws IOException {
        var deeds = supervisord.deeds();
        return deeds.subList(before, deeds.size());
    }

    int deeds() throws IOException {
        return supervisord.deeds().size();
    }

    static JsonNode group(DetourProcess process) {
        return process.get("/api/v1/groups/ext-cloud");
    }

    static void eventually(String what, org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    /** Messages that Datadog monitors match, with their level. */
    static List<String> outageLines(DetourProcess process) {
        return process.log().stream()
                .filter(line -> line.path("message").asText().startsWith("Waited for"))
                .map(line ->
                        line.path("level").asText() + " " + line.path("message").asText())
                .toList();
    }

    /** SPEC §7: each line is one JSON object with these fields; the only others are warnings on stderr. */
    static void assertLog(DetourProcess process) {
        assertThat(process.lines()).isNotEmpty().allSatisfy(line -> assertThat(line)
                .matches("\\{.*}|warning: .*"));
        assertThat(process.log()).isNotEmpty().allSatisfy(line -> {
            assertThat(line.path("timestamp").asText())
                    .matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z")
                    .satisfies(Instant::parse);
            assertThat(line.path("level").asText()).isIn("DEBUG", "INFO", "WARNING", "ERROR");
            assertThat(line.path("service").asText()).isEqualTo("ext_cloud_outage_handler");
            assertThat(line.path("message").asText()).isNotBlank();
        });
    }

    /** Ends what this world started, also programs that a killed supervisord left behind. */
    @Override
    public void close() throws Exception {
        var endings = new ArrayList<ThrowingCallable>();
        processes.forEach(process -> endings.add(process::close));
        if (lookup != null) {
            endings.add(lookup::close);
        }
        candidates.forEach(candidate -> endings.add(candidate::close));
        endings.add(this::endPrograms);
        endings.add(supervisord::close);
        Throwable first = null;
        for (var ending : endings) {
            try {
                ending.call();
            } catch (Throwable e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw new IllegalStateException(first);
        }
    }

    /** supervisord first, so that nobody starts anything again; also what a supervisord killed earlier left behind. */
    private void endPrograms() throws Exception {
        var all = new ArrayList<>(supervisord.programProcesses());
        supervisord.kill();
        for (var start : programs(null)) {
            ProcessHandle.of(start.pid()).filter(this::isProgram).ifPresent(handle -> {
                all.add(handle);
                handle.descendants().forEach(all::add);
            });
        }
        // Before their sleeps: they would begin others.
        all.stream().filter(this::isProgram).forEach(ProcessHandle::destroyForcibly);
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private boolean isProgram(ProcessHandle handle) {
        var own = supervisord.folder().resolve("program").toString();
        return handle.info()
                .arguments()
                .map(arguments -> List.of(arguments).contains(own))
                .orElse(false);
    }
}
