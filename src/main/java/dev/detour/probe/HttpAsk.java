package dev.detour.probe;

import dev.detour.decision.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.Timeout;

/**
 * One HTTP question on a fresh connection. There is no chain of helpers in the way, so there are no retries, cookies,
 * credentials, decompression or proxies but what is written here. Every read ends with the attempt's deadline, which
 * closes the socket.
 */
final class HttpAsk {
    /** Interim (1xx) answers skipped before the real one. */
    static final int MAX_INTERIM = 16;
    /** Redirects followed, where following is on at all. */
    static final int MAX_REDIRECTS = 5;

    private static final int PIECE = 64 * 1024;
    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 200;
    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(MAX_LINE)
            .setMaxHeaderCount(MAX_HEADERS)
            .setMaxEmptyLineCount(2)
            .build();
    private static final DefaultHttpResponseParserFactory PARSER = new DefaultHttpResponseParserFactory(LIMITS);
    private static final Timeout A_MOMENT = Timeout.ofMilliseconds(1);

    private final Passage passage;

    HttpAsk(Passage passage) {
        this.passage = passage;
    }

    /**
     * Asks, and reads the answer: its body only when the status is accepted, and no more than {@code max-body} of it.
     *
     * @param asked method, entity and extra headers; the configured URI and headers are added here
     */
    Answer ask(Question question, ClassicHttpRequest asked, Attempt attempt) throws IOException, HttpException {
        var uri = question.uri();
        for (int hop = 0; ; hop++) {
            var reply = once(question, uri, asked, attempt);
            if (reply.next() == null || hop == MAX_REDIRECTS) {
                return reply.answer();
            }
            uri = reply.next();
        }
    }

    /**
     * Reads {@code most} bytes of a GET's answer, or what there is, and keeps none of them.
     *
     * @param flow counts them; also when this ends by an exception
     */
    void download(Question question, long most, Attempt attempt, Throughput.Flow flow)
            throws IOException, HttpException {
        var asked = plain("GET");
        var connection = connection();
        var head = exchange(question, question.uri(), asked, connection, attempt);
        if (head.getCode() / 100 != 2) {
            throw new ProtocolException("status " + head.getCode());
        }
        refuseSmuggling(head);
        connection.receiveResponseEntity(head);
        flow.begin();
        if (head.getEntity() == null) {
            return;
        }
        var content = head.getEntity().getContent();
        var piece = new byte[PIECE];
        try {
            while (flow.bytes() < most) {
                int n = content.read(piece, 0, (int) Math.min(PIECE, most - flow.bytes()));
                if (n < 0) {
                    return;
                }
                flow.add(n);
            }
        } catch (IOException e) {
            flow.end();
            throw e;
        }
    }

    private record Reply(Answer answer, URI next) {}

    private Reply once(Question question, URI uri, ClassicHttpRequest asked, Attempt attempt)
            throws IOException, HttpException {
        var connection = connection();
        var head = exchange(question, uri, asked, connection, attempt);
        var next = Requests.redirect(question.rules(), uri, asked, head);
        boolean wanted = next == null
                && question.rules()
                        .acceptStatus()
                        .matcher(String.valueOf(head.getCode()))
                        .lookingAt();
        var body = wanted && bodyFollows(asked, head)
                ? body(connection, head, question.rules().maxBodyBytes())
                : new byte[0];
        return new Reply(new Answer(head.getCode(), body), next);
    }

    /** As far as the answer's head. */
    private ClassicHttpResponse exchange(
            Question question,
            URI uri,
            ClassicHttpRequest asked,
            DefaultBHttpClientConnection connection,
            Attempt attempt)
            throws IOException, HttpException {
        var request = Requests.compose(question.rules(), uri, asked);
        connection.bind(open(question, uri, request, attempt));
        attempt.enter(Phase.HTTP);
        connection.sendRequestHeader(request);
        if (request.getEntity() != null) {
            connection.sendRequestEntity(request);
        }
        connection.flush();
        var head = head(connection);
        attempt.enter(Phase.BODY);
        Passage.checkAnswer(question, head.getCode());
        return head;
    }

    private Socket open(Question question, URI uri, ClassicHttpRequest request, Attempt attempt)
            throws IOException, HttpException {
        boolean secure = uri.getScheme().equalsIgnoreCase("https");
        var proxy = question.rules().proxy();
        if (!secure && proxy.isPresent()) {
            Requests.viaProxy(request, proxy.get());
            return passage.toProxy(proxy.get(), attempt);
        }
        var socket = passage.to(question, uri, attempt);
        if (!secure) {
            return socket;
        }
        attempt.enter(Phase.TLS);
        return question.trust().secure(socket, Question.host(uri), Question.port(uri), attempt);
    }

    /** The parser needs the limits a second time: the default one counts no headers. */
    static DefaultBHttpClientConnection connection() {
        return new DefaultBHttpClientConnection(LIMITS, null, null, null, null, null, PARSER);
    }

    static ClassicHttpResponse head(DefaultBHttpClientConnection connection) throws IOException, HttpException {
        for (int interim = 0; interim <= MAX_INTERIM; interim++) {
            var head = connection.receiveResponseHeader();
            if (head.getCode() >= 200) {
                return head;
            }
            if (head.getCode() == 101) {
                throw new ProtocolException("switched protocols, unasked");
            }
        }
        throw new MessageConstraintException("more than " + MAX_INTERIM + " interim answers");
    }

    private static boolean bodyFollows(ClassicHttpRequest asked, ClassicHttpResponse head) {
        return !asked.getMethod().equals("HEAD") && head.getCode() != 204 && head.getCode() != 304;
    }

    private static byte[] body(DefaultBHttpClientConnection connection, ClassicHttpResponse head, int most)
            throws IOException, HttpException {
        refuseSmuggling(head);
        connection.receiveResponseEntity(head);
        var entity = head.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        var content = entity.getContent();
        var body = content.readNBytes(most);
        if (entity.getContentLength() >= 0 && body.length == entity.getContentLength()) {
            refuseMore(connection);
        } else if (body.length < most) {
            drain(content);
        }
        return body;
    }

    /** RFC 9112 §6.1: might be an attempt at smuggling; ought to be handled as an error. */
    private static void refuseSmuggling(ClassicHttpResponse head) throws ProtocolException {
        if (head.containsHeader("Content-Length") && head.containsHeader("Transfer-Encoding")) {
            throw new ProtocolException("both Content-Length and Transfer-Encoding");
        }
    }

    /** A peer that sends more than it announced lies about one or the other. */
    private static void refuseMore(DefaultBHttpClientConnection connection) throws IOException, HttpException {
        boolean more;
        try {
            more = connection.isDataAvailable(A_MOMENT);
        } catch (IOException e) {
            // Silence, or the end of the connection: the answer was whole.
            more = false;
        }
        if (more) {
            throw new ProtocolException("more bytes than Content-Length says");
        }
    }

    /** readNBytes stopped at the end; one more read makes the framing (last chunk, trailers) complain if it is broken. */
    private static void drain(InputStream content) throws IOException {
        if (content.read() >= 0) {
            throw new MessageConstraintException("body goes on after its end");
        }
    }

    static ClassicHttpRequest plain(String method) {
        return new BasicClassicHttpRequest(method, "/");
    }
}
