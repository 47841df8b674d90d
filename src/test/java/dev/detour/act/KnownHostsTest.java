package dev.detour.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.FleetHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a known_hosts file lets in, without a host. */
class KnownHostsTest {
    private static final FleetHost WEB = new FleetHost("web1", 22);

    @TempDir
    Path folder;

    private Path file;
    private KeyPair pair;
    private String key;

    @BeforeEach
    void setUp() throws Exception {
        file = folder.resolve("known_hosts");
        pair = pair();
        key = PublicKeyEntry.toString(pair.getPublic());
    }

    private static KeyPair pair() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private KnownHosts known(String... lines) throws Exception {
        return KnownHosts.read(Files.write(file, List.of(lines)));
    }

    @Test
    void aLineThatCannotBeReadIsAsGoodAsNoneAndHidesNoOther() throws Exception {
        var known = known("web1", "web1 ssh-rsa AAAA!!", "%%% not a line at all", "# web1", "web1 " + key);

        assertThat(known.whyNot(WEB, pair.getPublic())).isEmpty();
        assertThat(known("web1 ssh-rsa AAAA", "web1 ssh-rsa").knows(WEB)).isFalse();
    }

    @Test
    void aRevokedKeyIsRefusedThoughAnotherLineLetsItIn() throws Exception {
        var known = known("web1 " + key, "@revoked * " + key);

        assertThat(known.whyNot(WEB, pair.getPublic())).hasValueSatisfying(why -> assertThat(why)
                .startsWith("the host key of web1 is refused: " + file + " line 2 revokes it (ssh-rsa SHA256:"));
        assertThat(known("@revoked web1 " + key).knows(WEB)).isFalse();
    }

    @Test
    void anotherKeyAnotherPortAndAnotherNameAreRefused() throws Exception {
        var known = known("web1 " + key);

        assertThat(known.whyNot(WEB, pair().getPublic()))
                .hasValueSatisfying(why -> assertThat(why).contains("has changed and is refused", "line 1"));
        assertThat(known.whyNot(new FleetHost("web1", 2222), pair.getPublic()))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("has no line for [web1]:2222", "ssh-keyscan -p 2222 web1"));
        assertThat(known.whyNot(new FleetHost("web2", 22), pair.getPublic()))
                .hasValueSatisfying(why -> assertThat(why).contains("has no line for web2", "ssh-keyscan web2"));
    }

    @Test
    void aFileThatIsNotThereOrCannotBeReadSaysSo() throws Exception {
        assertThatThrownBy(() -> KnownHosts.read(folder.resolve("none")))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("there is no file " + folder.resolve("none") + " of known hosts");
        assertThatThrownBy(() -> KnownHosts.read(folder))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("known hosts " + folder + " cannot be read");
    }
}
