package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.DetourProcess;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.RealPeers;
import dev.detour.peers.Toxics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code camel run routes/*.camel.yaml application.properties} with the project's jar (SPEC §12): the Camel CLI's own main
 * in a process of its own, its class path resolved from a pom of its own.
 */
class CamelRunTest {
    private static final Path POM = Path.of("src/test/camel-run/pom.xml");
    private static final Path RESOLVED = Path.of("target/camel-run.cp");
    private static final Path MAIN = Path.of("src/test/camel-run/CamelRun.java").toAbsolutePath();
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(20);

    private static String classPath;

    @TempDir
    Path folder;

    private FaultPeer nam;
    private FaultPeer eu;
    private DetourProcess camel;

    @BeforeAll
    static void resolve() throws IOException, InterruptedException {
        if (!resolved()) {
            download();
        }
        var jars = new ArrayList<String>();
        jars.add(Path.of("target/detour.jar").toAbsolutePath().toString());
        try (var lib = Files.list(Path.of("target/lib"))) {
            lib.map(jar -> jar.toAbsolutePath().toString()).sorted().forEach(jars::add);
        }
        for (var jar : Files.readString(RESOLVED).strip().split(File.pathSeparator)) {
            if (jar.endsWith(".jar")) {
                jars.add(jar);
            }
        }
        classPath = String.join(File.pathSeparator, jars);
    }

    private static boolean resolved() throws IOException {
        return Files.exists(RESOLVED)
                && Files.getLastModifiedTime(RESOLVED).compareTo(Files.getLastModifiedTime(POM)) >= 0
                && Stream.of(Files.readString(RESOLVED).strip().split(File.pathSeparator))
                        .allMatch(jar -> Files.exists(Path.of(jar)));
    }

    /** By the Maven wrapper, into the local repository, once. */
    private static void download() throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of("mvnw").toAbsolutePath().toString(),
                "-B",
                "-q",
                "-f",
                POM.toString(),
                "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath",
                "-Dmdep.includeScope=runtime",
                "-Dmdep.outputFile=" + RESOLVED.toAbsolutePath()));
        var repository = System.getProperty("localRepository");
        if (repository != null) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        var maven = new ProcessBuilder(command).redirectErrorStream(true);
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = maven.start();
        var words = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            RealPeers.missing("camel run, whose parts Maven could not resolve: " + words);
        }
    }

    @BeforeEach
    void setUp() throws IOException {
        nam = FaultPeer.http(Toxics.ok());
        eu = FaultPeer.http(Toxics.ok());
        Files.createDirectory(folder.resolve("routes"));
        try (var shipped = Files.list(Path.of("routes"))) {
            for (var file : shipped.toList()) {
                Files.copy(file, folder.resolve("routes").resolve(file.getFileName()));
            }
        }
    }

    @AfterEach
    void tearDown() throws IOException {
        if (camel != null) {
            camel.close();
        }
        nam.close();
        eu.close();
    }

    private void configure(String more) throws IOException {
        Files.writeString(folder.resolve("application.properties"), """
                detour.groups=shop
                detour.group.shop.regions=NAM=127.0.0.1:%d,EU=127.0.0.1:%d
                detour.group.shop.probe.url=http://{target}/
                detour.group.shop.probe.interval=300ms
                detour.group.shop.outage=1s
                detour.group.shop.recovery=0s
                detour.group.shop.env-file=shop.env
                detour.group.shop.variable.REGION={region}
                """.formatted(nam.port(), eu.port()) + more);
    }

    private List<String> command(String... words) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                // The CLI keeps its files below the home.
                "-Duser.home=" + folder,
                "-cp",
                classPath,
                MAIN.toString()));
        command.addAll(List.of(words));
        return command;
    }

    /** What a shell makes of {@code camel run routes/*.camel.yaml application.properties}. */
    private void camelRun() throws IOException {
        var words = new ArrayList<String>(List.of("run"));
        try (var files = Files.list(folder.resolve("routes"))) {
            files.map(file -> "routes/" + file.getFileName()).sorted().forEach(words::add);
        }
        words.add("application.properties");
        words.add("--logging-color=false");
        var port = DetourProcess.freePort();
        camel = DetourProcess.start(
                command(words.toArray(String[]::new)),
                folder,
                Map.of("DETOUR_HTTP_PORT", Integer.toString(port)),
                port);
    }

    @Test
    void watchesDecidesWritesAndAnswers() throws IOException {
        configure("");
        camelRun();

        camel.awaitEvent("started", START);
        camel.await(
                "EU is UP",
                SOON,
                line -> line.path("event").asText().equals("region-up")
                        && line.path("region").asText().equals("EU"));
        assertThat(folder.resolve("shop.env")).hasContent("export REGION=NAM");

        nam.now(Toxics.status(503));

        camel.await(
                "the decision",
                SOON,
                line -> line.path("event").asText().equals("decision")
                        && line.path("region").asText().equals("EU"));
        camel.awaitEvent("verified", SOON);
        assertThat(folder.resolve("shop.env")).hasContent("export REGION=EU");
        var status = camel.get("/api/v1/status");
        assertThat(status.path("groups").path(0).path("active").asText()).isEqualTo("EU");
        // The connector writes what it lists some seconds after the start.
        Awaitility.await().atMost(START).untilAsserted(() -> assertThat(listed())
                .contains("probe-shop-NAM", "probe-shop-EU", "step-write-env", "Started"));

        camel.terminate();
        camel.exitStatus(SOON);
        assertThat(camel.events("decision")).hasSize(2);
    }

    /** {@code camel get route} of another process. */
    private String listed() {
        try (var get = DetourProcess.start(command("get", "route"), folder, Map.of(), 0)) {
            get.exitStatus(START);
            return String.join("\n", get.lines());
        }
    }

    @Test
    void aBrokenConfigurationEndsItWithEveryProblemAndNothingWritten() throws IOException {
        configure("""
                detour.group.shop.probe.timeout=soon
                detour.group.shop.outtage=4m
                """);
        camelRun();

        assertThat(camel.exitStatus(START)).isEqualTo(8);
        assertThat(String.join("\n", camel.lines()))
                .contains("application.properties:9: detour.group.shop.probe.timeout=soon")
                .contains("application.properties:10: detour.group.shop.outtage")
                .contains("detour.group.shop.outage");
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(folder.resolve("shop.env")).doesNotExist();
        assertThat(nam.connections()).isZero();
    }

    @Test
    void aStepWithoutARouteEndsItAndIsNamed() throws IOException {
        configure("detour.group.shop.steps=write-env,warm-up\n");
        camelRun();

        assertThat(camel.exitStatus(START)).isEqualTo(8);
        assertThat(String.join("\n", camel.lines())).contains("direct:step-warm-up");
        assertThat(folder.resolve("shop.env")).doesNotExist();
        assertThat(nam.connections()).isZero();
    }

    @Test
    void itsPomHasTheProgramsVersions() throws IOException {
        var program = versions(Path.of("pom.xml"));
        var ours = versions(POM);
        ours.remove("camel-kamelets.version");
        assertThat(ours).isNotEmpty().allSatisfy((name, version) -> assertThat(program)
                .as("the version in both poms")
                .containsEntry(name, version));
    }

    private static Map<String, String> versions(Path pom) throws IOException {
        return Pattern.compile("<([a-z0-9-]+\\.version)>([^$<]+)</\\1>")
                .matcher(Files.readString(pom))
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2), (a, b) -> a, TreeMap::new));
    }
}
