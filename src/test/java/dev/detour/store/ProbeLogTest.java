package dev.detour.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Timeline;
import dev.detour.decision.Via;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeLogTest {
    private static final Instant DAY = Instant.parse("2026-11-20T08:00:00Z");

    @TempDir
    Path data;

    /** Wall clock and timeline at one. */
    private static final Timeline TIMELINE = new Timeline() {
        @Override
        public Instant now() {
            return DAY;
        }

        @Override
        public Instant toWall(Instant t) {
            return t;
        }
    };

    private static ProbeResult probe(String region, Outcome outcome, Instant at) {
        boolean up = outcome == Outcome.UP;
        return new ProbeResult(
                "g",
                region,
                Via.PROBE_URL,
                outcome,
                Phase.HTTP,
                up ? null : ErrorClass.TIMEOUT,
                up ? 200 : null,
                at.minusMillis(40),
                at,
                "text",
                null);
    }

    private List<JsonNode> lines(String day) throws IOException {
        var nodes = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(data.resolve("probes-" + day + ".jsonl"))) {
            nodes.add(Line.JSON.readTree(line));
        }
        return nodes;
    }

    @Test
    void writesALineForEachRunOfEqualOutcomes() throws IOException {
        try (var log = new ProbeLog(data, TIMELINE)) {
            for (int i = 0; i < 30; i++) {
                log.record(probe("NAM", i < 20 ? Outcome.UP : Outcome.DOWN, DAY.plusSeconds(10L * i)));
                log.record(probe("EU", Outcome.UP, DAY.plusSeconds(10L * i + 1)));
            }
        }
        var lines = lines("2026-11-20");
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0).get("schema").asInt()).isEqualTo(1);
        assertThat(lines.get(1).toString())
                .isEqualTo("{\"at\":\"2026-11-20T08:00:00Z\",\"until\":\"2026-11-20T08:03:10Z\",\"group\":\"g\","
                        + "\"region\":\"NAM\",\"via\":\"PROBE_URL\",\"outcome\":\"UP\",\"phase\":\"HTTP\",\"status\":200,"
                        + "\"count\":20,\"millis\":40,\"text\":\"text\"}");
        assertThat(lines.subList(2, 4))
                .extracting(
                        line -> line.get("region").asText() + line.get("count").asInt())
                .containsExactly("EU30", "NAM10");
    }

    @Test
    void beginsANewFileEachUtcDayAndKeepsThirty() throws IOException {
        Files.writeString(data.resolve("probes-2026-10-20.jsonl"), "{\"schema\":1}\n");
        Files.writeString(data.resolve("probes-2026-10-22.jsonl"), "{\"schema\":1}\n");
        Files.writeString(data.resolve("probes-of-mine.jsonl"), "keep");
        try (var log = new ProbeLog(data, TIMELINE)) {
            log.record(probe("NAM", Outcome.UP, Instant.parse("2026-11-20T23:59:55Z")));
            log.record(probe("NAM", Outcome.UP, Instant.parse("2026-11-21T00:00:05Z")));
        }
        assertThat(lines("2026-11-20")).hasSize(2);
        assertThat(lines("2026-11-21")).hasSize(2);
        assertThat(data.resolve("probes-2026-10-20.jsonl")).doesNotExist();
        assertThat(data.resolve("probes-2026-10-22.jsonl")).exists();
        assertThat(data.resolve("probes-of-mine.jsonl")).exists();
    }

    @Test
    void writesALongRunEveryHour() throws IOException {
        try (var log = new ProbeLog(data, TIMELINE)) {
            for (int minute = 0; minute <= 130; minute += 10) {
                log.record(probe("NAM", Outcome.UP, DAY.plus(Duration.ofMinutes(minute))));
            }
        }
        assertThat(lines("2026-11-20")).hasSize(4);
    }

    @Test
    void keepsADayUnderItsCapAndCountsTheRest() throws IOException {
        var log = new ProbeLog(TIMELINE, new ProbeFiles(data, 1_000));
        for (int i = 0; i < 50; i++) {
            log.record(probe("NAM", i % 2 == 0 ? Outcome.UP : Outcome.DOWN, DAY.plusSeconds(i)));
        }
        log.close();
        var lines = lines("2026-11-20");
        assertThat(lines).hasSizeBetween(3, 10);
        assertThat(Files.size(data.resolve("probes-2026-11-20.jsonl"))).isLessThanOrEqualTo(1_000);
        assertThat(log.lost()).isEqualTo(50 - (lines.size() - 1));
    }

    @Test
    void startsOnALineOfItsOwnAfterOneThatWasCutOff() throws IOException {
        var file = data.resolve("probes-2026-11-20.jsonl");
        Files.writeString(file, "{\"schema\":1}\n{\"at\":\"20");
        try (var log = new ProbeLog(data, TIMELINE)) {
            log.record(probe("NAM", Outcome.UP, DAY));
        }
        assertThat(Files.readAllLines(file))
                .hasSize(3)
                .last()
                .asString()
                .startsWith("{\"at\":\"2026")
                .endsWith("}");
    }

    @Test
    void neverThrowsWhenTheDirectoryIsGone() {
        var log = new ProbeLog(data.resolve("gone"), TIMELINE);
        log.record(probe("NAM", Outcome.UP, DAY));
        log.record(probe("NAM", Outcome.DOWN, DAY));
        log.close();
        assertThat(log.lost()).isEqualTo(2);
        log.record(probe("NAM", Outcome.UP, DAY));
        assertThat(log.lost()).isEqualTo(3);
    }

    @Test
    void neitherAProbeNorTheEndWaitsForAWriterThatHangs() {
        var hang = new CountDownLatch(1);
        Timeline stuck = new Timeline() {
            @Override
            public Instant now() {
                return DAY;
            }

            @Override
            public Instant toWall(Instant t) {
                try {
                    hang.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return t;
            }
        };
        var log = new ProbeLog(data, stuck);
        long begun = System.nanoTime();
        for (int i = 0; i < 5_000; i++) {
            log.record(probe("NAM", Outcome.UP, DAY));
        }
        assertThat(log.lost()).isBetween(3_900L, 4_000L);
        log.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(1_900));
        hang.countDown();
    }

    @Test
    void roundsOfCanariesAreARegionOfTheirOwn() throws IOException {
        try (var log = new ProbeLog(data, TIMELINE)) {
            log.recordCanary("g", true, DAY, DAY.plusMillis(30));
            log.recordCanary("g", true, DAY.plusSeconds(10), DAY.plusSeconds(10));
            log.recordCanary("g", false, DAY.plusSeconds(20), DAY.plusSeconds(25));
        }
        assertThat(lines("2026-11-20").subList(1, 3))
                .allSatisfy(line -> assertThat(line.get("region").asText()).isEqualTo(RecordedRun.CANARY))
                .extracting(line -> line.get("outcome").asText() + " " + line.get("count") + " "
                        + line.get("text").asText())
                .containsExactly("UP 2 a canary answers", "DOWN 1 no canary answers");
    }

    @Test
    void aMarkWritesWhatOneGroupHasComeTo() throws IOException {
        try (var log = new ProbeLog(data, TIMELINE)) {
            log.record(probe("NAM", Outcome.UP, DAY));
            log.mark("another");
            log.record(probe("NAM", Outcome.UP, DAY.plusSeconds(10)));
            log.mark("g");
            log.record(probe("NAM", Outcome.UP, DAY.plusSeconds(20)));
        }
        assertThat(lines("2026-11-20").subList(1, 3))
                .extracting(line -> line.get("count").asInt())
                .containsExactly(2, 1);
    }

    @Test
    void whatComesAfterTheEndIsCountedAsLost() {
        var log = new ProbeLog(data, TIMELINE);
        log.close();

        log.record(probe("NAM", Outcome.UP, DAY));
        log.mark("g");

        assertThat(log.lost()).isEqualTo(2);
    }

    @Test
    void aProbeThatCannotBeLoggedIsLostAndTheNextIsNot() throws IOException {
        var noClock = new Timeline() {
            private boolean asked;

            @Override
            public Instant now() {
                return DAY;
            }

            @Override
            public Instant toWall(Instant t) {
                if (asked) {
                    return t;
                }
                asked = true;
                throw new ArithmeticException("no such time");
            }
        };
        try (var log = new ProbeLog(data, noClock)) {
            log.record(probe("NAM", Outcome.UP, DAY));
            log.record(probe("EU", Outcome.UP, DAY));
            log.close();
            assertThat(log.lost()).isOne();
        }
        assertThat(lines("2026-11-20").get(1).get("region").asText()).isEqualTo("EU");
    }

    /** A run that ends before it begins is read by nobody, and an hour of the region was lost with it. */
    @Test
    void aClockThatIsSetBackBeginsANewRun() throws Exception {
        var setBack = new Timeline() {
            @Override
            public Instant now() {
                return DAY;
            }

            @Override
            public Instant toWall(Instant t) {
                return t.isBefore(DAY.plusSeconds(300)) ? t : t.minusSeconds(600);
            }
        };
        try (var log = new ProbeLog(data, setBack)) {
            for (int second = 0; second < 600; second += 10) {
                log.record(probe("NAM", Outcome.UP, DAY.plusSeconds(second)));
            }
        }
        var runs = new ArrayList<RecordedRun>();
        for (var day : List.of("2026-11-19", "2026-11-20")) {
            var file = data.resolve("probes-" + day + ".jsonl");
            if (Files.exists(file)) {
                for (var line : Files.readAllLines(file)) {
                    RecordedRun.read(line).ifPresent(runs::add);
                }
            }
        }
        assertThat(runs).hasSize(2);
        assertThat(runs.stream().mapToLong(RecordedRun::count).sum()).isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{\"at\":\"2026-11-20T08:00:00Z\"}",
                "{\"at\":\"2026-11-20T08:00:00Z\",\"until\":\"2026-11-20T07:00:00Z\",\"group\":\"g\",\"region\":\"NAM\","
                        + "\"via\":\"PROBE_URL\",\"outcome\":\"UP\",\"phase\":\"HTTP\",\"count\":1,\"millis\":1,\"text\":\"t\"}"
            })
    void aLineThatDoesNotHoldIsNoRun(String line) {
        assertThatThrownBy(() -> RecordedRun.read(line)).isInstanceOf(RecordedRun.Unreadable.class);
    }

    @Test
    void aDayThatIsNoneIsNobodysToDelete() throws IOException {
        var odd = Files.writeString(data.resolve("probes-2020-13-45.jsonl"), "keep");
        try (var log = new ProbeLog(data, TIMELINE)) {
            log.record(probe("NAM", Outcome.UP, DAY));
        }
        assertThat(odd).hasContent("keep");
    }

    @Test
    void aLogOfANewerVersionIsRefusedByName() throws Exception {
        assertThatThrownBy(() -> RecordedRun.read("{\"schema\":2}"))
                .isInstanceOf(RecordedRun.Newer.class)
                .hasMessage("a probe log of a newer version (schema 2)");
        assertThat(RecordedRun.read("{\"schema\":1}")).isEmpty();
    }
}
