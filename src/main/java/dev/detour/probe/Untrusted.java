package dev.detour.probe;

import java.security.cert.CertificateException;

/** The peer's certificate is refused, with the sentence for people as message. */
final class Untrusted extends CertificateException {
    private static final long serialVersionUID = 1L;

    /** Days until it expires, negative when it has. */
    final int days;

    Untrusted(String sentence, int days) {
        super(sentence);
        this.days = days;
    }
}
