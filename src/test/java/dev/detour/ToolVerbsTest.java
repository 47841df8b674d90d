package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.cli.Exit;
import dev.detour.cli.Spoken;
import dev.detour.peers.DatadogPeer;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Ports;
import dev.detour.peers.Toxics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs for before and after: doctor, simulate, import, keda. */
class ToolVerbsTest {
    @TempDir
    Path folder;

    private String out = "";
    private String err = "";

    private int detour(Map<String, String> environment, String... words) {
        var spoken = Spoken.by(new Commands(folder, environment), environment, words);
        out = spoken.out();
        err = spoken.err();
        return spoken.exit();
    }

    private int detour(String... args) {
        return detour(Map.of(), args);
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private void configure(String... lines) throws Exception {
        write("application.properties", String.join("\n", lines) + "\n");
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    @Test
    void doctorFindsAllWell() throws Exception {
        try (var region = FaultPeer.http(Toxics.ok());
                var canary = FaultPeer.http(Toxics.status(404))) {
            Files.createDirectories(folder.resolve("env"));
            configure(
                    "detour.http.port=" + Ports.free(),
                    "detour.groups=g",
                    "detour.group.g.regions=EU=127.0.0.1:" + region.port(),
                    "detour.group.g.probe.url=http://{target}/healthz",
                    "detour.group.g.canary=" + canary.uri("/"),
                    "detour.group.g.env-file=env/g.env",
                    "detour.group.g.variable.HOST={target}",
                    "detour.group.g.restart=exec",
                    "detour.group.g.restart.command=/bin/true");
            var before = files();

            assertThat(detour("doctor")).as(out + err).isEqualTo(Exit.FINE);

            assertThat(out)
                    .contains("ok      routes: ")
                    .contains("ok      data: ")
                    .contains("-       token: none yet")
                    .contains("ok      port: 127.0.0.1:")
                    .contains("ok      clock: ")
                    .contains("ok      g: env file: " + folder.resolve("env/g.env") + " can be written")
                    .contains("ok      g: restart: the command /bin/true is there")
                    .containsPattern(
                            "ok +g: region EU: UP, status 200 \\(.*connect [0-9.]+ ms, first byte [0-9.]+ ms\\)")
                    .contains("ok      g: canary 127.0.0.1: status 404")
                    .contains("-       datadog: not configured");
            assertThat(err).endsWith("All well.\n");
            assertThat(files()).isEqualTo(before);
        }
    }

    @Test
    void doctorAsksDatadogWhetherItKnowsTheKey() throws Exception {
        try (var region = FaultPeer.http(Toxics.ok());
                var datadog = new DatadogPeer("a-key-that-holds")) {
            configure(
                    "detour.http.port=" + Ports.free(),
                    "detour.groups=g",
                    "detour.group.g.regions=EU=127.0.0.1:" + region.port(),
                    "detour.group.g.probe.url=http://{target}/healthz",
                    "detour.datadog.url=" + datadog.uri());

            detour(Map.of("DD_API_KEY", "a-key-that-holds", "DD_AGENT_HOST", "127.0.0.1"), "doctor");
            assertThat(out)
                    .contains("ok      datadog: datadoghq.com knows the API key")
                    .contains("ok      datadog agent: 127.0.0.1 can be sent to");

            assertThat(detour(
                            Map.of("DD_API_KEY", "a-key-of-no-use", "DD_DOGSTATSD_URL", "unix://" + folder + "/none"),
                            "doctor"))
                    .isEqualTo(Exit.DEGRADED);
            assertThat(out)
                    .contains("problem datadog: the API key is refused (HTTP 403)")
                    .contains("→ see DD_API_KEY and DD_SITE")
                    .containsPattern("problem datadog agent: agent at unix:.*/none: No such file")
                    .doesNotContain("a-key-of-no-use");
            assertThat(datadog.events()).isEmpty();
        }
    }

    @Test
    void doctorSaysWhatIsWrongAndWhatToDo() throws Exception {
        try (var taken = FaultPeer.http(Toxics.status(500))) {
            Files.createDirectories(folder.resolve("data"));
            write("data/token", "0123456789abcdef0123");
            Files.setPosixFilePermissions(folder.resolve("data/token"), PosixFilePermissions.fromString("rw-r--r--"));
            configure(
                    "detour.http.port=" + taken.port(),
                    "detour.groups=g",
                    "detour.group.g.regions=EU=127.0.0.1:" + FaultPeer.closedPort() + ",US=127.0.0.1:" + taken.port(),
                    "detour.group.g.probe.url=http://{target}/healthz",
                    "detour.group.g.env-file=missing/g.env",
                    "detour.group.g.variable.HOST={target}",
                    "detour.group.g.restart=supervisor",
                    "detour.group.g.restart.supervisor=unix://" + folder.resolve("none.sock"),
                    "detour.group.g.restart.programs=app:web");

            assertThat(detour("doctor", "-o", "json")).isEqualTo(Exit.DEGRADED);

            var answer = new ObjectMapper().readTree(out);
            assertThat(answer.path("well").asBoolean()).isFalse();
            var problems = new ArrayList<String>();
            for (JsonNode finding : answer.path("findings")) {
                if (finding.path("state").asText().equals("problem")) {
                    problems.add(finding.path("what").asText());
                    assertThat(finding.path("todo").asText())
                            .as(finding.toString())
                            .isNotBlank();
                }
            }
            assertThat(problems)
                    .containsExactly("token", "port", "g: env file", "g: restart", "g: region EU", "g: region US");
            assertThat(out).contains("connect refused").contains("status 500");
        }
    }

    @Test
    void doctorNeedsAConfigurationThatHolds() throws Exception {
        configure("detour.groups=g");

        assertThat(detour("doctor")).isEqualTo(Exit.CONFIGURATION);
        assertThat(err).contains("detour.group.g.regions: missing");
    }

    @Test
    void simulatePrintsTheDecisionsAndTouchesNothing() throws Exception {
        configure("detour.groups=g", "detour.group.g.regions=NAM=nam.example.com,EU=eu.example.com");
        write("t.timeline", "at 1m NAM down\n");
        var before = files();

        assertThat(detour("simulate", folder.resolve("t.timeline").toString(), "--from", "NAM"))
                .isEqualTo(Exit.FINE);

        assertThat(out)
                .contains(
                        "0:05:00.0  decision         #2 switching to EU (outage): NAM was down for 4 min (26 failed probes)\n");
        assertThat(err).contains("EU in use at the end");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void simulateTellsTheMomentsOfARecordInMilliseconds() throws Exception {
        configure("detour.groups=g", "detour.group.g.regions=NAM=nam.example.com,EU=eu.example.com");
        var run = "{\"at\":\"2026-11-20T%sZ\",\"until\":\"2026-11-20T%sZ\",\"group\":\"g\",\"region\":\"%s\","
                + "\"via\":\"PROBE_URL\",\"outcome\":\"%s\",\"phase\":\"HTTP\",\"count\":%d,\"millis\":20,"
                + "\"text\":\"recorded\"}%n";
        var log = write(
                "probes.jsonl",
                run.formatted("08:00:00.123456789", "08:10:00.123456789", "EU", "UP", 61)
                        + run.formatted("08:00:00", "08:10:00", "NAM", "DOWN", 61));

        assertThat(detour("simulate", log.toString(), "--from", "NAM", "-o", "json"))
                .isEqualTo(Exit.FINE);

        assertThat(new ObjectMapper().readTree(out).path("happenings").findValuesAsText("at"))
                .isNotEmpty()
                .allSatisfy(at -> assertThat(at).matches("2026-11-20T0[78]:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z"));
    }

    @Test
    void simulateEnds2ForWhatItCannotPlay() throws Exception {
        configure(
                "detour.groups=g,h",
                "detour.group.g.regions=NAM=nam.example.com,EU=eu.example.com",
                "detour.group.h.regions=X=x.example.com");
        var timeline = write("t.timeline", "at 1m X down\n").toString();

        assertThat(detour("simulate", timeline)).isEqualTo(Exit.USAGE);
        assertThat(err).contains("which group? -g g or -g h");
        assertThat(detour("simulate", timeline, "-g", "h")).isEqualTo(Exit.FINE);
        assertThat(detour("simulate", timeline, "-g", "g")).isEqualTo(Exit.USAGE);
        assertThat(err).contains("t.timeline:1: no region \"X\"; known are NAM, EU, and canary");
        assertThat(detour("simulate", timeline, "-g", "h", "--from", "Y")).isEqualTo(Exit.USAGE);
        assertThat(detour("simulate")).isEqualTo(Exit.USAGE);
    }

    @Test
    void importReadsTheEnvironmentOrAFile() throws Exception {
        var variables = Map.of("SITE_A_HEALTH_URL", "http://a.example.com/");

        assertThat(detour(variables, "import")).isEqualTo(Exit.FINE);
        assertThat(out).contains("detour.group.site.region.a.probe-url=http://a.example.com/\n");
        assertThat(err).contains("SITE_B_HEALTH_URL: not set, so site b is DOWN");

        write(".env", "SITE_B_HEALTH_URL=http://b.example.com/ # b\n");
        assertThat(detour(variables, "import", ".env")).isEqualTo(Exit.FINE);
        assertThat(out).contains("http://b.example.com/\n").doesNotContain("http://a.example.com/");

        write("config.ini", "[SERVICES]\nSERVICE1_BASE_URL = https://one.example.com\n");
        assertThat(detour("import")).isEqualTo(Exit.FINE);
        assertThat(out).contains("detour.gateway.default.upstreams=https://one.example.com\n");

        Files.delete(folder.resolve("config.ini"));
        assertThat(detour("import")).isEqualTo(Exit.USAGE);
        assertThat(err).contains("EXT_CLOUD_FAILOVER_LIST").contains("config.ini");
        assertThat(detour("import", "none.env")).isEqualTo(Exit.USAGE);
    }

    @Test
    void kedaPrintsManifestsThatItFindsClean() throws Exception {
        configure("detour.groups=g", "detour.group.g.regions=NAM=nam.example.com,EU=eu.example.com");

        assertThat(detour("keda", "manifest", "--url", "https://detour.example.com/", "--up", "3", "--down", "6"))
                .isEqualTo(Exit.FINE);
        assertThat(out).contains("https://detour.example.com/metric/g/NAM?format=replicas&up=3&down=6");
        var file = write("so.yaml", out).toString();
        assertThat(detour("keda", "lint", file)).as(out).isEqualTo(Exit.FINE);
        assertThat(out).contains("value 3 → replicas: 3").contains("value 6 → replicas: 6");
        write("so.yaml", Files.readString(folder.resolve("so.yaml")).replace("targetValue: \"1\"", "threshold: \"1\""));
        assertThat(detour("keda", "lint", file)).isEqualTo(Exit.ERROR);
        assertThat(out).contains("problem: threshold is not read by metrics-api");
        assertThat(detour("keda", "manifest", "--up", "many")).isEqualTo(Exit.USAGE);
        assertThat(detour("keda", "manifest", "--url", "detour")).isEqualTo(Exit.USAGE);
        assertThat(detour("keda", "manifest", "--url", "http://detour:80000")).isEqualTo(Exit.USAGE);
        assertThat(detour("keda", "lint", folder.resolve("none.yaml").toString()))
                .isEqualTo(Exit.USAGE);
        assertThat(detour("keda")).isEqualTo(Exit.USAGE);
    }
}
