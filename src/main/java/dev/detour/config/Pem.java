package dev.detour.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** A light look at PEM files, so that a wrong one is told at the start and not by the first handshake. */
final class Pem {
    private Pem() {}

    static void certificates(Path file) throws Wrong {
        String form = "name a PEM file with certificates";
        try (InputStream in = Files.newInputStream(file)) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                throw new Wrong("the file holds no certificate", form);
            }
        } catch (IOException e) {
            throw new Wrong("the file cannot be read", form);
        } catch (CertificateException e) {
            throw new Wrong("the file holds no valid certificate", form);
        }
    }

    static void key(Path file) throws Wrong {
        String form = "name a PEM file with an unencrypted private key (PKCS#8)";
        try {
            if (!Files.readString(file).contains("PRIVATE KEY-----")) {
                throw new Wrong("the file holds no private key", form);
            }
        } catch (IOException e) {
            throw new Wrong("the file cannot be read", form);
        }
    }
}
