package dev.detour.seed;

import static dev.detour.seed.SeedOneWorld.PATIENCE;
import static dev.detour.seed.SeedOneWorld.STARTED;
import static dev.detour.seed.SeedOneWorld.assertLog;
import static dev.detour.seed.SeedOneWorld.eventually;
import static dev.detour.seed.SeedOneWorld.terminate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.RealPeers;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SPEC §3, seed 1: nothing but the seed's own variables, its own paths and its own ports; and the API's port taken. */
class SeedOneDefaultsTest {
    private static final Path HOME = Path.of("/opt/application");

    private SeedOneWorld world;
    private boolean made;

    @BeforeEach
    void makeHome() throws Exception {
        if (Files.exists(HOME)) {
            RealPeers.missing(HOME + " exists here, and is not ours");
        }
        if (!Files.isWritable(HOME.getParent())) {
            RealPeers.missing("the seed's paths, which need root");
        }
        for (int port : new int[] {443, 8443}) {
            if (!isFree(port)) {
                RealPeers.missing("the seed's ports: " + port + " is not to be had");
            }
        }
        made = true;
        Files.createDirectories(HOME.resolve("tmp"));
        Files.createDirectories(HOME.resolve("run"));
        world = SeedOneWorld.startAtDefaultPlaces();
        Files.createSymbolicLink(
                HOME.resolve("run/supervisor.sock"),
                Path.of(world.supervisord().unixAddress().getPath()));
    }

    @AfterEach
    void removeHome() throws Exception {
        if (world != null) {
            world.close();
        }
        if (made) {
            try (var files = Files.walk(HOME)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theSeedsOwnVariablesAreEnoughEvenWhereThePortIsTaken() throws Exception {
        try (var taken = takeDefaultPort()) {
            world.variable("DETOUR_HTTP_PORT", "").variable("PORT", "");

            var detour = world.ensured();

            world.assertEnvFile("NAM");
            world.assertAllRead("NAM");
            assertThat(world.supervisord().deeds()).isEqualTo(STARTED);
            eventually("asked", () -> assertThat(world.lookup().seen()).isNotEmpty());
            assertThat(world.lookup().seen()).allSatisfy(request -> {
                assertThat(request.line()).isEqualTo(SeedOneWorld.ASKED);
                assertThat(request.header("X-SIG-Sha256")).isEqualTo(SeedOneWorld.SIGNATURE);
            });
            eventually(
                    "candidates are asked where the tunnel connects to",
                    () -> assertThat(world.candidate("APAC").connections()).isPositive());
            assertThat(detour.await(
                                    "a warning",
                                    PATIENCE,
                                    line -> line.path("message").asText().contains("API is off")
                                            && line.path("message").asText().contains("8000"))
                            .path("level")
                            .asText())
                    .isEqualTo("WARNING");
            assertThat(detour.awaitEvent("started", PATIENCE).path("message").asText())
                    .endsWith("the API is off.");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(HOME.resolve("tmp/detour"))))
                    .isEqualTo("rwx------");
            assertThat(terminate(detour)).isLessThan(Duration.ofSeconds(3));
            assertLog(detour);
        }
    }

    /** Whoever has it: it is taken. */
    private static AutoCloseable takeDefaultPort() throws IOException {
        try {
            return new ServerSocket(8000, 1, InetAddress.getByName("127.0.0.1"));
        } catch (BindException e) {
            return () -> {};
        }
    }
}
