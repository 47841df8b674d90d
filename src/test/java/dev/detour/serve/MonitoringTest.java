package dev.detour.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Via;
import dev.detour.peers.RealPeers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus' own tool says of our metrics, and of {@code examples/monitoring}. */
class MonitoringTest {
    private static final Path EXAMPLES = Path.of("examples", "monitoring").toAbsolutePath();
    private static final Pattern NAME = Pattern.compile("\\bdetour_[a-z_]+\\b");
    private static String served;

    @TempDir
    Path folder;

    @BeforeAll
    static void scrape() throws Exception {
        try (var live = new LiveServer("127.0.0.1")) {
            live.metrics.expect("ext-cloud", List.of("write-env"));
            var at = MemoryGroups.T0;
            live.metrics.probed(new ProbeResult(
                    "ext-cloud",
                    "NAM",
                    Via.PROBE_URL,
                    Outcome.DOWN,
                    Phase.HTTP,
                    ErrorClass.STATUS,
                    503,
                    at,
                    at.plusMillis(30),
                    "503",
                    null));
            live.metrics.late(Duration.ofMillis(12));
            live.metrics.stepped("ext-cloud", "write-env", "done", Duration.ofMillis(3));
            live.get("/api/v1/status");
            served = live.get("/metrics").body();
        }
    }

    @AfterAll
    static void forget() {
        served = null;
    }

    @Test
    void passesTheToolsCheckOfMetrics() throws Exception {
        var file = Files.writeString(folder.resolve("metrics"), served);
        var said = promtool(file, "check", "metrics");
        assertThat(said.text()).isEmpty();
        assertThat(said.status()).isZero();
    }

    @Test
    void shipsRulesThatTheToolTakesAndWhoseTestsPass() throws Exception {
        var check = promtool(
                null, "check", "rules", EXAMPLES.resolve("detour-rules.yml").toString());
        assertThat(check.status()).as(check.text()).isZero();
        var test = promtool(
                null, "test", "rules", EXAMPLES.resolve("detour-rules-test.yml").toString());
        assertThat(test.status()).as(test.text()).isZero();
    }

    @Test
    void namesOnlyMetricsThatAreServed() throws Exception {
        var known = new TreeSet<String>();
        for (var line : served.lines().toList()) {
            if (line.startsWith("detour_")) {
                known.add(line.replaceFirst("[{ ].*", ""));
            }
        }
        for (var file : List.of("detour-rules.yml", "detour-rules-test.yml", "detour-dashboard.json")) {
            var text = Files.readString(EXAMPLES.resolve(file));
            assertThat(names(text)).as(file).isNotEmpty();
            assertThat(known).as(file).containsAll(names(text));
        }
    }

    @Test
    void hasADashboardThatAsksForEveryMetricOfTheContract() throws Exception {
        var dashboard = new ObjectMapper()
                .readTree(EXAMPLES.resolve("detour-dashboard.json").toFile());
        var asked = new TreeSet<String>();
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                asked.addAll(names(target.path("expr").asText()));
            }
        }
        assertThat(asked)
                .map(name -> name.replaceFirst("_(bucket|sum|count)$", ""))
                .contains(
                        "detour_region_up",
                        "detour_active",
                        "detour_evidence_age_seconds",
                        "detour_probe_duration_seconds",
                        "detour_probes_total",
                        "detour_probe_late_seconds",
                        "detour_decisions_total",
                        "detour_epoch",
                        "detour_hold",
                        "detour_step_duration_seconds",
                        "detour_steps_total",
                        "detour_failover_ready",
                        "detour_isolated",
                        "detour_reload_failed");
    }

    private static Set<String> names(String text) {
        return new TreeSet<>(NAME.matcher(text).results().map(m -> m.group()).toList());
    }

    private record Said(int status, String text) {}

    /** @param input its standard input, or null */
    private static Said promtool(Path input, String... arguments) throws InterruptedException {
        var argv = new java.util.ArrayList<>(List.of("promtool"));
        argv.addAll(List.of(arguments));
        var builder = new ProcessBuilder(argv).redirectErrorStream(true);
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        try {
            var process = builder.start();
            var text = new String(process.getInputStream().readAllBytes());
            return new Said(process.waitFor(), text);
        } catch (IOException e) {
            RealPeers.missing("promtool: " + e.getMessage());
            throw new AssertionError(e);
        }
    }
}
