package dev.detour.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Trigger;
import dev.detour.decision.Via;
import dev.detour.peers.Fault;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static LiveServer live;

    @BeforeAll
    static void start() throws Exception {
        live = new LiveServer("127.0.0.1");
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    @Test
    void tellsHowThingsAre() throws Exception {
        assertThat(live.get("/metrics").body())
                .contains("# TYPE detour_region_up gauge")
                .contains("# HELP detour_region_up ")
                .contains("detour_region_up{group=\"ext-cloud\",region=\"NAM\"} 0.0")
                .contains("detour_region_up{group=\"ext-cloud\",region=\"EU\"} 1.0")
                .contains("detour_region_up{group=\"ext-cloud\",region=\"APAC\"} NaN")
                .contains("detour_active{group=\"ext-cloud\",region=\"EU\"} 1.0")
                .contains("detour_active{group=\"ext-cloud\",region=\"NAM\"} 0.0")
                .contains("detour_evidence_age_seconds{group=\"ext-cloud\",region=\"EU\"} 4.0")
                .contains("detour_epoch{group=\"ext-cloud\"} 7.0")
                .contains("detour_hold{gate=\"cooldown\",group=\"ext-cloud\"} 1.0")
                .contains("detour_hold{gate=\"paused\",group=\"ext-cloud\"} 0.0")
                .contains("detour_failover_ready{group=\"ext-cloud\"} 1.0")
                .contains("detour_isolated{group=\"ext-cloud\"} 0.0")
                .contains("detour_reload_failed 0.0")
                .contains("camel_exchanges_total{camel_context=");
    }

    @Test
    void countsWhatHappens() throws Exception {
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
        live.metrics.decided("ext-cloud", Trigger.VERIFY_FAILED);
        live.metrics.stepped("ext-cloud", "write-env", "done", Duration.ofMillis(3));
        assertThat(live.get("/metrics").body())
                .contains("# TYPE detour_probe_duration_seconds histogram")
                .contains("detour_probe_duration_seconds_bucket{group=\"ext-cloud\",region=\"NAM\",le=\"0.05\"} 1")
                .contains(
                        "detour_probes_total{error=\"status\",group=\"ext-cloud\",outcome=\"DOWN\",region=\"NAM\"} 1.0")
                .contains("detour_probe_late_seconds_count 1")
                .contains("detour_decisions_total{group=\"ext-cloud\",trigger=\"verify-failed\"} 1.0")
                .contains("detour_step_duration_seconds_count{group=\"ext-cloud\",step=\"write-env\"} 1")
                .contains("detour_steps_total{group=\"ext-cloud\",result=\"done\",step=\"write-env\"} 1.0");
        assertThat(live.get("/observe/metrics").body()).contains("detour_epoch");
    }

    /** G12. */
    @Test
    @Fault({"G12", "G17"})
    void growsNoLabelsWithPathsThatNobodyServes() throws Exception {
        var before = live.get("/metrics").body().lines().count();
        for (int i = 0; i < 200; i++) {
            live.get("/random/" + i, "X-Forwarded-For", "10.0.0." + i);
            live.get("/api/v1/groups/g" + i, "X-Forwarded-For", "10.0.0." + i);
        }
        assertThat(live.get("/metrics").body().lines().count()).isLessThan(before + 60);
        assertThat(live.get("/metrics").body()).doesNotContain("random", "g199", "10.0.0.");
    }
}
