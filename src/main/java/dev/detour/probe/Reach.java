package dev.detour.probe;

import dev.detour.decision.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.HttpException;

/** The questions that are no HTTP: does it connect, does it speak TLS, does its name resolve? */
final class Reach {
    private static final int SHOWN = 3;
    /** How long a peer may take to refuse our certificate, when its handshake was quicker than that. */
    private static final int OBJECTION_MILLIS = 50;

    private static final int TALK = 16;

    private final Resolver resolver;
    private final Passage passage;

    Reach(Resolver resolver, Passage passage) {
        this.resolver = resolver;
        this.passage = passage;
    }

    /** Returns what was found, in a word for people. */
    String ask(Question question, Attempt attempt) throws IOException, HttpException {
        return switch (question.scheme()) {
            case "tcp" -> {
                passage.to(question, question.uri(), attempt);
                yield "connected";
            }
            case "tls" -> tls(question, attempt);
            case "dns" -> dns(question, attempt);
            case "down" -> throw new NoAddress(question.uri().getSchemeSpecificPart());
            default -> throw new IllegalArgumentException("no way to probe " + question.scheme());
        };
    }

    private String tls(Question question, Attempt attempt) throws IOException, HttpException {
        var uri = question.uri();
        var plain = passage.to(question, uri, attempt);
        attempt.enter(Phase.TLS);
        var began = attempt.elapsed();
        var socket = question.trust().secure(plain, Question.host(uri), Question.port(uri), attempt);
        var protocol = socket.getSession().getProtocol();
        if (protocol.equals("TLSv1.3")) {
            int handshake = (int) attempt.elapsed().minus(began).toMillis();
            awaitObjection(socket, plain, Math.min(attempt.remainingMillis(), Math.max(OBJECTION_MILLIS, handshake)));
        }
        return protocol + ", certificate good for " + attempt.certificateDays() + " days";
    }

    /**
     * With TLS 1.3 our handshake is done before the peer has looked at our certificate (RFC 8446 §4.4.2.4): it objects
     * by an alert that only a read finds. A peer that says nothing, or anything else, has none.
     */
    private static void awaitObjection(SSLSocket socket, Socket plain, int millis) throws IOException {
        plain.setSoTimeout(millis);
        try {
            socket.shutdownOutput();
            socket.getInputStream().readNBytes(TALK);
        } catch (SocketTimeoutException e) {
            return;
        }
    }

    private String dns(Question question, Attempt attempt) throws IOException {
        attempt.enter(Phase.DNS);
        var addresses = resolver.resolve(Question.host(question.uri()), attempt);
        return Arrays.stream(addresses)
                .limit(SHOWN)
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(", ", "resolves to ", addresses.length > SHOWN ? ", …" : ""));
    }
}
