package dev.detour.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Sends raw bytes to a server on loopback and judges what comes back. Silence ends a case: nothing more was asked for. */
public final class Edge {
    private static final int SILENCE_MILLIS = 60;
    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})[^\\r\\n]*\\r\\n");
    /** Vert.x answers in the protocol that was named, known or not, and closes. */
    private static final Pattern UNKNOWN_PROTOCOL =
            Pattern.compile("(?!HTTP/1\\.[01] )[!-.0-~]+/[0-9]+\\.[0-9]+ (?:400|501) [A-Z]");

    private static final Pattern FIELD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t -~\\u0080-\\u00ff]*");

    private Edge() {}

    /** All that the server says to these bytes. */
    public static String ask(int port, byte[] bytes) throws IOException {
        var said = new ByteArrayOutputStream();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(SILENCE_MILLIS);
            socket.getOutputStream().write(bytes);
            byte[] buffer = new byte[8192];
            for (int n = 0;
                    n >= 0 && said.size() < MOST_BYTES;
                    n = socket.getInputStream().read(buffer)) {
                said.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException silence) {
            return said.toString(StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketException reset) {
            return said.toString(StandardCharsets.ISO_8859_1);
        }
        return said.toString(StandardCharsets.ISO_8859_1);
    }

    /**
     * Fails unless what was said is nothing, or begins with the head of an answer that can be read in one way only, and is
     * no failure of the server's own.
     *
     * @param mayFail whether a 502 to 504 is right: there is somebody behind the server
     */
    public static void check(String said, boolean mayFail) {
        if (said.isEmpty()) {
            return;
        }
        if (UNKNOWN_PROTOCOL.matcher(said).lookingAt()) {
            return;
        }
        var status = STATUS.matcher(said);
        Input.require(status.lookingAt(), "no answer of HTTP: " + said);
        int code = Integer.parseInt(status.group(1));
        boolean own = code == 500 || code > 505 || !mayFail && code > 501 && code < 505;
        Input.require(!own, "fails: " + said);
        int end = said.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        int lengths = 0;
        for (String line :
                said.substring(status.end(), Math.max(status.end(), end + 2)).split("\r\n")) {
            Input.require(line.isEmpty() || FIELD.matcher(line).matches(), "no field: " + line);
            String lower = line.toLowerCase(java.util.Locale.ROOT);
            lengths += lower.startsWith("content-length:") || lower.startsWith("transfer-encoding:") ? 1 : 0;
        }
        Input.require(lengths <= 1, "can be read in two ways: " + said.substring(0, end));
    }
}
