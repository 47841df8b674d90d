package dev.detour.probe;

import dev.detour.config.Settings;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** A group's TLS context, built at its first use (it costs a tenth of a second) and shared by its probes. */
final class TlsTrust {
    private static final char[] NO_PASSWORD = new char[0];

    private final Settings.Tls tls;
    private SSLContext context;

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
            try {
                var made = SSLContext.getInstance("TLS");
                made.init(keys(), new TrustManager[] {tls.verify() ? checking() : new Trusting()}, null);
                context = made;
            } catch (GeneralSecurityException | IOException e) {
                throw new LocalFault("our own TLS files cannot be used: " + e.getMessage(), e);
            }
        }
        return context;
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
