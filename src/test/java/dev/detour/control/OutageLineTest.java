package dev.detour.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.config.Configuration;
import dev.detour.config.Sources;
import dev.detour.decision.Decision;
import dev.detour.decision.DurableState;
import dev.detour.decision.Entry;
import dev.detour.decision.EventKind;
import dev.detour.decision.Notice;
import dev.detour.decision.Trigger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageLineTest {
    private static final Instant AT = Instant.parse("2026-11-20T08:00:00Z");

    @TempDir
    private Path folder;

    private OutageLine line;

    @BeforeEach
    void read() {
        var environment = Map.of(
                "EXT_CLOUD_FAILOVER_LIST", "NAM=cloud.nam.ext.com,EU=cloud.eu.ext.com,APAC=cloud.apac.ext.com",
                "CONNECTION_KEEPALIVE_ORG_ID", "org-1",
                "CONNECTION_KEEPALIVE_TXN_ID", "txn-2");
        var group = Configuration.load(Sources.of(folder, environment))
                .settings()
                .orElseThrow()
                .groups()
                .get(0);
        line = new OutageLine(() -> group, null);
    }

    private List<String> said(long epoch, String from, String to, boolean vital) {
        var decision = new Decision(epoch, "ext-cloud", Trigger.OUTAGE, from, to, to, AT, "why", "detour", Map.of());
        var durable = new DurableState(
                epoch, to, decision, List.of(), false, false, 0, List.of(), List.of(), null, 1, false, Map.of(),
                Map.of(), null, false, null, null, Map.of(), null);
        var kind = EventKind.DECISION;
        var entry = new Entry("ext-cloud", kind, epoch, to, "detour", "why", Map.of(), durable, vital);
        return line.of(entry).map(Notice::message).stream().toList();
    }

    @Test
    void isSaidOnceForASwitchHoweverManyCandidatesWereGivenUp() {
        assertThat(said(2, "NAM", "EU", true)).singleElement().asString().contains("cloud.nam.ext.com");
        assertThat(said(3, "NAM", "APAC", true)).isEmpty();
    }

    @Test
    void isSaidAgainForASwitchAfterOneThatWasTakenBack() {
        said(2, "NAM", "EU", true);
        assertThat(said(3, "NAM", "NAM", true)).isEmpty();
        assertThat(said(4, "NAM", "EU", true)).singleElement().asString().contains("cloud.nam.ext.com");
    }

    /** It named the host that was left long ago. */
    @Test
    void isNotSaidOfWhatAGroupThatOnlyObservesWouldHaveDone() {
        said(2, "NAM", "EU", true);
        assertThat(said(2, "NAM", "EU", false)).isEmpty();
    }
}
