package dev.detour.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.config.Instants;
import dev.detour.decision.Decision;
import dev.detour.decision.DurableState.StepProgress;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.Trigger;
import dev.detour.decision.Via;
import dev.detour.store.RecordedRun;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** What a report makes of texts that others wrote. */
class ReportTest {
    private static final Instant AT = Instant.parse("2026-11-20T08:00:00Z");
    private static final String EVIL = "</td><script>alert(1)</script>\"'&\u0000\u2028| `x` [a](javascript:b)\n# head";

    private static Incident incident() {
        var decision = new Decision(
                7, "shop", Trigger.OUTAGE, "NAM", "EU", EVIL, AT, EVIL, EVIL, Map.of("NAM", EVIL, "EU", "UP 3x 2 s"));
        var moments = new Incident.Moments(
                Optional.of(AT.minusSeconds(240)),
                Optional.of(AT.minusSeconds(1)),
                AT,
                Optional.of(AT.plusSeconds(2)),
                Optional.of(AT.plusSeconds(9)));
        return new Incident(
                decision,
                EVIL,
                true,
                moments,
                List.of(new StepProgress(EVIL, "done", 1, 3, EVIL)),
                List.of(new Incident.Row(AT, "decision", EVIL, EVIL, EVIL)),
                List.of(
                        run("NAM", AT.minusSeconds(300), AT.minusSeconds(245), Outcome.UP, 40),
                        run("NAM", AT.minusSeconds(240), AT.plusSeconds(30), Outcome.DOWN, 5000),
                        run("EU", AT.minusSeconds(300), AT.plusSeconds(30), Outcome.UP, 80)),
                List.of(EVIL));
    }

    private static RecordedRun run(String region, Instant at, Instant until, Outcome outcome, long millis) {
        return new RecordedRun(
                at, until, "shop", region, Via.PROBE_URL, outcome, null, Phase.HTTP, 500, 25, millis, EVIL);
    }

    @Test
    void nothingThatOthersWroteBecomesMarkup() throws Exception {
        var html = Html.of(incident());

        assertThat(html).contains("&lt;script&gt;").doesNotContain("<script", "\u0000");
        var svg = html.substring(html.indexOf("<svg"), html.indexOf("</svg>") + 6);
        var drawing =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(drawing.getElementsByTagName("title").getLength()).isEqualTo(3);
        // A body without its void elements is XML only when every other is closed.
        var body =
                html.substring(html.indexOf("<body>"), html.indexOf("</html>")).replace("<br>", "");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(body))))
                .isNotNull();
    }

    @Test
    void timesInJsonHaveMillisecondsAlways() {
        assertThat(IncidentJson.of(incident()).get("timeline")).asString().contains("at=2026-11-20T08:00:00.000Z,");
        assertThat(Instants.text(AT.plusNanos(123_456_789))).isEqualTo("2026-11-20T08:00:00.123Z");
    }

    @Test
    void norMarkdown() {
        var markdown = Markdown.of(incident());

        assertThat(markdown.lines().filter(line -> line.startsWith("#")))
                .containsExactly(
                        "# Incident 7, shop: NAM → EU",
                        "## How long it took",
                        "## Timeline",
                        "## Evidence when it was decided",
                        "## Steps",
                        "## Probes",
                        "## Remarks");
        assertThat(markdown).contains("&lt;script&gt;", "\\[a\\](javascript:b)").doesNotContain("<script");
        assertThat(markdown.lines().filter(line -> line.startsWith("| 2026-11-20 08:00:00.000")))
                .singleElement()
                .satisfies(row -> assertThat(row.replace("\\|", "").chars().filter(c -> c == '|'))
                        .hasSize(6));
    }

    @Test
    void saysHowLongEachPhaseTook() {
        assertThat(Markdown.of(incident()))
                .contains("| detect | 3 min 59 s | 2026-11-20 07:59:59.000 |")
                .contains("| decide | 1.0 s | 2026-11-20 08:00:00.000 |")
                .contains("| act | 2.0 s | 2026-11-20 08:00:02.000 |")
                .contains("| verify | 7.0 s | 2026-11-20 08:00:09.000 |")
                .contains("| in all | 4 min 9 s |");
    }
}
