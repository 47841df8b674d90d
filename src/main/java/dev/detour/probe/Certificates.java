package dev.detour.probe;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;

/** Checks a peer's certificates as the JDK does, but says exactly what is wrong with them. */
final class Certificates extends X509ExtendedTrustManager {
    private static final DefaultHostnameVerifier NAMES = new DefaultHostnameVerifier();
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final int SHOWN_NAMES = 3;

    private final X509ExtendedTrustManager authorities;

    Certificates(X509ExtendedTrustManager authorities) {
        this.authorities = authorities;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkDates(chain[0]);
        try {
            authorities.checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            throw new Untrusted(whyNotTrusted(chain, e), days(chain[0]));
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType, (Socket) null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        checkServerTrusted(chain, authType, (Socket) null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("a probe is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("a probe is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("a probe is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }

    /** Whole days until it expires; since it has, as {@link Texts#rough} counts them, but negative, and never 0. */
    static int days(X509Certificate certificate) {
        return days(Duration.between(Instant.now(), certificate.getNotAfter().toInstant()));
    }

    static int days(Duration left) {
        int days = (int) left.toDays();
        return left.isNegative() ? Math.min(days, -1) : days;
    }

    /** RFC 6125, as httpclient has it. */
    static void checkName(String host, X509Certificate certificate) throws Untrusted {
        try {
            NAMES.verify(host, certificate);
        } catch (SSLException e) {
            throw new Untrusted("certificate is for " + names(certificate) + ", not for " + host, days(certificate));
        }
    }

    private static void checkDates(X509Certificate certificate) throws Untrusted {
        var now = Instant.now();
        var from = certificate.getNotBefore().toInstant();
        var until = certificate.getNotAfter().toInstant();
        if (now.isAfter(until)) {
            throw new Untrusted(
                    "certificate expired " + Texts.rough(Duration.between(until, now)) + " ago", days(certificate));
        }
        if (now.isBefore(from)) {
            throw new Untrusted(
                    "certificate is not valid before " + from + ", in " + Texts.rough(Duration.between(now, from)),
                    days(certificate));
        }
    }

    private static String whyNotTrusted(X509Certificate[] chain, CertificateException e) {
        var last = chain[chain.length - 1];
        if (chain.length == 1 && selfSigned(last)) {
            return "self-signed certificate";
        }
        for (int i = 1; i < chain.length; i++) {
            if (Instant.now().isAfter(chain[i].getNotAfter().toInstant())) {
                return "certificate of the issuer expired " + rough(chain[i]) + " ago: " + subject(chain[i]);
            }
        }
        if (String.valueOf(e.getMessage()).contains("unable to find valid certification path")) {
            return "certificate is signed by an unknown authority: "
                    + Texts.safe(last.getIssuerX500Principal().getName());
        }
        return "certificate is not trusted: " + Texts.safe(String.valueOf(e.getMessage()));
    }

    private static String rough(X509Certificate expired) {
        return Texts.rough(Duration.between(expired.getNotAfter().toInstant(), Instant.now()));
    }

    private static boolean selfSigned(X509Certificate c) {
        return c.getIssuerX500Principal().equals(c.getSubjectX500Principal());
    }

    private static String subject(X509Certificate c) {
        return Texts.safe(c.getSubjectX500Principal().getName());
    }

    private static String names(X509Certificate certificate) {
        var names = new ArrayList<String>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS)) {
                    names.add(Texts.safe(String.valueOf(name.get(1))));
                }
            }
        } catch (CertificateParsingException e) {
            return "names that cannot be read";
        }
        if (names.isEmpty()) {
            return subject(certificate);
        }
        var shown = String.join(", ", names.subList(0, Math.min(SHOWN_NAMES, names.size())));
        return names.size() > SHOWN_NAMES ? shown + " and " + (names.size() - SHOWN_NAMES) + " more" : shown;
    }
}
