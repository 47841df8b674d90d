package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.decision.Decision;
import dev.detour.decision.EventKind;
import dev.detour.store.FileStore;
import dev.detour.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code simulate} makes of the probe log of a real run. */
class ReplayTest {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    @Test
    void reproducesTheDecisionsThatTheRecordedRunMade() throws Exception {
        try (var street = new Street(folder)) {
            var shop = street.shop("shop");
            shop.with("probe.interval", "1s").with("outage", "3s");
            shop.with("canary", street.webhook().uri("/canary").toString());
            street.open();
            shop.down("NAM");
            shop.awaitActive("EU");
            shop.up("NAM");
            shop.awaitStatus(
                    "NAM is back",
                    g -> g.path("regions").path(0).path("health").asText().equals("UP"));
            shop.down("EU", "NAM");
            shop.awaitActive("APAC");
            street.program().terminate();
            street.program().exitStatus(Duration.ofSeconds(20));
            var made = decisions(street.data());
            var before = contents(street.data());

            var played = street.program().verb(arguments(street.data()));

            assertThat(played.exit()).as(played.err()).isZero();
            var simulated = decisions(new ObjectMapper().readTree(played.out()));
            assertThat(made)
                    .extracting(Made::words)
                    .containsExactly("start null→NAM", "outage NAM→EU", "outage EU→APAC");
            assertThat(simulated)
                    .extracting(Made::words)
                    .isEqualTo(made.stream().map(Made::words).toList());
            for (int i = 0; i < made.size(); i++) {
                assertThat(simulated.get(i).at())
                        .as(made.get(i).words())
                        .isCloseTo(made.get(i).at(), within(INTERVAL.toMillis(), ChronoUnit.MILLIS));
            }
            assertThat(played.err()).doesNotContain("note:");
            assertThat(contents(street.data())).isEqualTo(before);
        }
    }

    private record Made(String words, Instant at) {
        static Made of(String trigger, String from, String to, Instant at) {
            return new Made(trigger + " " + from + "→" + to, at);
        }
    }

    private static String[] arguments(Path data) throws Exception {
        var arguments = new ArrayList<>(List.of("simulate", "-o", "json"));
        try (Stream<Path> files = Files.list(data)) {
            files.map(Path::toString)
                    .filter(name -> name.matches(".*/probes-.*\\.jsonl"))
                    .sorted()
                    .forEach(arguments::add);
        }
        return arguments.toArray(String[]::new);
    }

    /** Of the journal, by the wall clock. */
    private static List<Made> decisions(Path data) throws Exception {
        try (var store = FileStore.open(data)) {
            return store.history(Optional.of("shop"), 1000, Long.MAX_VALUE).stream()
                    .filter(stored -> stored.entry().event() == EventKind.DECISION
                            && stored.entry().vital())
                    .sorted(Comparator.comparingLong(Store.Stored::seq))
                    .map(stored -> {
                        Decision d = stored.entry().durable().decision();
                        return Made.of(d.trigger().wireName(), d.from(), d.to(), stored.at());
                    })
                    .toList();
        }
    }

    private static List<Made> decisions(JsonNode played) {
        var made = new ArrayList<Made>();
        for (var h : played.path("happenings")) {
            if (h.path("event").asText().equals("decision")) {
                made.add(Made.of(
                        h.path("trigger").asText(),
                        h.path("from").isNull() ? null : h.path("from").asText(),
                        h.path("region").asText(),
                        Instant.parse(h.path("at").asText())));
            }
        }
        return made;
    }

    private static List<String> contents(Path data) throws Exception {
        var contents = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(data)) {
            for (var file : files.sorted().toList()) {
                contents.add(file
                        + (Files.isRegularFile(file) ? Files.getLastModifiedTime(file) + " " + Files.size(file) : ""));
            }
        }
        return contents;
    }
}
