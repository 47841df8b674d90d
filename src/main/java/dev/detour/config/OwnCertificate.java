package dev.detour.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts who has the certificate of {@code detour.http.tls-cert}, and nobody else: our own controller, which this machine
 * reaches by an address that no certificate for the public is made out to. Neither its names nor its time nor who signed
 * it count: the key is what only the controller has.
 */
public final class OwnCertificate extends X509ExtendedTrustManager {
    private final Path file;
    private final Certificate own;

    private OwnCertificate(Path file, Certificate own) {
        this.file = file;
        this.own = own;
    }

    /** @throws IOException when the file cannot be read, naming it */
    public static SSLContext context(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            // The first of a chain is the server's.
            var own = CertificateFactory.getInstance("X.509").generateCertificate(in);
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new OwnCertificate(file, own)}, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException("the certificate " + file + " cannot be read", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (!chain[0].equals(own)) {
            throw new CertificateException(
                    "it has another certificate than " + file + "; a new one counts from the next start on");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("nobody is served by this");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
