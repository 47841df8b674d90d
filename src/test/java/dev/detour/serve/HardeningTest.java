package dev.detour.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every path that changes something, by every way in which it must be refused. */
class HardeningTest {
    private static final String BEARER = "Authorization: Bearer " + LiveServer.TOKEN + "\r\n";
    private static final String LOCAL = "Host: localhost\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String BODY = "{\"region\":\"EU\",\"epoch\":7,\"reason\":\"r\"}";
    private static final String LENGTH = "Content-Length: " + BODY.length() + "\r\n";
    private static LiveServer loopback;
    private static LiveServer outside;

    @BeforeAll
    static void start() throws Exception {
        loopback = new LiveServer("127.0.0.1");
        outside = new LiveServer("0.0.0.0");
    }

    @AfterAll
    static void stop() {
        loopback.close();
        outside.close();
    }

    @BeforeEach
    @AfterEach
    void forget() {
        loopback.groups.asked.clear();
        outside.groups.asked.clear();
    }

    static Stream<String> paths() {
        return Stream.of("switch", "pause", "resume", "pin", "unpin", "approve", "rearm", "reapply")
                .map(verb -> "/api/v1/groups/ext-cloud/" + verb);
    }

    @ParameterizedTest
    @MethodSource("paths")
    void changesSomethingWhenAllIsRight(String path) throws Exception {
        for (var server : List.of(loopback, outside)) {
            assertThat(post(server, path, LOCAL + BEARER + JSON + LENGTH, BODY)).startsWith("HTTP/1.1 200");
            assertThat(server.groups.asked).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    @Fault({"G1", "G2", "G5"})
    void isRefusedOtherwiseAndChangesNothing(String path) throws Exception {
        for (var server : List.of(loopback, outside)) {
            refused(server, 401, path, LOCAL + JSON + LENGTH);
            refused(server, 401, path, LOCAL + "Authorization: Basic " + LiveServer.TOKEN + "\r\n" + JSON + LENGTH);
            refused(server, 401, path + "?token=" + LiveServer.TOKEN, LOCAL + JSON + LENGTH);
            refused(server, 401, path, LOCAL + "Cookie: token=" + LiveServer.TOKEN + "\r\n" + JSON + LENGTH);
            refused(server, 403, path, LOCAL + BEARER + "Origin: http://evil.example\r\n" + JSON + LENGTH);
            refused(server, 403, path, LOCAL + BEARER + "Origin: null\r\n" + JSON + LENGTH);
            refused(server, 415, path, LOCAL + BEARER + LENGTH);
            refused(server, 415, path, LOCAL + BEARER + "Content-Type: text/plain\r\n" + LENGTH);
            refused(server, 413, path, LOCAL + BEARER + JSON + "Content-Length: 65537\r\n");
            refused(server, 413, path, LOCAL + BEARER + JSON + "Content-Length: 99999999999999\r\n");
            refused(server, 400, path, BEARER + JSON + LENGTH);
        }
        refused(loopback, 403, path, "Host: evil.example\r\n" + BEARER + JSON + LENGTH);
        refused(loopback, 403, path, "Host: localhost.evil.example:8000\r\n" + BEARER + JSON + LENGTH);
    }

    @ParameterizedTest
    @MethodSource("paths")
    void isReachedByNoOtherMethod(String path) throws Exception {
        for (var method : List.of("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")) {
            var answer = raw(loopback, method + " " + path + " HTTP/1.1\r\n" + LOCAL + BEARER + JSON + LENGTH, BODY);
            assertThat(answer).as(method).matches("(?s)HTTP/1.1 40[45] .*");
        }
        assertThat(loopback.groups.asked).isEmpty();
    }

    /** All at once: each answer is held back for longer than the one before. */
    @Test
    @Fault({"G1", "G3"})
    void isRefusedWithAWrongToken() {
        var answers = paths().map(path -> CompletableFuture.supplyAsync(() -> guess(path)))
                .toList();
        for (var answer : answers) {
            assertThat(answer.join()).startsWith("HTTP/1.1 403").doesNotContain(LiveServer.TOKEN);
        }
        assertThat(loopback.groups.asked).isEmpty();
    }

    private static String guess(String path) {
        try {
            return post(loopback, path, LOCAL + "Authorization: Bearer guess\r\n" + JSON + LENGTH, BODY);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void refused(LiveServer server, int status, String path, String head) throws IOException {
        assertThat(post(server, path, head, BODY))
                .as(head)
                .startsWith("HTTP/1.1 " + status)
                .contains("{\"error\":\"")
                .doesNotContain("Access-Control", LiveServer.TOKEN);
        assertThat(server.groups.asked).as(head).isEmpty();
    }

    private static String post(LiveServer server, String path, String head, String body) throws IOException {
        return raw(server, "POST " + path + " HTTP/1.1\r\n" + head, body);
    }

    private static String raw(LiveServer server, String head, String body) throws IOException {
        try (var client = new Raw(server.port())) {
            return client.send(head + "Connection: close\r\n\r\n" + body).all();
        }
    }
}
