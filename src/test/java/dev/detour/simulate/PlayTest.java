package dev.detour.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.Configuration;
import dev.detour.config.Settings;
import dev.detour.config.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlayTest {
    @TempDir
    Path folder;

    private Settings.Group group(String... more) throws Exception {
        var text = "detour.groups=g\n"
                + "detour.group.g.regions=NAM=nam.example.com,EU=eu.example.com,APAC=apac.example.com\n"
                + "detour.group.g.restart=exec\ndetour.group.g.restart.command=/bin/true\n"
                + String.join(
                        "\n",
                        List.of(more).stream().map(m -> "detour.group.g." + m).toList());
        Files.writeString(folder.resolve("application.properties"), text);
        var loaded = Configuration.load(Sources.of(folder, Map.of()));
        return loaded.settings()
                .orElseThrow(() -> new AssertionError(loaded.problems()))
                .groups()
                .get(0);
    }

    private Play play(Settings.Group group, String... lines) throws Exception {
        return Play.of(group, List.of(file(lines)), Optional.of("NAM"));
    }

    private Path file(String... lines) throws Exception {
        return Files.write(folder.resolve("t.timeline"), List.of(lines));
    }

    /** {@code 300s outage NAM→EU}; but for the adoption of what is in use. */
    private static List<String> decisions(Play play) {
        return play.happenings().stream()
                .filter(Happening::isDecision)
                .filter(h -> !h.text().contains("NAM (start)"))
                .map(h -> Duration.between(play.begin(), h.at()).toSeconds() + "s " + h.trigger() + " " + h.from() + "→"
                        + h.region())
                .toList();
    }

    private static List<String> texts(Play play, String event) {
        return play.happenings().stream()
                .filter(h -> h.event().equals(event))
                .map(Happening::text)
                .toList();
    }

    @Test
    void switchesOnceTheOutageIsLongEnough() throws Exception {
        var play = play(group(), "# NAM fails", "", "at 1m NAM down  # here");

        assertThat(decisions(play)).containsExactly("300s outage NAM→EU");
        assertThat(play.end().active()).isEqualTo("EU");
        assertThat(texts(play, "verified")).hasSize(1);
        assertThat(texts(play, "gate")).anyMatch(text -> text.startsWith("cooldown: "));
        assertThat(texts(play, "gate-ended")).contains("cooldown");
    }

    @Test
    void oneGoodProbeStartsTheStreakAnew() throws Exception {
        var play = play(group(), "at 1m NAM down", "at 4m NAM up", "at 4m20s NAM down", "at 8m NAM up");

        assertThat(decisions(play)).isEmpty();
    }

    @Test
    void holdsWhenAllAreDarkAndSaysSo() throws Exception {
        var play = play(group(), "at 1m NAM down", "at 1m EU down", "at 1m APAC down");

        assertThat(decisions(play)).isEmpty();
        assertThat(texts(play, "hold")).containsExactly("NAM is DOWN; holding: no-candidate");
    }

    @Test
    void canaryThatFailsTooMeansThatWeAreIsolated() throws Exception {
        var dark =
                new String[] {"at 1m NAM down", "at 1m EU down", "at 1m APAC down", "at 1m canary down", "at 20m end"};

        var play = play(group("canary=https://www.example.org/", "all-down=rotate"), dark);

        assertThat(decisions(play)).isEmpty();
        assertThat(texts(play, "isolated")).hasSize(1);
        assertThat(decisions(play(group("all-down=rotate"), dark))).isNotEmpty();
    }

    @Test
    void canaryLinesOfAGroupWithoutOneAreRemarkedOn() throws Exception {
        assertThat(play(group(), "at 1m canary down").remarks())
                .containsExactly("the group has no canary: its lines are without effect");
    }

    @Test
    void failedVerifyMovesOn() throws Exception {
        // EU answers until it is in use; then three probes in a row fail.
        var play = play(group(), "at 1m NAM down", "at 5m1s EU down");

        assertThat(decisions(play)).containsExactly("300s outage NAM→EU", "303s verify-failed EU→APAC");
    }

    /** Probes that the core asked for were thrown away, and what a real run verifies in time was given up. */
    @Test
    void aVerifyIsProbedAsOftenAsItIsInLife() throws Exception {
        var play = play(group("probe.interval=2m", "probe.timeout=5s"), "at 1m NAM down");

        assertThat(texts(play, "verify-failed")).isEmpty();
        assertThat(texts(play, "verified")).hasSize(1);
        assertThat(play.end().active()).isEqualTo("EU");
    }

    @Test
    void unknownIsNoEvidence() throws Exception {
        var play = play(group(), "at 1m NAM unknown", "at 20m end");

        assertThat(decisions(play)).isEmpty();
        assertThat(texts(play, "region-unknown")).hasSize(1);
        assertThat(texts(play, "hold")).anyMatch(text -> text.startsWith("blind"));
    }

    @Test
    void modesHoldAsTheyWould() throws Exception {
        assertThat(texts(play(group("mode=observe"), "at 1m NAM down"), "decision"))
                .hasSize(1);
        assertThat(decisions(play(group("mode=observe"), "at 1m NAM down"))).isEmpty();
        assertThat(texts(play(group("mode=approve"), "at 1m NAM down"), "approval"))
                .hasSize(1);
    }

    @Test
    void firstStartIsDecidedToo() throws Exception {
        var play = Play.of(group(), List.of(file("at 0s NAM down")), Optional.empty());

        assertThat(decisions(play)).hasSize(1);
        assertThat(decisions(play).get(0)).endsWith("start null→EU");
    }

    @Test
    void failbackIsPlayedToItsEnd() throws Exception {
        var play = play(group("failback=auto"), "at 1m NAM down", "at 10m NAM up");

        assertThat(decisions(play)).hasSize(2);
        assertThat(decisions(play).get(1)).endsWith("failback EU→NAM");
    }

    @Test
    void sameFileSameDecisions() throws Exception {
        String[] lines = {"at 1m NAM down", "at 9m NAM up", "at 12m EU down", "at 14m APAC down", "at 40m EU up"};

        assertThat(play(group(), lines).happenings())
                .isEqualTo(play(group(), lines).happenings());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "at 1m US down|:2: no region \"US\"; known are NAM, EU, APAC, and canary",
                "at 1x NAM down|:2: \"1x\" is not a duration",
                "at 1m NAM dwn|:2: \"dwn\" is none of up, down, unknown",
                "NAM down|:2: not a line of a timeline; write at <offset> <region|canary> up|down|unknown",
                "at 1m NAM down now|:2: not a line of a timeline"
            })
    void badTimelineIsNamedWithItsLine(String line, String words) throws Exception {
        assertThatThrownBy(() -> play(group(), "# a comment", line))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("t.timeline" + words);
    }

    @Test
    void fileWithoutAnythingInItIsRefused() throws Exception {
        assertThatThrownBy(() -> play(group(), "# nothing")).hasMessageContaining("nothing happens in it");
        assertThatThrownBy(() -> Play.of(group(), List.of(folder.resolve("none")), Optional.empty()))
                .hasMessageContaining("there is no such file");
    }

    @Test
    void logKeepsWhatWasHeardInOrderAndLeavesOutWhatIsTorn() throws Exception {
        var log = Files.write(
                folder.resolve("probes-2026-11-20.jsonl"),
                List.of(
                        "{\"schema\":1}",
                        run("NAM", "08:00:00", "08:01:00", 7, "UP"),
                        run("EU", "08:00:01", "08:10:01", 61, "UP"),
                        run("NAM", "08:01:10", "08:07:10", 37, "DOWN"),
                        "{\"at\":\"2026-11-20T08:0"));

        var play = Play.of(group(), List.of(log), Optional.of("NAM"));

        assertThat(play.recorded()).isTrue();
        assertThat(decisions(play)).containsExactly("310s outage NAM→EU");
        assertThat(play.remarks()).singleElement().asString().contains(":5: no line of a probe log, left out");
    }

    /** Some crashed it, others were played for ever. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                ".*|null",
                ".*|\"text\"",
                ".*|[]",
                "\"count\":[0-9]+|\"count\":9223372036854775807",
                "\"millis\":[0-9]+|\"millis\":9223372036854775807",
                "\"at\":\"[^\"]+|\"at\":\"-1000000000-01-01T00:00:00Z",
                "\"until\":\"[^\"]+|\"until\":\"+1000000000-12-31T23:59:59Z",
                "\"until\":\"[^\"]+|\"until\":\"2026-12-20T08:00:00Z"
            })
    void lineThatNoProbeLogHoldsIsLeftOut(String what, String instead) throws Exception {
        var good = run("NAM", "08:00:00", "08:01:00", 7, "UP");
        var log = file(good, good.replaceFirst(what, instead));

        var play = Play.of(group(), List.of(log), Optional.of("NAM"));

        assertThat(play.remarks()).singleElement().asString().endsWith("line of a probe log, left out");
    }

    @Test
    void pauseInTheLogIsAGapInWatching() throws Exception {
        var log = Files.write(
                folder.resolve("probes-2026-11-20.jsonl"),
                List.of(
                        run("NAM", "08:00:00", "08:01:00", 7, "DOWN"),
                        run("EU", "08:00:00", "08:01:00", 7, "UP"),
                        run("NAM", "08:30:00", "08:33:00", 19, "DOWN"),
                        run("EU", "08:30:00", "08:33:00", 19, "UP")));

        assertThat(decisions(Play.of(group(), List.of(log), Optional.of("NAM"))))
                .isEmpty();
    }

    @Test
    void newerLogAndStrangersAreTold() throws Exception {
        var newer = Files.write(folder.resolve("newer.jsonl"), List.of("{\"schema\":2}"));
        var others = Files.write(
                folder.resolve("others.jsonl"),
                List.of(run("NAM", "08:00:00", "08:01:00", 7, "UP"), run("MARS", "08:00:00", "08:01:00", 7, "UP")));

        assertThatThrownBy(() -> Play.of(group(), List.of(newer), Optional.empty()))
                .hasMessageContaining("newer.jsonl:1: a probe log of a newer version");
        assertThat(Play.of(group(), List.of(others), Optional.empty()).remarks())
                .containsExactly("not configured here, left out: MARS");
    }

    private static String run(String region, String from, String until, int count, String outcome) {
        return ("{\"at\":\"2026-11-20T%sZ\",\"until\":\"2026-11-20T%sZ\",\"group\":\"g\",\"region\":\"%s\","
                        + "\"via\":\"PROBE_URL\",\"outcome\":\"%s\",\"phase\":\"HTTP\",\"count\":%d,\"millis\":20,"
                        + "\"text\":\"recorded\"}")
                .formatted(from, until, region, outcome, count);
    }
}
