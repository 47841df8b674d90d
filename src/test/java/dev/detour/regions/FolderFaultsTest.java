package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.peers.Fault;
import dev.detour.peers.RealPeers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The folder of the env file may no longer be written to, or is no longer a folder, while a detour is being taken. */
@Tag("slow")
class FolderFaultsTest {
    private static final List<String> PATIENTS = List.of("locked", "linked", "filed", "gone", "owned");
    /** Those whose folder stays where it is. */
    private static final Set<String> INSIDE = Set.of("locked", "owned");

    private static final Map<String, Held> HELD = new HashMap<>();
    private static Street street;

    /** How a group was while its folder was not what it should be. */
    private record Held(String failure, JsonNode status, String env, int starts) {
        String reasons() {
            return status.path("failoverReady").path("reasons").toString();
        }
    }

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        street = new Street(folder);
        for (var name : PATIENTS) {
            street.shop(name).with("step.write-env.retries", "0");
        }
        withoutPowerOverPermissions();
        street.open();
        permissions("r-xr-xr-x");
        var linked = aside("linked");
        Files.createSymbolicLink(linked, Files.createDirectory(linked.resolveSibling("elsewhere")));
        Files.writeString(aside("filed"), "a file");
        aside("gone");
        owner("65534:65534");
        street.shops().forEach(shop -> shop.down("NAM"));
        for (var name : PATIENTS) {
            var shop = street.shop(name);
            var failure = shop.awaitLog("step-failed").path("message").asText();
            var env = INSIDE.contains(name) ? shop.env() : shop.read("aside/shop.env");
            HELD.put(
                    name,
                    new Held(
                            failure,
                            shop.awaitGate("step-failed"),
                            env,
                            shop.starts().size()));
        }
        assertThat(linked.resolveSibling("elsewhere")).as("written through").isEmptyDirectory();
        permissions("rwxr-xr-x");
        owner("0:0");
        for (var name : List.of("linked", "filed", "gone")) {
            putBack(street.shop(name));
        }
    }

    /** To root, permissions mean nothing otherwise. */
    private static void withoutPowerOverPermissions() throws Exception {
        if (RealPeers.run("id", "-u").strip().equals("0")) {
            street.by("setpriv", "--bounding-set", "-dac_override,-dac_read_search,-chown");
        }
    }

    private static void permissions(String permissions) throws IOException {
        Files.setPosixFilePermissions(
                street.shop("locked").envFile().getParent(), PosixFilePermissions.fromString(permissions));
    }

    /** Only root can give a file away; others skip what needs it. */
    private static void owner(String owner) throws Exception {
        if (RealPeers.run("id", "-u").strip().equals("0")) {
            RealPeers.run("chown", owner, street.shop("owned").envFile().toString());
            if (!owner.equals("0:0")) {
                // Nothing has failed yet.
                street.shop("owned").awaitStatus("foretold", g -> g.path("failoverReady")
                        .path("reasons")
                        .toString()
                        .contains("cannot be written"));
            }
        }
    }

    /** Moves the folder of a shop's env file away; gives back where it was. */
    private static Path aside(String shop) throws IOException {
        var folder = street.shop(shop).envFile().getParent();
        Files.move(folder, folder.resolveSibling("aside"));
        return folder;
    }

    private static void putBack(Shop shop) throws IOException {
        var folder = shop.envFile().getParent();
        Files.deleteIfExists(folder);
        Files.move(folder.resolveSibling("aside"), folder);
    }

    @AfterAll
    static void close() throws IOException {
        street.close();
    }

    @Test
    @Fault("O4")
    void permissionLostKeepsTheOldEnvFileUntilItIsGiven() {
        heldAndWasMended("locked", "permission denied");
        assertThat(HELD.get("locked").reasons()).contains("cannot be written");
    }

    @ParameterizedTest
    @Fault("O5")
    @CsvSource({"linked, symlink", "filed, not a directory", "gone, missing"})
    void aFolderThatIsNoLongerOneIsRefusedUntilItIsBack(String name, String why) {
        heldAndWasMended(name, why);
        assertThat(HELD.get(name).reasons()).contains(why);
    }

    /** The folder may be written to; that the file's owner cannot be kept was found out in the outage. */
    @Test
    @Fault("O4")
    void anotherOwnersFileIsForetoldAndKeptUntilItIsOurs() throws Exception {
        assumeTrue(RealPeers.run("id", "-u").strip().equals("0"), "needs root");
        heldAndWasMended("owned", "cannot keep its owner");
    }

    private static void heldAndWasMended(String name, String why) {
        var shop = street.shop(name);
        var held = HELD.get(name);
        assertThat(held.failure()).contains("write-env", why);
        assertThat(held.status().path("state").asText()).isEqualTo("holding");
        assertThat(held.status().path("failoverReady").path("ready").asBoolean())
                .isFalse();
        assertThat(held.env()).isEqualTo(shop.envOf("NAM"));
        assertThat(held.starts()).isEqualTo(1);
        shop.awaitActive("EU");
        assertThat(shop.env()).isEqualTo(shop.envOf("EU"));
        assertThat(shop.lastStart().region()).isEqualTo("EU");
        assertThat(shop.decisions()).containsExactly("start NAM", "outage EU");
    }
}
