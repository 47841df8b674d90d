package dev.detour.bench;

import java.io.IOException;
import java.io.InputStream;

/** The lines of a request up to the empty one, which the bench's own servers need no more of than their end. */
public final class RequestHead {
    private RequestHead() {}

    /** @throws IOException also when the client leaves before */
    public static void skip(InputStream in) throws IOException {
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the client left");
            }
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
    }
}
