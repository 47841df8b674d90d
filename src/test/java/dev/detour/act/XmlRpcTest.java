package dev.detour.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broken or hostile supervisord could answer. */
class XmlRpcTest {
    @TempDir
    Path folder;

    private static Object answer(String value) throws IOException {
        String xml = "<?xml version='1.0'?><methodResponse><params><param><value>" + value
                + "</value></param></params></methodResponse>";
        return XmlRpc.answer(xml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsEveryKindThatSupervisordSends() throws Exception {
        Object value = answer("<array><data> <value><struct>"
                + "<member><name>pid</name><value><int>47</int></value></member>"
                + "<member><name>ok</name><value><boolean>1</boolean></value></member>"
                + "<member><name>text</name><value><string>a &lt; b</string></value></member>"
                + "</struct></value> <value>bare</value><value><array><data/></array></value></data></array>");

        assertThat(value).isEqualTo(List.of(Map.of("pid", 47L, "ok", true, "text", "a < b"), "bare", List.of()));
        assertThat(new String(XmlRpc.call("m", "a<b", true), StandardCharsets.UTF_8))
                .contains("<string>a&lt;b</string>", "<boolean>1</boolean>");
    }

    @Test
    void readsNoForeignFile() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret");
        String xml = "<!DOCTYPE x [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]><methodResponse><params><param>"
                + "<value><string>&e;</string></value></param></params></methodResponse>";

        assertThatThrownBy(() -> XmlRpc.answer(xml.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .extracting(e -> e + " " + e.getCause(), STRING)
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<int>five</int>", "<array><data><value>", "</value>", "<struct><member><name>x</name>"})
    void refusesWhatItCannotRead(String value) {
        assertThatThrownBy(() -> answer(value)).isInstanceOf(IOException.class).hasMessage("answer is no XML-RPC");
    }

    @Test
    void anAnswerWithoutAValueIsNone() {
        byte[] empty = "<methodResponse><params/></methodResponse>".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> XmlRpc.answer(empty))
                .isInstanceOf(IOException.class)
                .hasMessage("answer holds no value");
    }

    @Test
    void refusesBottomlessNesting() {
        String deep = "<array><data><value>".repeat(5000);

        assertThatThrownBy(() -> answer(deep)).isInstanceOf(IOException.class);
    }

    private static HttpPost.Answer exchange(byte[] reply, boolean close, Duration total) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread peer = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    OutputStream out = socket.getOutputStream();
                    out.write(reply);
                    out.flush();
                    if (close) {
                        socket.shutdownOutput();
                    }
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The client left first: what some of these tests want.
                }
            });
            peer.start();
            return HttpPost.send(server.getLocalSocketAddress(), "/RPC2", List.of("Host: x"), new byte[0], total);
        }
    }

    private static byte[] http(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aSilentPeerIsLeftAtTheDeadline() {
        long start = System.nanoTime();

        assertThatThrownBy(() -> exchange(http("HTTP/1.0 200 OK\r\n"), false, Duration.ofMillis(200)))
                .isInstanceOf(SocketTimeoutException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void anAnswerThatEndsEarlyOrNeverIsNone() {
        Duration total = Duration.ofSeconds(5);

        assertThatThrownBy(() -> exchange(http("HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), true, total))
                .hasMessageContaining("ended within");
        assertThatThrownBy(() -> exchange(http("HTTP/1.0 200"), true, total)).hasMessageContaining("ended before");
        assertThatThrownBy(() -> exchange(http("\u001b[2J garbage\r\n\r\n"), true, total))
                .hasMessageContaining("no HTTP answer: \\u001b");
        assertThatThrownBy(() -> exchange(new byte[3 << 20], true, total)).hasMessageContaining("longer than");
    }
}
