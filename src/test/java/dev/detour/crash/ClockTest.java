package dev.detour.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import dev.detour.peers.RealPeers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock is set while the program runs, and while it does not: by libfaketime, which leaves the monotonic one. */
@Tag("slow")
class ClockTest {
    private static final Duration COOLDOWN = Duration.ofSeconds(8);

    @ParameterizedTest
    @Fault("O8")
    @ValueSource(strings = {"+1h", "-1h", "+365d", "-365d"})
    void aStepOfTheWallClockChangesNeitherProbingNorDecisions(String step) throws Exception {
        try (var life = Life.withCommand()) {
            start(life, "+0");
            life.awaitSettled();
            int asked = life.region("NAM").connections();
            set(life, step);
            Awaitility.await("probing goes on")
                    .atMost(Life.PATIENCE)
                    .until(() -> life.region("NAM").connections() > asked + 20);
            assertThat(wallClockOf(life)).isCloseTo(Instant.now().plus(of(step)), within());
            assertThat(life.witness().epoch()).isEqualTo(1);
            assertThat(life.detour().events("region-unknown")).isEmpty();
            life.breakActive();
            life.detour().awaitEvent("verified", Life.PATIENCE);
            life.mendAll();
            life.awaitSettled();
            assertThat(life.witness().epoch()).isEqualTo(2);
        }
    }

    private static org.assertj.core.data.TemporalUnitOffset within() {
        return org.assertj.core.api.Assertions.within(2, java.time.temporal.ChronoUnit.MINUTES);
    }

    @ParameterizedTest
    @Fault("O8")
    @ValueSource(strings = {"+365d", "-365d"})
    void aCooldownKeepsItsRemainderWhateverTheWallClockSaysAtTheNextStart(String step) throws Exception {
        try (var life = Life.withCommand()) {
            start(life, "+0");
            life.awaitSettled();
            life.breakActive();
            life.detour().awaitEvent("verified", Life.PATIENCE);
            long verified = System.nanoTime();
            life.mendAll();
            life.awaitSettled();
            life.detour().kill();
            start(life, step);
            life.awaitSettled();
            life.breakActive();
            life.detour()
                    .await(
                            "the second switch",
                            Life.PATIENCE,
                            line -> line.path("epoch").asLong() == 3
                                    && line.path("event").asText().equals("decision"));
            // The log of the first end was read after it happened.
            assertThat(Duration.ofNanos(System.nanoTime() - verified)).isGreaterThan(COOLDOWN.minusMillis(500));
            life.mendAll();
            life.awaitSettled();
        }
    }

    private static void start(Life life, String step) throws IOException {
        set(life, step);
        life.configure(List.of("detour.group.shop.cooldown=" + COOLDOWN.toSeconds() + "s"));
        // The application, which the program starts, inherits its clock.
        life.startBy(
                List.of(),
                Map.of(
                        "LD_PRELOAD", library(),
                        "FAKETIME_TIMESTAMP_FILE",
                                life.folder().resolve("clock").toString(),
                        "FAKETIME_NO_CACHE", "1",
                        // Its own cure for waits on the monotonic clock hangs the JVM.
                        "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                        "NO_FAKE_STAT", "1",
                        "DONT_FAKE_MONOTONIC", "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC", "1"));
    }

    private static void set(Life life, String step) throws IOException {
        Files.writeString(life.folder().resolve("clock.new"), step + "\n");
        Files.move(
                life.folder().resolve("clock.new"),
                life.folder().resolve("clock"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static String library() throws IOException {
        try (var below = Files.find(Path.of("/usr/lib"), 4, (path, is) -> path.getFileName()
                .toString()
                .equals("libfaketimeMT.so.1"))) {
            var found = below.findFirst();
            if (found.isEmpty()) {
                RealPeers.missing("libfaketime is not installed");
            }
            return found.orElseThrow().toString();
        }
    }

    private static Duration of(String step) {
        var size = Duration.parse(step.endsWith("d") ? "P365D" : "PT1H");
        return step.startsWith("-") ? size.negated() : size;
    }

    private static Instant wallClockOf(Life life) {
        return Instant.parse(life.detour().get("/api/v1/status").path("now").asText());
    }
}
