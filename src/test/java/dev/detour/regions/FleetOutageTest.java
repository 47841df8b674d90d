package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import dev.detour.peers.SshdPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program, an outage, and an application on two hosts. */
class FleetOutageTest {
    @TempDir
    Path folder;

    private SshdPeer one;
    private SshdPeer two;
    private Street street;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {street, one, two}) {
            if (part != null) {
                part.close();
            }
        }
    }

    private String ran() throws IOException {
        return Files.exists(folder.resolve("ran")) ? Files.readString(folder.resolve("ran")) : "";
    }

    /** Each host runs it; the second waits for {@code go} when it is to have EU. */
    private Path script() throws IOException {
        return Files.writeString(folder.resolve("restart.sh"), """
                set -- $SSH_CONNECTION "$1"
                cd FOLDER
                . ./remote.env
                if [ $4 = PORT ] && [ "$5" = EU ] && [ ! -f go ]; then
                    touch begun
                    while [ ! -f go ]; do sleep 0.1; done
                fi
                echo "$4 $5 $SHOP_REGION" >> ran
                """.replace("FOLDER", folder.toString())
                .replace("PORT", Integer.toString(two.port())));
    }

    @Fault({"A8", "O14"})
    @Test
    void anOutageReachesEveryHostAndAKilledDetourGoesOnWithTheRest() throws Exception {
        one = SshdPeer.start();
        two = SshdPeer.start();
        Files.copy(
                one.folder().resolve("id.pub"),
                two.folder().resolve("authorized_keys"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.write(folder.resolve("known"), List.of(one.knownHost("ed25519"), two.knownHost("ecdsa")));
        street = new Street(folder);
        var shop = street.shop("fleet")
                .without("restart.command")
                .with("restart", "ssh")
                .with("restart.ssh.hosts", one.host() + "," + two.host())
                .with("restart.ssh.user", one.user())
                .with("restart.ssh.key", one.userKey().toString())
                .with("restart.ssh.known-hosts", "known")
                .with("restart.ssh.command", "sh " + script() + " {region}")
                .with("restart.ssh.env-file", folder.resolve("remote.env").toString())
                .with("restart.wave", "1")
                .with("act-delay", "1s");
        street.open();
        assertThat(ran().lines()).containsExactly(one.port() + " NAM NAM", two.port() + " NAM NAM");

        shop.down("NAM");
        Awaitility.await("the second host is at work")
                .atMost(Shop.PATIENCE)
                .until(() -> Files.exists(folder.resolve("begun")));
        assertThat(shop.awaitStatus("one host is done", g -> states(g).equals(List.of("RESTARTED", "WORKING")))
                        .path("state")
                        .asText())
                .isEqualTo("acting");
        street.program().kill();
        Files.createFile(folder.resolve("go"));
        street.start();
        shop.awaitActive("EU");
        shop.awaitStatus("both hosts are done", g -> states(g).equals(List.of("RESTARTED", "RESTARTED")));
        assertThat(ran().lines().filter(line -> line.equals(one.port() + " EU EU")))
                .hasSize(1);
        assertThat(ran().lines()).endsWith(two.port() + " EU EU");
        assertThat(folder.resolve("remote.env")).hasContent(shop.envOf("EU"));
        assertThat(shop.status().path("failoverReady").path("reasons").toString())
                .doesNotContain("host");
    }

    private static List<String> states(com.fasterxml.jackson.databind.JsonNode group) {
        return group.path("effect").path("programs").findValuesAsText("state");
    }
}
