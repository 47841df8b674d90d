package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.cli.Exit;
import dev.detour.cli.Spoken;
import dev.detour.peers.DatadogPeer;
import dev.detour.peers.DetourProcess;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** A running program through an outage: whom it tells what, and what it writes down afterwards. */
class TellingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KEY = "dd-k3y-0123456789";

    @TempDir
    Path folder;

    private String out = "";
    private String err = "";

    private void configure(FaultPeer nam, FaultPeer eu, FaultPeer hook, DatadogPeer datadog) throws Exception {
        var script = Files.writeString(folder.resolve("page"), """
                #!/bin/sh
                echo "$DETOUR_EVENT $DETOUR_EPOCH" >> told
                """);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("application.properties"), """
                detour.groups=shop
                detour.group.shop.regions=NAM=%s,EU=%s
                detour.group.shop.probe.url=http://{target}/
                detour.group.shop.probe.interval=200ms
                detour.group.shop.probe.timeout=1s
                detour.group.shop.outage=1s
                detour.group.shop.recovery=400ms
                detour.group.shop.env-file=shop.env
                detour.group.shop.variable.SHOP_HOST={target}
                detour.group.shop.restart=exec
                detour.group.shop.restart.command=/bin/true
                detour.group.shop.notify=datadog,webhook,exec
                detour.notify.webhook.url=http://%s/hook
                detour.notify.exec.command=./page
                detour.datadog.url=%s
                """.formatted(
                        nam.authority(), eu.authority(), hook.authority(), datadog.uri()));
    }

    @Test
    @Fault("F9")
    void anOutageIsToldOnceToEachAndWrittenDown() throws Exception {
        try (var nam = FaultPeer.http(Toxics.ok());
                var eu = FaultPeer.http(Toxics.ok());
                var hook = FaultPeer.http(Toxics.ok());
                var datadog = new DatadogPeer(KEY)) {
            configure(nam, eu, hook, datadog);
            datadog.say(503);
            try (var detour = DetourProcess.run(folder, Map.of("DD_API_KEY", KEY, "DD_TAGS", "env:test"), List.of())) {
                detour.await("NAM in use", PATIENCE, line -> line.path("event")
                        .asText()
                        .equals("decision"));
                Awaitility.await().atMost(PATIENCE).until(() -> detour.get("/api/v1/status")
                        .at("/groups/0/regions/1/health")
                        .asText()
                        .equals("UP"));
                nam.now(Toxics.status(500));
                var verified = detour.awaitEvent("verified", PATIENCE);
                long epoch = verified.path("epoch").asLong();
                Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(datadog, epoch))
                        .containsExactly("decision", "verified"));
                Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                                Files.readAllLines(folder.resolve("told")))
                        .containsExactly("decision " + epoch, "verified " + epoch));
                assertThat(hook.seen()).hasSize(2);
                answersTheQuestions(datadog, epoch);
                writtenDown(epoch);
                detour.terminate();
                detour.exitStatus(PATIENCE);
                assertThat(String.join("\n", detour.lines()))
                        .contains("datadog:events: not delivered: HTTP 503")
                        .doesNotContain(KEY);
                assertThat(datadog.faults()).isEmpty();
            }
        }
    }

    private static List<String> events(DatadogPeer datadog, long epoch) {
        return datadog.events().stream()
                .filter(event -> event.path("aggregation_key").asText().endsWith("-" + epoch))
                .map(event -> tag(event, "event:"))
                .toList();
    }

    private static String tag(JsonNode event, String name) {
        for (var tag : event.path("tags")) {
            if (tag.asText().startsWith(name)) {
                return tag.asText().substring(name.length());
            }
        }
        return "";
    }

    private static void answersTheQuestions(DatadogPeer datadog, long epoch) {
        var verified = datadog.events().get(datadog.events().size() - 1);
        assertThat(tag(verified, "env:")).isEqualTo("test");
        assertThat(verified.path("alert_type").asText()).isEqualTo("success");
        assertThat(verified.path("text").asText())
                .contains("EU works: ")
                .contains("\nWhy: NAM ")
                .containsPattern("\nSince: 20\\d\\d-")
                .containsPattern("\nDone: write-env done in \\d+ ms, restart done in \\d+ ms, verify done in \\d+ ms")
                .contains("\nNext: nothing to keep the service running; detour report " + epoch + " -g shop");
    }

    /** In another shell, which has none of the variables. */
    private int report(String... args) {
        var line = new ArrayList<>(List.of("report"));
        line.addAll(List.of(args));
        var said = Spoken.by(new Commands(folder, Map.of()), Map.of(), line.toArray(String[]::new));
        out = said.out();
        err = said.err();
        return said.exit();
    }

    private void writtenDown(long epoch) throws Exception {
        var number = Long.toString(epoch);
        assertThat(report(number)).as(() -> err).isEqualTo(Exit.FINE);
        var html = Files.readString(folder.resolve("incident-shop-" + epoch + ".html"));
        var markdown = Files.readString(folder.resolve("incident-shop-" + epoch + ".md"));
        assertThat(out).contains("incident-shop-" + epoch + ".html").contains("incident-shop-" + epoch + ".md");
        assertThat(html)
                .contains("shop: NAM → EU")
                .contains("<svg")
                .contains(">NAM</text>")
                .contains(">EU</text>")
                .doesNotContain("has nothing of this outage")
                .contains("seen to work")
                .doesNotContain("<script", "src=", "href=");
        assertThat(markdown)
                .contains("## Timeline")
                .contains("| probe-failed |")
                .contains("| verified |");
        var svg = html.substring(html.indexOf("<svg"), html.indexOf("</svg>") + 6);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));

        assertThat(report(number)).isEqualTo(Exit.REFUSED);
        assertThat(err).contains("is there already; --force replaces it");
        assertThat(report(number, "--force", "--out", "only.md")).isEqualTo(Exit.FINE);
        assertThat(folder.resolve("only.md")).isNotEmptyFile();
        assertThat(report("999")).isEqualTo(Exit.USAGE);
        assertThat(err).contains("group shop has no decision 999; the newest known are 1, " + epoch);
        assertThat(report("7th")).isEqualTo(Exit.USAGE);
        assertThat(err).contains("EPOCH is the number of a decision");
        assertThat(report(number, "-g", "till")).isEqualTo(Exit.USAGE);
        assertThat(err).contains("no group till; known are shop");
        assertThat(report(number, "--out", "no/such")).isEqualTo(Exit.USAGE);
        assertThat(report(number, "--out", "reports/new/")).as(() -> err).isEqualTo(Exit.FINE);
        assertThat(folder.resolve("reports/new/incident-shop-" + epoch + ".html"))
                .isNotEmptyFile();
        assertThat(report(number, "--out", "only.md/")).isEqualTo(Exit.ERROR);
        assertThat(err).contains("only.md cannot be made");

        assertThat(report(number, "-o", "json")).isEqualTo(Exit.FINE);
        var seconds = new ObjectMapper().readTree(out).path("seconds");
        assertThat(seconds.path("detect").asDouble()).isBetween(0.9, 60.0);
        assertThat(seconds.path("detect").asDouble()
                        + seconds.path("decide").asDouble()
                        + seconds.path("act").asDouble()
                        + seconds.path("verify").asDouble())
                .isCloseTo(seconds.path("total").asDouble(), Offset.offset(0.02));
    }
}
