package dev.detour.probe;

import dev.detour.config.Settings;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group's TLS context, built at its first use (it costs a tenth of a second) and shared by its probes. Certificate
 * files that change are read anew within seconds; files that cannot be used then change nothing but the log.
 */
final class TlsTrust {
    private static final Logger LOG = LoggerFactory.getLogger(TlsTrust.class);
    private static final char[] NO_PASSWORD = new char[0];
    private static final long LOOK_NANOS = 2_000_000_000L;

    private final Settings.Tls tls;
    private SSLContext context;
    private TlsFileStamps seen;
    private long lookedAt;

    TlsTrust(Settings.Tls tls) {
        this.tls = tls;
    }

    /**
     * Does the handshake over {@code plain}, and checks chain and host name unless verification is off.
     *
     * @throws LocalFault when our own certificate files cannot be used
     */
    SSLSocket secure(Socket plain, String host, int port, Attempt attempt) throws IOException {
        var socket = (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, false);
        socket.startHandshake();
        var peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        attempt.certificateDays(Certificates.days(peer));
        if (tls.verify()) {
            try {
                Certificates.checkName(host, peer);
            } catch (Untrusted e) {
                throw (SSLHandshakeException) new SSLHandshakeException(e.getMessage()).initCause(e);
            }
        }
        return socket;
    }

    private synchronized SSLContext context() throws LocalFault {
        if (context == null) {
            var now = TlsFileStamps.of(tls);
            context = make();
            seen = now;
            lookedAt = System.nanoTime();
        } else if (System.nanoTime() - lookedAt > LOOK_NANOS) {
            look();
            lookedAt = System.nanoTime();
        }
        return context;
    }

    /** Told once for each change of the files, whatever comes of it. */
    private void look() {
        var now = TlsFileStamps.of(tls);
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            context = make();
            LOG.info("certificate files of a group's probes changed, and were read anew: {}", files());
        } catch (LocalFault e) {
            LOG.warn("{}; what was read before stays in use", e.getMessage());
        }
    }

    private List<Path> files() {
        return Stream.of(tls.ca(), tls.cert(), tls.key())
                .flatMap(Optional::stream)
                .toList();
    }

    private SSLContext make() throws LocalFault {
        try {
            var made = SSLContext.getInstance("TLS");
            made.init(keys(), new TrustManager[] {tls.verify() ? checking() : new Trusting()}, null);
            return made;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new LocalFault("our own TLS files cannot be used: " + e.getMessage(), e);
        }
    }

    private Certificates checking() throws GeneralSecurityException, IOException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(tls.ca().isPresent() ? Pem.authorities(tls.ca().get()) : null);
        return new Certificates(Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager")));
    }

    private KeyManager[] keys() throws GeneralSecurityException, IOException {
        if (tls.cert().isEmpty() || tls.key().isEmpty()) {
            return new KeyManager[0];
        }
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        var chain = Pem.certificates(tls.cert().get());
        store.setKeyEntry(
                "probe",
                Pem.privateKey(tls.key().get(), chain.get(0).getPublicKey().getAlgorithm()),
                NO_PASSWORD,
                chain.toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }
}
