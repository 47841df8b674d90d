package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import dev.detour.peers.RealPeers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or read-only while a detour is being taken (O1–O4): a full one for the state, both for env files. */
class DiskFaultsTest {
    private static final List<AutoCloseable> MOUNTS = new ArrayList<>();
    private static Street street;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        street = new Street(folder);
        Files.createDirectories(street.data());
        disk(street.data(), "1m");
        for (var name : List.of("full", "sealed")) {
            disk(street.shop(name).with("step.write-env.retries", "0").envFile().getParent(), "64k");
        }
        street.shop("state");
        street.open();
        fill(street.shop("full").envFile().getParent());
        RealPeers.run(
                "mount",
                "-o",
                "remount,ro",
                street.shop("sealed").envFile().getParent().toString());
        street.shop("full").down("NAM");
        street.shop("sealed").down("NAM");
    }

    private static void disk(Path folder, String size) throws InterruptedException {
        MOUNTS.add(RealPeers.mount(folder.toString(), "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString()));
    }

    private static Path fill(Path folder) {
        var ballast = folder.resolve("ballast");
        try (var out = Files.newOutputStream(ballast, StandardOpenOption.CREATE)) {
            while (true) {
                out.write(new byte[1024]);
            }
        } catch (IOException e) {
            assertThat(e.getMessage()).contains("No space left");
        }
        return ballast;
    }

    @AfterAll
    static void close() throws Exception {
        street.close();
        for (var mount : MOUNTS) {
            mount.close();
        }
    }

    @Test
    @Fault("O1")
    void fullDiskKeepsTheOldEnvFileWholeUntilThereIsRoom() throws IOException {
        var shop = street.shop("full");
        keepsTheOldEnvFile(shop, "No space left");
        Files.delete(shop.envFile().resolveSibling("ballast"));
        mended(shop);
    }

    @Test
    @Fault("O3")
    void readOnlyDiskKeepsTheOldEnvFileUntilItIsMended() throws Exception {
        var shop = street.shop("sealed");
        keepsTheOldEnvFile(shop, "Read-only");
        assertThat(shop.awaitStatus("says so", g -> g.path("failoverReady")
                                .path("reasons")
                                .toString()
                                .contains("cannot be written"))
                        .path("failoverReady")
                        .path("ready")
                        .asBoolean())
                .isFalse();
        RealPeers.run("mount", "-o", "remount,rw", shop.envFile().getParent().toString());
        mended(shop);
    }

    private static void keepsTheOldEnvFile(Shop shop, String why) throws IOException {
        assertThat(shop.awaitLog("step-failed").path("message").asText()).contains("write-env", why);
        assertThat(shop.env()).isEqualTo(shop.envOf("NAM"));
        assertThat(shop.starts()).hasSize(1);
        try (var left = Files.list(shop.envFile().getParent())) {
            assertThat(left.map(f -> f.getFileName().toString())).isSubsetOf("shop.env", "ballast");
        }
        assertThat(shop.awaitGate("step-failed").path("state").asText()).isEqualTo("holding");
    }

    private static void mended(Shop shop) {
        shop.awaitActive("EU");
        assertThat(shop.env()).isEqualTo(shop.envOf("EU"));
        assertThat(shop.lastStart().region()).isEqualTo("EU");
        assertThat(shop.decisions()).containsExactly("start NAM", "outage EU");
    }

    @Test
    @Fault("O1")
    void nothingIsDecidedWhileTheStateCannotBeWritten() throws IOException {
        var shop = street.shop("state");
        // The other two have begun before the disk of the state is taken from all.
        street.shop("full").awaitLog("step-failed");
        street.shop("sealed").awaitLog("step-failed");
        var ballast = fill(street.data());
        // The journal's last page has room until harmless entries have used it up.
        Awaitility.await()
                .atMost(Shop.PATIENCE)
                .until(() -> street.program()
                                .post("/api/v1/groups/state/rearm", "{}", street.data())
                                .statusCode()
                        == 422);
        decidesNothing(shop, "NAM", 1);
        Files.delete(ballast);
        decidesAfterAll(shop, "EU", 2);
    }

    private static void decidesNothing(Shop shop, String active, long epoch) {
        shop.down(active);
        Awaitility.await().atMost(Shop.PATIENCE).untilAsserted(() -> assertThat(
                        street.program().ask("/readyz").statusCode())
                .isEqualTo(503));
        assertThat(street.program().ask("/readyz").body()).contains("state cannot be written");
        shop.awaitStatus(
                "knows that it cannot move",
                g -> g.path("failoverReady").path("reasons").toString().contains("state cannot be written"));
        var probes = shop.region(active).connections();
        Awaitility.await().atMost(Shop.PATIENCE).until(() -> shop.region(active).connections() > probes + 8);
        var status = shop.status();
        assertThat(status.path("epoch").asLong()).isEqualTo(epoch);
        assertThat(status.path("active").asText()).isEqualTo(active);
        assertThat(status.path("failoverReady").path("ready").asBoolean()).isFalse();
        assertThat(shop.env()).isEqualTo(shop.envOf(active));
        assertThat(shop.starts()).hasSize((int) epoch);
        assertThat(street.program().ask("/healthz").body()).contains("ok");
        var refused = street.program().verb("switch", "APAC", "-g", "state");
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err()).contains("cannot be written");
        assertThat(street.program().log()).anySatisfy(line -> {
            assertThat(line.path("level").asText()).isEqualTo("ERROR");
            assertThat(line.path("message").asText()).contains("state", "cannot be written");
        });
    }

    private static void decidesAfterAll(Shop shop, String to, long epoch) {
        shop.awaitActive(to);
        assertThat(shop.status().path("epoch").asLong()).isEqualTo(epoch);
        assertThat(shop.env()).isEqualTo(shop.envOf(to));
        Awaitility.await().atMost(Shop.PATIENCE).untilAsserted(() -> assertThat(
                        street.program().ask("/readyz").statusCode())
                .isEqualTo(200));
    }
}
