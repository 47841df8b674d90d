package dev.detour.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramingTest {
    /** Line ends are written as /; what was made of the bytes, read whole and byte by byte. */
    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1/A: b/ c//', 'GET / HTTP/1.1/A: b/@c//'",
        "'GET / HTTP/1.1/A: b//', 'GET / HTTP/1.1/A: b//'",
        "'P / X/Content-Length: 4// x/GET / X/ f//', 'P / X/Content-Length: 4// x/GET / X/@f//'",
        "'P / X/Transfer-Encoding: chunked//2;a=b/xy/0//', 'P / X/Transfer-Encoding: chunked//2xa=b/xy/0//'",
        "'P / X/transfer-encoding: chunked//a/0123456789/0//G / X/ f//', "
                + "'P / X/transfer-encoding: chunked//a/0123456789/0//G / X/@f//'",
        "'P / X/Transfer-Encoding: chunked//1/ /0/T: u/ v//', 'P / X/Transfer-Encoding: chunked//1/ /0/T: u/@v//'",
        "'P / X/Content-Length: 0000000000000000000004// x/GET / X/ f//', "
                + "'P / X/Content-Length: 0000000000000000000004// x/GET / X/@f//'",
        "'P / X/Content-Length:                                                  5//hello',"
                + "'P / X/Content-Length:                                                x 5//hello'",
        "'P / X/Content-Length:0000000000000000000000000000000000000000000000000000000000005//hello',"
                + "'P / X/Content-Length:000000000000000000000000000000000000000000000000x000000000005//hello'",
        "'//GET / X/A: b//GET / X/A: b/ c//', '//GET / X/A: b//GET / X/A: b/@c//'"
    })
    void whatIsReadInTwoWaysIsMadeNonsense(String said, String made) {
        var text = lines(said);
        var whole = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        new Framing().look(whole);
        assertThat(whole.toString(StandardCharsets.ISO_8859_1)).isEqualTo(lines(made));

        var framing = new Framing();
        var pieces = new StringBuilder();
        for (var sign : text.toCharArray()) {
            var piece = Unpooled.copiedBuffer(String.valueOf(sign), StandardCharsets.ISO_8859_1);
            framing.look(piece);
            pieces.append(piece.toString(StandardCharsets.ISO_8859_1));
        }
        assertThat(pieces).hasToString(lines(made));
    }

    /** A slash between blanks, or that of HTTP, is one; any other ends a line. */
    private static String lines(String text) {
        return text.replace(" / ", " \u0001 ")
                .replace("HTTP/1", "HTTP\u00011")
                .replace("/", "\r\n")
                .replace('\u0001', '/')
                .replace('@', '\0');
    }
}
