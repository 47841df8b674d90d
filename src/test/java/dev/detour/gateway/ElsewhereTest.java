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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a client sends chooses where its request goes: that is the configuration's. */
class ElsewhereTest {
    private static FaultPeer ours;
    private static FaultPeer theirs;
    private Gate gate;

    @BeforeAll
    static void start() throws Exception {
        ours = FaultPeer.http(Toxics.ok());
        theirs = FaultPeer.http(Toxics.ok("secret"));
    }

    @BeforeEach
    void open() throws Exception {
        gate = Gate.urls(List.of(ours.uri("/base").toString()));
    }

    @AfterEach
    void close() {
        gate.close();
    }

    @AfterAll
    static void stop() throws Exception {
        ours.close();
        theirs.close();
    }

    /** With {@code HOST} for the authority of a server that is no upstream. */
    private String ask(String method, String path, String headers) throws Exception {
        try (var client = new Raw(gate.live.port())) {
            var text = method + " " + path + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n";
            return client.send(text.replace("HOST", theirs.authority())).all();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/gateway/shop@HOST/",
                "/gateway/@HOST/",
                "/gateway/HOST/",
                "/gateway/http://HOST/",
                "/gateway//HOST/",
                "/gateway/shop%2f@HOST/",
                "/gateway/shop#@HOST/",
                "/gateway/shop:80@HOST/",
                "/gateway/shop/../../HOST/",
                "/gateway/shop/%2e%2e/HOST",
                "/gateway/shop/..%2fHOST",
                "/gateway/shop\\@HOST/",
                "/gateway/shop/\\\\HOST\\x",
                "/gateway/Shop/",
                "/gateway/shop%00/",
                "//HOST/gateway/shop/",
                "/gateway/169.254.169.254/latest/meta-data"
            })
    @Fault({"G7", "G8"})
    void pathThatNamesAnotherServerIsNone(String path) throws Exception {
        var before = ours.seen().size();

        assertThat(ask("GET", path, "Host: localhost\r\n")).matches("(?s)HTTP/1.1 40[034] .*");
        assertThat(ours.seen()).hasSize(before);
        assertThat(theirs.connections()).isZero();
    }

    /** What stands behind the base is the upstream's own affair. */
    @ParameterizedTest
    @CsvSource({
        "/http://HOST/x, /base/http://HOST/x",
        "//HOST/x, /base//HOST/x",
        "/x?url=http://HOST/, /base/x?url=http://HOST/",
        "/x?next=//HOST, /base/x?next=//HOST",
        "/@HOST/, /base/@HOST/",
        "?q=1, /base?q=1"
    })
    @Fault("G8")
    void restOfThePathStaysBelowTheBase(String rest, String sent) throws Exception {
        assertThat(ask("GET", "/gateway/shop" + rest, "Host: localhost\r\n")).startsWith("HTTP/1.1 200");

        var seen = ours.seen().get(ours.seen().size() - 1);
        assertThat(seen.line()).isEqualTo("GET " + sent.replace("HOST", theirs.authority()) + " HTTP/1.1");
        assertThat(seen.header("Host")).isEqualTo(ours.authority());
        assertThat(theirs.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: HOST\r\n",
                "Host: 169.254.169.254\r\n",
                "Host: localhost\r\nX-Forwarded-Host: HOST\r\nX-Forwarded-Proto: gopher\r\n",
                "Host: localhost\r\nForwarded: host=HOST\r\n",
                "Host: localhost\r\nX-Original-URL: http://HOST/\r\nX-Rewrite-URL: http://HOST/\r\n",
                "Host: localhost\r\nX-Detour-Upstream: http://HOST\r\n",
                "Host: localhost\r\nCamelHttpUri: http://HOST/\r\nCamelRestHttpUri: http://HOST/\r\n",
                "Host: localhost\r\nDestination: http://HOST/\r\nReferer: http://HOST/\r\n"
            })
    @Fault({"G8", "G9", "G17"})
    void noHeaderChoosesAnotherServer(String headers) throws Exception {
        assertThat(ask("GET", "/gateway/shop/x", headers)).startsWith("HTTP/1.1 200");

        var seen = ours.seen().get(ours.seen().size() - 1);
        assertThat(seen.line()).isEqualTo("GET /base/x HTTP/1.1");
        assertThat(seen.headers()).contains("host: " + ours.authority());
        assertThat(theirs.connections()).isZero();
    }

    @Test
    @Fault("G8")
    void redirectIsTheClientsAffair() throws Exception {
        try (var away = FaultPeer.http(Toxics.redirect("http://" + theirs.authority() + "/"));
                var other = Gate.to(List.of(away))) {
            var answer = other.get("/x");

            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(theirs.connections()).isZero();
        }
    }
}
