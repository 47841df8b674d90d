package dev.detour.serve;

import dev.detour.fuzz.Edge;
import dev.detour.fuzz.Input;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Any bytes to the real server on a real port: an answer that is no failure of its own, or none; nothing is changed
 * without the token, and the server goes on. Written with {@code ~} for CR LF; {@code TOKEN} becomes the token.
 */
public final class HttpEdgeFuzz {
    private static final LiveServer LIVE = live();
    private static final byte[] ALIVE =
            "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private HttpEdgeFuzz() {}

    private static LiveServer live() {
        try {
            return new LiveServer("127.0.0.1");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        String text = new String(input, StandardCharsets.ISO_8859_1).replace("~", "\r\n");
        boolean known = text.contains("TOKEN") || text.contains(LiveServer.TOKEN);
        LIVE.groups.asked.clear();
        String said =
                Edge.ask(LIVE.port(), text.replace("TOKEN", LiveServer.TOKEN).getBytes(StandardCharsets.ISO_8859_1));
        // No gateway is there yet, here for good.
        Edge.check(said, said.contains("Detour is starting"));
        Input.require(known || LIVE.groups.asked.isEmpty(), "changed without the token: " + LIVE.groups.asked);
        Input.require(known || !said.contains(LiveServer.TOKEN), "the token is shown");
        // Every case that got no answer, and now and then one more.
        if (said.isEmpty() || input.length % 16 == 0) {
            String alive = Edge.ask(LIVE.port(), ALIVE);
            Input.require(alive.isEmpty() || alive.startsWith("HTTP/1.1 200"), "goes on with " + alive);
        }
    }
}
