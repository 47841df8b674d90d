package dev.detour.probe;

import dev.detour.decision.ErrorClass;
import dev.detour.decision.Phase;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * What went wrong with a probe, in SPEC §4's classes. The JDK gives most system errors only as text, so their words
 * are matched here, and only here.
 *
 * <p>"Network is unreachable" is ours (no route at all: our interface is down). "No route to host" is not: the next
 * router or the neighbour table said so of that one host, and a region whose machine is off must be DOWN.
 */
record Faults(ErrorClass error, String text) {
    private static final List<String> OURS = List.of(
            "Too many open files",
            "Network is unreachable",
            "Network is down",
            "Cannot assign requested address",
            "Address already in use",
            "Cannot allocate memory",
            "No buffer space available",
            "Operation not permitted");

    static Faults of(Attempt attempt, Throwable cause) {
        if (cause instanceof LocalFault) {
            return new Faults(ErrorClass.LOCAL, Texts.safe(cause.getMessage()));
        }
        if (cause instanceof NoAddress) {
            return new Faults(ErrorClass.DNS, Texts.safe(cause.getMessage()));
        }
        if (attempt.expired() || cause instanceof SocketTimeoutException) {
            return new Faults(attempt.phase() == Phase.DNS ? ErrorClass.DNS : ErrorClass.TIMEOUT, Judge.late(attempt));
        }
        if (cause instanceof UnknownHostException) {
            return dns(attempt, (UnknownHostException) cause);
        }
        var words = String.valueOf(cause.getMessage());
        if (cause instanceof SocketException || cause instanceof IOException && !(cause instanceof SSLException)) {
            for (var ours : OURS) {
                if (words.contains(ours)) {
                    return new Faults(ErrorClass.LOCAL, "our side: " + ours.toLowerCase(java.util.Locale.ROOT));
                }
            }
        }
        return theirs(attempt, cause, words);
    }

    private static Faults theirs(Attempt attempt, Throwable cause, String words) {
        if (cause instanceof BindException) {
            return new Faults(ErrorClass.LOCAL, "our side: " + Texts.safe(words));
        }
        if (cause instanceof NoRouteToHostException) {
            return new Faults(ErrorClass.REFUSED, "no route to host");
        }
        if (cause instanceof ConnectException) {
            return words.contains("refused")
                    ? new Faults(ErrorClass.REFUSED, "connect refused")
                    : new Faults(ErrorClass.TIMEOUT, "no answer: " + Texts.safe(words));
        }
        if (cause instanceof SSLException) {
            return tls(attempt, (SSLException) cause);
        }
        if (cause instanceof SocketException) {
            return new Faults(ErrorClass.RESET, "connection reset");
        }
        return new Faults(ErrorClass.PROTOCOL, "broken answer: " + Texts.safe(words));
    }

    private static Faults dns(Attempt attempt, UnknownHostException e) {
        if (e instanceof Resolver.Slow) {
            return new Faults(ErrorClass.DNS, Judge.late(attempt));
        }
        var words = Texts.safe(String.valueOf(e.getMessage()));
        return words.contains("Name or service not known") || !words.contains(": ")
                ? new Faults(ErrorClass.DNS, "name not found: " + words.replaceFirst(": .*", ""))
                : new Faults(ErrorClass.DNS, "name lookup failed: " + words);
    }

    private static Faults tls(Attempt attempt, SSLException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof Untrusted) {
                attempt.certificateDays(((Untrusted) t).days);
                return new Faults(ErrorClass.TLS, t.getMessage());
            }
            if (t instanceof LocalFault) {
                return new Faults(ErrorClass.LOCAL, Texts.safe(t.getMessage()));
            }
            if (t instanceof SocketException) {
                return new Faults(ErrorClass.RESET, "connection reset");
            }
        }
        var words = Texts.safe(String.valueOf(e.getMessage()));
        return words.contains("certificate_required") || words.contains("bad_certificate")
                ? new Faults(ErrorClass.TLS, "peer wants a certificate of ours that it knows: " + words)
                : new Faults(ErrorClass.TLS, "TLS failed: " + words);
    }
}
