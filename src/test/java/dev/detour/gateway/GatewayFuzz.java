package dev.detour.gateway;

import dev.detour.fuzz.Answering;
import dev.detour.fuzz.Edge;
import dev.detour.fuzz.Input;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The gateway between any request and any answer, on real ports. Whatever the one says, the upstream is asked in one way
 * only; whatever the other says, the client is answered in one way only, and never by a failure of our own. The first byte
 * says which is hostile: {@code q} for a request, else an answer. Written with {@code ~} for CR LF.
 */
public final class GatewayFuzz {
    private static final Answering UPSTREAM;
    private static final Gate GATE;
    private static final byte[] GOOD_ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GOOD_REQUEST =
            "GET /gateway/shop/a HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    static {
        try {
            UPSTREAM = new Answering();
            GATE = Gate.urls(
                    List.of("http://127.0.0.1:" + UPSTREAM.port() + "/base"),
                    "attempts=1",
                    "attempt-timeout=2s",
                    "failure-threshold=10000",
                    "recovery-time=1ms",
                    "cache.ttl=0");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private GatewayFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1)
                .replace("~", "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        boolean request = input[0] == 'q';
        UPSTREAM.says(request ? GOOD_ANSWER : bytes);
        Edge.check(Edge.ask(GATE.live.port(), request ? bytes : GOOD_REQUEST), true);
        for (String asked = UPSTREAM.saw(); asked != null; asked = UPSTREAM.saw()) {
            check(asked);
        }
    }

    /** What the upstream was asked: below its base, for one host, with one length. */
    private static void check(String asked) {
        int end = asked.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        String[] lines = asked.substring(0, end).split("\r\n");
        Input.require(lines[0].matches("[!-~]+ /base(?:[/?][!-~]*)? HTTP/1\\.1"), "a request line: " + lines[0]);
        Input.require(!lines[0].matches("(?i).*/(?:\\.|%2e){1,2}[/ ?;].*"), "leaves its base: " + lines[0]);
        int hosts = 0;
        int lengths = 0;
        for (int i = 1; i < lines.length; i++) {
            String lower = lines[i].toLowerCase(Locale.ROOT);
            Input.require(lines[i].matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t -~\\x80-\\xff]*"), "a field: " + lines[i]);
            Input.require(!lower.startsWith("camel"), "an order of Camel's: " + lines[i]);
            hosts += lower.startsWith("host:") ? 1 : 0;
            lengths += lower.startsWith("content-length:") || lower.startsWith("transfer-encoding:") ? 1 : 0;
        }
        Input.require(hosts == 1 && lengths <= 1, "can be read in two ways: " + asked.substring(0, end));
    }
}
