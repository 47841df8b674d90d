package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The newcomer's first minute (SPEC §2), through the launcher of this checkout. */
class DemoTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    private Process demo(String... words) throws IOException {
        var command = new ArrayList<>(List.of(Path.of("detour").toAbsolutePath().toString(), "demo"));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command)
                .directory(Files.createDirectory(folder.resolve("work")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(output().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DETOUR_") || name.startsWith("EXT_CLOUD"));
        builder.environment().remove("PORT");
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("DETOUR_NO_ARCHIVE", "1");
        builder.environment()
                .put("DETOUR_JAVA_OPTS", "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("temp")));
        return builder.start();
    }

    private Path output() {
        return folder.resolve("output");
    }

    private String said() throws IOException {
        return Files.readString(output());
    }

    private List<Long> pids() throws IOException {
        return Pattern.compile("as pid (\\d+)")
                .matcher(said())
                .results()
                .map(match -> Long.valueOf(match.group(1)))
                .toList();
    }

    private void nothingIsLeft() throws IOException {
        // An orphan that ended is there until whoever adopted it has noticed.
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(pids())
                .allSatisfy(pid -> assertThat(ProcessHandle.of(pid)).isEmpty()));
        for (var name : List.of("temp", "work")) {
            try (var files = Files.walk(folder.resolve(name))) {
                assertThat(files).as("what is left").containsExactly(folder.resolve(name));
            }
        }
    }

    @Test
    void tellsTheStoryAndEndsWell() throws Exception {
        var process = demo("--break", "NAM", "--for", "30s", "--exit", "--log", "text");
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroy();
        }

        assertThat(process.exitValue()).as(said()).isZero();
        assertThat(said())
                .containsSubsequence(
                        "The application runs with NAM as pid ",
                        "NAM goes dark now.",
                        "NAM is DOWN",
                        "switching to EU",
                        "step write-env done",
                        "step restart done",
                        "The application runs with EU as pid ",
                        "That is the detour.")
                .doesNotContain("Exception");
        assertThat(pids()).hasSize(2).doesNotHaveDuplicates();
        nothingIsLeft();
    }

    @Test
    void endsOnASignalWithNothingLeft() throws Exception {
        var process = demo("--break", "EU");
        try {
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(said())
                    .contains("as pid"));
        } finally {
            process.destroy();
        }

        assertThat(process.waitFor(3500, TimeUnit.MILLISECONDS)).as(said()).isTrue();
        nothingIsLeft();
    }

    @Test
    void servesOnThePortThatIsAskedFor() throws Exception {
        var port = Integer.toString(Ports.free());
        environment.put("PORT", port);

        var process = demo();
        try {
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(said())
                    .contains("Open http://127.0.0.1:" + port + "/"));
        } finally {
            process.destroy();
        }

        assertThat(process.waitFor(3500, TimeUnit.MILLISECONDS)).as(said()).isTrue();
    }

    @Test
    void aPortThatWasAskedForAndIsTakenIsNotSwappedForAnother() throws Exception {
        try (var taken = new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress())) {
            environment.put("PORT", Integer.toString(taken.getLocalPort()));

            var process = demo("--exit");

            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said()).isEqualTo(1);
            assertThat(said()).contains(Integer.toString(taken.getLocalPort()));
            nothingIsLeft();
        }
    }

    @Test
    void anUnknownRegionIsMisuse() throws Exception {
        var process = demo("--break", "MARS", "--exit");

        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said()).isEqualTo(2);
        assertThat(said()).contains("no region MARS; known are NAM, EU, APAC");
        nothingIsLeft();
    }
}
