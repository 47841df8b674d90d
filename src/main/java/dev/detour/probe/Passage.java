package dev.detour.probe;

import dev.detour.decision.Phase;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;

/**
 * A connection to a target, straight or through the group's proxy. The proxy is ours: when it cannot be reached, or will
 * not have us, that says nothing about the region. What it says of the target does, and so does its silence.
 */
final class Passage {
    private static final int FORBIDDEN = 403;
    private static final int AUTHENTICATE = 407;

    private final Dialer dialer;

    Passage(Dialer dialer) {
        this.dialer = dialer;
    }

    /** To the target itself; behind a proxy by its {@code CONNECT} (RFC 9110 §9.3.6). */
    Socket to(Question question, URI uri, Attempt attempt) throws IOException, HttpException {
        var proxy = question.rules().proxy();
        if (proxy.isEmpty()) {
            return dialer.connect(uri, attempt);
        }
        var socket = toProxy(proxy.get(), attempt);
        attempt.enter(Phase.HTTP);
        var connection = HttpAsk.connection();
        connection.bind(socket);
        connection.sendRequestHeader(Requests.connect(proxy.get(), uri));
        connection.flush();
        int status = HttpAsk.head(connection).getCode();
        if (status == FORBIDDEN || status == AUTHENTICATE) {
            throw refusal(proxy.get(), "answers status " + status, null);
        }
        if (status / 100 != 2) {
            throw new ProtocolException("the proxy answered status " + status);
        }
        return socket;
    }

    /** To the proxy, for a request that names its target itself. */
    Socket toProxy(URI proxy, Attempt attempt) throws IOException {
        try {
            return dialer.connect(proxy, attempt);
        } catch (IOException e) {
            throw refusal(proxy, Faults.of(attempt, e).text(), e);
        }
    }

    /** Of a request that named its target itself: 407 can only be the proxy's (RFC 9110 §15.5.8). */
    static void checkAnswer(Question question, int status) throws LocalFault {
        var proxy = question.rules().proxy();
        if (proxy.isPresent() && status == AUTHENTICATE) {
            throw refusal(proxy.get(), "answers status " + status, null);
        }
    }

    private static LocalFault refusal(URI proxy, String why, IOException cause) {
        return new LocalFault("our proxy " + Question.host(proxy) + ":" + Question.port(proxy) + ": " + why, cause);
    }
}
