package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import dev.detour.serve.Raw;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What two readers could take for different requests, and what asks for somewhere else: refused, and where the end of the
 * request is in doubt the connection is closed. Written with {@code ~} for CR LF.
 */
class SmugglingTest {
    private static final String SECOND = "GET /gateway/shop/smuggled HTTP/1.1~Host: localhost~~";
    private static FaultPeer peer;
    private Gate gate;

    @BeforeAll
    static void start() throws Exception {
        peer = FaultPeer.http(Toxics.ok());
    }

    @BeforeEach
    void open() throws Exception {
        gate = Gate.to(List.of(peer));
    }

    @AfterEach
    void close() {
        gate.close();
    }

    @AfterAll
    static void stop() throws Exception {
        peer.close();
    }

    private String ask(String bytes) throws Exception {
        try (var client = new Raw(gate.live.port())) {
            return client.send(bytes.replace("~", "\r\n")).all();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // CL.TE and TE.CL, and all that hides one of them.
                "Content-Length: 4~Transfer-Encoding: chunked~~1~a~0~~",
                "Transfer-Encoding: chunked~Content-Length: 4~~1~a~0~~",
                "Transfer-Encoding: chunked, identity~~0~~",
                "Transfer-Encoding: identity, chunked~~0~~",
                "Transfer-Encoding: identity~Content-Length: 0~~",
                "Transfer-Encoding: gzip, chunked~~0~~",
                "Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~",
                "Transfer-Encoding: chunked~Transfer-Encoding: identity~~0~~",
                "Transfer-Encoding: \"chunked\"~~0~~",
                "Transfer-Encoding: ~~0~~",
                "Transfer-Encoding: x~~",
                "Transfer-Encoding : chunked~~0~~",
                "Transfer-Encoding\t: chunked~~0~~",
                " Transfer-Encoding: chunked~~0~~",
                "X: a~ Transfer-Encoding: chunked~~0~~",
                "X: a~\tfolded~~",
                "Content-Length: 1~Content-Length: 2~~a",
                "Content-Length: 1, 2~~a",
                "Content-Length: +1~~a",
                "Content-Length: -1~~",
                "Content-Length: 0x1~~a",
                "Content-Length: 1 1~~a",
                "Content-Length:                                                  5~~hello",
                "Content-Length: 0000000000000000000000000000000000000000000000000000000000005~~hello",
                "Content-Length: ~~",
                "Content-Length : 0~~",
                "Content-Length: 99999999999999999999~~",
                // Chunks.
                "Transfer-Encoding: chunked~~1;a=b~a~0~~",
                "Transfer-Encoding: chunked~~1;~a~0~~",
                "Transfer-Encoding: chunked~~0x1~a~0~~",
                "Transfer-Encoding: chunked~~-1~a~0~~",
                "Transfer-Encoding: chunked~~+1~a~0~~",
                "Transfer-Encoding: chunked~~1 ~a~0~~",
                "Transfer-Encoding: chunked~~g~a~0~~",
                "Transfer-Encoding: chunked~~ffffffffffffffff1~a~0~~",
                "Transfer-Encoding: chunked~~1~ab~0~~",
                // Names and values.
                "X Y: a~~",
                ": a~~",
                "X~~",
                "X: a\u0000b~~",
                "X: a\rb~~",
                "X\u0000: a~~"
            })
    @Fault({"G4", "G10"})
    void isRefusedAndClosed(String rest) throws Exception {
        var before = peer.seen().size();

        var answer = ask("POST /gateway/shop/ HTTP/1.1~Host: localhost~" + rest + SECOND);

        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("(open)");
        assertThat(answer.split("HTTP/1.1 ", -1)).as("one answer").hasSize(2);
        assertThat(peer.seen()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://169.254.169.254/gateway/shop/ HTTP/1.1~Host: localhost~~",
                "GET http://localhost/gateway/shop/ HTTP/1.1~Host: localhost~~",
                "CONNECT 169.254.169.254:80 HTTP/1.1~Host: localhost~~",
                "GET 169.254.169.254/ HTTP/1.1~Host: localhost~~",
                "OPTIONS * HTTP/1.1~Host: localhost~~",
                "GET /gateway/shop/ HTTP/1.1~~",
                "GET /gateway/shop/ HTTP/1.1~Host: localhost~Host: localhost~~",
                "GET /gateway/shop/ HTTP/1.1~Host: localhost~host: evil.example~~",
                "GET /gateway/shop/a b HTTP/1.1~Host: localhost~~",
                "GET /gateway/shop/ HTTP/9.9~Host: localhost~~",
                "GET /gateway/shop/ FTP/1.1~Host: localhost~~",
                "G\u0000T /gateway/shop/ HTTP/1.1~Host: localhost~~"
            })
    @Fault({"G8", "G10"})
    void requestLineOrHostThatIsNoneIsRefused(String request) throws Exception {
        var before = peer.seen().size();

        assertThat(ask(request.replaceFirst("~~$", "~Connection: close~~")))
                .matches("(?s)(HTTP/1.[01] 4\\d\\d|\\S+ 501) .*")
                .doesNotContain("(open)");
        assertThat(peer.seen()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "169.254.169.254.evil.example", "localhost@evil.example", "localhost#x", " "})
    @Fault("G8")
    void foreignHostIsRefused(String host) throws Exception {
        var before = peer.seen().size();

        assertThat(ask("GET /gateway/shop/ HTTP/1.1~Host: " + host + "~Connection: close~~"))
                .matches("(?s)HTTP/1.1 40[03] .*");
        assertThat(peer.seen()).hasSize(before);
    }

    /** What upstreams say in two ways never reaches a client. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2~Content-Length: 3~~okHTTP/1.1 200 OK~~",
                "Content-Length: 2~Transfer-Encoding: chunked~~2~ok~0~~",
                "Transfer-Encoding : chunked~~0~~",
                "Transfer-Encoding: chunked~~zz~ok~0~~",
                "X: a\u0000b~Content-Length: 0~~"
            })
    @Fault("G4")
    void answerThatCanBeReadInTwoWaysIsNotPassedOn(String rest) throws Exception {
        try (var lying = FaultPeer.http(Toxics.raw(("HTTP/1.1 200 OK~" + rest).replace("~", "\r\n")));
                var other = Gate.to(List.of(lying), "attempts=1");
                var client = new Raw(other.live.port())) {
            var answer = client.send("GET /gateway/shop/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            + "GET /gateway/nobody/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .all();

            // Either refused, or passed on in one way, or broken off; never with an answer too many.
            assertThat(answer.split("HTTP/1.1 \\d", -1).length - 1).isLessThanOrEqualTo(2);
            assertThat(answer).doesNotContain("Transfer-Encoding : ").doesNotContain("\u0000");
            assertThat(answer.toLowerCase().split("content-length: ", -1).length - 1)
                    .isLessThanOrEqualTo(2);
        }
    }
}
