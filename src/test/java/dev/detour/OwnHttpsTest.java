package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.cli.Exit;
import dev.detour.cli.Spoken;
import dev.detour.config.Settings;
import dev.detour.peers.TestIdentity;
import dev.detour.serve.LiveServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line and a controller whose certificate is self-signed, and made out to its public name only. */
class OwnHttpsTest {
    private static final TestIdentity PUBLIC = TestIdentity.otherHost();
    private static LiveServer live;

    @TempDir
    Path folder;

    private String out = "";
    private String err = "";

    @BeforeAll
    static void start() throws Exception {
        live = new LiveServer(new Settings.Http(
                "127.0.0.1",
                0,
                false,
                Optional.of(LiveServer.TOKEN),
                Optional.of(PUBLIC.pem()),
                Optional.of(PUBLIC.keyPem())));
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    private void configure(TestIdentity identity) throws IOException {
        Files.writeString(folder.resolve("application.properties"), """
                detour.groups=g
                detour.group.g.regions=EU=127.0.0.1:1
                detour.group.g.mode=observe
                detour.http.port=%d
                detour.http.token=%s
                detour.http.tls-cert=%s
                detour.http.tls-key=%s
                """.formatted(
                        live.port(), LiveServer.TOKEN, identity.pem(), identity.keyPem()));
    }

    private int detour(String... words) {
        var spoken = Spoken.by(new Commands(folder, Map.of()), Map.of(), words);
        out = spoken.out();
        err = spoken.err();
        return spoken.exit();
    }

    @Test
    void theVerbsTrustTheCertificateOfTheirOwnConfiguration() throws Exception {
        configure(PUBLIC);

        assertThat(detour("health")).as(err).isEqualTo(Exit.FINE);
        assertThat(detour("resume", "-g", "ext-cloud")).as(err).isEqualTo(Exit.FINE);
    }

    @Test
    void doctorKnowsItsControllerByTheCertificate() throws Exception {
        configure(PUBLIC);
        detour("doctor");
        assertThat(out).contains("Detour answers at 127.0.0.1:" + live.port());

        configure(TestIdentity.client());
        detour("doctor");
        assertThat(out).contains("127.0.0.1:" + live.port() + " is not to be had");
    }

    @Test
    void theVerbsTrustNoOtherCertificate() throws Exception {
        configure(TestIdentity.selfSigned());

        assertThat(detour("health")).isEqualTo(Exit.UNREACHABLE);
        assertThat(err)
                .contains(
                        "another certificate than " + TestIdentity.selfSigned().pem());
    }

    @Test
    void aUrlThatWasGivenIsJudgedAsAnyOther() throws Exception {
        configure(PUBLIC);

        assertThat(detour("health", "--url", "https://127.0.0.1:" + live.port()))
                .isEqualTo(Exit.UNREACHABLE);
        assertThat(err).contains("PKIX");
    }

    @Test
    void aCertificateThatCannotBeReadIsNamed() throws Exception {
        configure(PUBLIC);
        var properties = folder.resolve("application.properties");
        Files.writeString(
                properties, Files.readString(properties).replace(PUBLIC.pem().toString(), "gone.pem"));

        assertThat(detour("health")).isEqualTo(Exit.UNREACHABLE);
        assertThat(err).contains("the certificate " + folder.resolve("gone.pem") + " cannot be read");
    }
}
