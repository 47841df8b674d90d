package dev.detour.act;

import dev.detour.config.FleetHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/**
 * A known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): plain, bracketed and hashed names, wildcards, every type of
 * key, {@code @revoked} and {@code @cert-authority}. A host key counts only when a line for that very host and port holds
 * it. Read anew for each connection: it is small, and an edit counts at once. Immutable.
 */
final class KnownHosts {
    private static final String REVOKED = "revoked";
    private static final String AUTHORITY = "cert-authority";

    private final Path file;
    private final List<Line> lines;

    /** @param key null when its type is not known to us */
    private record Line(int number, KnownHostEntry entry, PublicKey key) {
        boolean is(String marker) {
            return marker.equals(entry.getMarker());
        }

        String type() {
            return entry.getKeyEntry().getKeyType();
        }

        boolean holds(PublicKey other) {
            return key != null && KeyUtils.compareKeys(key, other);
        }
    }

    private KnownHosts(Path file, List<Line> lines) {
        this.file = file;
        this.lines = List.copyOf(lines);
    }

    /** Lines that cannot be read are as good as none: their hosts are refused. */
    static KnownHosts read(Path file) {
        List<Line> lines = new ArrayList<>();
        try {
            List<String> text = Files.readAllLines(file);
            for (int i = 0; i < text.size(); i++) {
                line(i + 1, text.get(i)).ifPresent(lines::add);
            }
        } catch (NoSuchFileException e) {
            throw new StepFailedException("there is no file " + file + " of known hosts", e);
        } catch (IOException e) {
            throw new StepFailedException("known hosts " + file + " cannot be read: " + Reason.of(e), e);
        }
        return new KnownHosts(file, lines);
    }

    private static Optional<Line> line(int number, String text) {
        try {
            KnownHostEntry entry = KnownHostEntry.parseKnownHostEntry(text);
            return Optional.ofNullable(entry)
                    .filter(e -> e.getKeyEntry() != null)
                    .map(e -> new Line(number, e, key(e)));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static PublicKey key(KnownHostEntry entry) {
        try {
            return entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return null;
        }
    }

    private List<Line> of(FleetHost host) {
        return lines.stream()
                .filter(line -> line.entry().isHostMatch(host.name(), host.port()))
                .toList();
    }

    boolean knows(FleetHost host) {
        return of(host).stream().anyMatch(line -> !line.is(REVOKED) && line.key() != null);
    }

    /** The types of key that a host may show, as it is to be asked for them; empty when none is known. */
    Set<String> types(FleetHost host) {
        return of(host).stream()
                .filter(line -> !line.is(REVOKED))
                .map(line -> line.is(AUTHORITY) ? AUTHORITY : line.type())
                .collect(Collectors.toSet());
    }

    /** Whether a signature of this name can come of a key of these {@link #types}. */
    static boolean fits(String signature, Set<String> types) {
        boolean certificate = signature.contains("-cert-v01@openssh.com");
        return certificate ? types.contains(AUTHORITY) : types.contains(KeyUtils.getCanonicalKeyType(signature));
    }

    /** What is known of a host, and where: for the sentence that a refusal is. */
    String place(FleetHost host) {
        List<Line> known = of(host);
        return known.isEmpty()
                ? file + " has no line for " + name(host)
                : known.stream()
                        .map(line -> file + " line " + line.number() + " (" + line.type() + ")")
                        .collect(Collectors.joining(", "));
    }

    /** Why a host that shows this key is refused; empty when it is who it should be. */
    Optional<String> whyNot(FleetHost host, PublicKey shown) {
        List<Line> known = of(host);
        PublicKey signer = shown instanceof OpenSshCertificate certificate ? certificate.getCaPubKey() : shown;
        PublicKey own = shown instanceof OpenSshCertificate certificate ? certificate.getCertPubKey() : shown;
        Optional<Line> revoked = known.stream()
                .filter(line -> line.is(REVOKED) && (line.holds(signer) || line.holds(own)))
                .findFirst();
        String fingerprint = KeyUtils.getKeyType(own) + " " + KeyUtils.getFingerPrint(own);
        if (revoked.isPresent()) {
            return Optional.of("the host key of %s is refused: %s line %d revokes it (%s)"
                    .formatted(host, file, revoked.get().number(), fingerprint));
        }
        String marker = shown instanceof OpenSshCertificate ? AUTHORITY : null;
        if (known.stream()
                .anyMatch(line -> java.util.Objects.equals(line.entry().getMarker(), marker) && line.holds(signer))) {
            return Optional.empty();
        }
        if (known.isEmpty()) {
            return Optional.of(
                    "the host key of %s is unknown and refused: %s; it showed %s: check that, then add the line"
                                    .formatted(host, place(host), fingerprint)
                            + " that ssh-keyscan" + (host.port() == FleetHost.STANDARD_PORT ? "" : " -p " + host.port())
                            + " "
                            + host.name() + " prints");
        }
        return Optional.of("the host key of %s has changed and is refused: look at %s; it showed %s"
                .formatted(host, place(host), fingerprint));
    }

    private static String name(FleetHost host) {
        return host.port() == FleetHost.STANDARD_PORT ? host.name() : "[" + host.name() + "]:" + host.port();
    }
}
