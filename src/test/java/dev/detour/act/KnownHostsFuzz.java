package dev.detour.act;

import dev.detour.config.FleetHost;
import dev.detour.fuzz.Folder;
import dev.detour.fuzz.Input;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/**
 * Any known_hosts file is read, or refused as a failed step. A key that stands nowhere in it is refused for every host,
 * whatever the lines say; so is one that stands there for another host alone.
 */
public final class KnownHostsFuzz {
    private static final Folder FOLDER = new Folder();
    private static final PublicKey STRANGER = key();
    private static final List<FleetHost> HOSTS =
            List.of(new FleetHost("web1", 22), new FleetHost("web1", 2222), new FleetHost("::1", 22));

    private KnownHostsFuzz() {}

    private static PublicKey key() {
        try {
            return KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Path file = FOLDER.write("known_hosts", input);
        KnownHosts known;
        try {
            known = KnownHosts.read(file);
        } catch (StepFailedException e) {
            Input.require(!Input.isText(input), "text, and not read: " + e.getMessage());
            return;
        }
        for (FleetHost host : HOSTS) {
            Input.require(known.whyNot(host, STRANGER).isPresent(), "a stranger is let in at " + host);
            Input.require(!known.place(host).isBlank(), "nowhere");
            Input.require(
                    known.types(host) != null
                            && (!known.knows(host) || !known.types(host).isEmpty()),
                    "types");
        }
        String own = PublicKeyEntry.toString(STRANGER);
        Path other = FOLDER.write(
                "other",
                ("web9 " + own + "\n" + Input.text(input).replace('*', '_').replace('?', '_'))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Input.require(KnownHosts.read(other).whyNot(HOSTS.get(0), STRANGER).isPresent(), "let in by another's line");
        Input.require(
                KnownHosts.read(other)
                                .whyNot(new FleetHost("web9", 22), STRANGER)
                                .isEmpty()
                        || Input.text(input).contains("revoked"),
                "its own line is not seen");
    }
}
