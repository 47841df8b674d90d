package dev.detour.probe;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Reads PEM files. Every failure names the file. */
final class Pem {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private Pem() {}

    /** A bundle as the store of trusted authorities. */
    static KeyStore authorities(Path bundle) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int n = 0;
        for (var certificate : certificates(bundle)) {
            store.setCertificateEntry("ca-" + n++, certificate);
        }
        return store;
    }

    static List<X509Certificate> certificates(Path file) throws GeneralSecurityException, IOException {
        try {
            var found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new CertificateException("no certificate in it");
            }
            return found;
        } catch (CertificateException e) {
            throw new CertificateException(file + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new CertificateException("there is no file " + file, e);
        }
    }

    /** PKCS #8, not encrypted. */
    static PrivateKey privateKey(Path file, String algorithm) throws GeneralSecurityException, IOException {
        var match = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!match.find()) {
            throw new InvalidKeySpecException(
                    file + ": no BEGIN PRIVATE KEY in it; convert with: openssl pkcs8 -topk8 -nocrypt");
        }
        var der = Base64.getMimeDecoder().decode(match.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
