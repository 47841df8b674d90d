package dev.detour.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.FaultPeer;
import dev.detour.peers.Ports;
import dev.detour.peers.Toxics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first steps, typed as they stand there; only hosts, scheme, port and the time between probes are
 * those of this test. */
class NewcomerTest {
    private static final String SECTION = "Your own two regions, in five minutes";

    @TempDir
    Path folder;

    private static List<String> commands(Markdown.Block block) {
        return block.lines().stream()
                .map(line -> line.replaceFirst(" +# .*", ""))
                .toList();
    }

    @Test
    void fromTheReadmeToARehearsedSwitchBetweenTwoRegions() throws Exception {
        try (var eu = FaultPeer.http(Toxics.ok());
                var us = FaultPeer.http(Toxics.ok());
                var shell = new Shell(folder, Ports.free()).with("DETOUR_GROUP_SHOP_PROBE_INTERVAL", "1s")) {
            var blocks = Markdown.of("README.md").blocks(SECTION);
            var watch = blocks.get(0)
                    .text()
                    .replace("https:", "http:")
                    .replace("shop.eu.example.com", "127.0.0.1:" + eu.port())
                    .replace("shop.us.example.com", "127.0.0.1:" + us.port());
            shell.write("application.properties", watch);

            var first = commands(blocks.get(1));
            assertThat(first).containsExactly("./detour check", "./detour probe", "./detour run");
            assertThat(shell.run(first.get(0)).exit()).isZero();
            var probed = shell.run(first.get(1));
            assertThat(probed.exit()).as(probed.text()).isZero();
            assertThat(probed.text()).contains("EU", "US", "UP");
            shell.begin(first.get(2), "\"event\":\"started\"");

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> shell.run("./detour regions").text().split("\\bUP\\b", -1).length > 2);
            for (var look : commands(blocks.get(2))) {
                var said = shell.run(look);
                assertThat(said.exit()).as(said.text()).isIn(0, 3);
                assertThat(said.text()).contains("EU");
            }
            assertThat(folder.resolve("region.env")).doesNotExist();

            shell.write(
                    "application.properties",
                    watch.replaceAll("(?m)^.*mode=observe\\n", "")
                            + blocks.get(3).text());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() ->
                            Files.exists(folder.resolve("region.env")) && Files.exists(folder.resolve("restarted")));

            for (var act : commands(blocks.get(4))) {
                var said = shell.run(act);
                assertThat(said.exit()).as("%s: %s", act, said.text()).isZero();
            }
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(shell.read("region.env"))
                    .isEqualTo("export SHOP_HOST=127.0.0.1:" + us.port()));
        }
    }
}
