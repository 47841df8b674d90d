package dev.detour.peers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One connection, seen from a {@link FaultPeer}. */
public final class Line {
    private static final int LONGEST = 1024 * 1024;

    private final FaultPeer peer;
    private final Socket raw;
    private final Socket socket;
    private final CountDownLatch closing;
    private InputStream in;

    Line(FaultPeer peer, Socket raw, Socket socket, CountDownLatch closing) {
        this.peer = peer;
        this.raw = raw;
        this.socket = socket;
        this.closing = closing;
    }

    /** Reads one whole request and remembers it; null when the client left. */
    public Request read() throws IOException {
        var in = in();
        var first = readLine(in);
        if (first == null) {
            return null;
        }
        var headers = new ArrayList<String>();
        for (var header = readLine(in); header != null && !header.isEmpty(); header = readLine(in)) {
            headers.add(header);
        }
        var known = new Request(first, headers, "");
        var body = new String(in.readNBytes(known.contentLength()), StandardCharsets.ISO_8859_1);
        var request = new Request(first, headers, body);
        peer.saw(request);
        return request;
    }

    /** What is read is not looked at byte by byte by the system. */
    private InputStream in() throws IOException {
        if (in == null) {
            in = new BufferedInputStream(socket.getInputStream());
        }
        return in;
    }

    /** Sends bytes at once; characters beyond U+00FF do not exist here. */
    public void send(String bytes) throws IOException {
        send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Sends one byte at a time. */
    public void drip(String bytes, Duration between) throws IOException, InterruptedException {
        for (char c : bytes.toCharArray()) {
            send(String.valueOf(c));
            pause(between);
        }
    }

    /** Waits, but not beyond the peer's own end. */
    public void pause(Duration time) throws InterruptedException, IOException {
        if (closing.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IOException("the peer is closing");
        }
    }

    /** Says nothing more, and waits until the client leaves or the peer closes. */
    public void hold() throws IOException {
        var in = in();
        var sink = new byte[1024];
        while (in.read(sink) >= 0) {
            // Whatever it says, it gets no answer.
        }
    }

    /** Ends with a TCP reset instead of an orderly close. */
    public void reset() throws IOException {
        raw.setSoLinger(true, 0);
        raw.close();
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            }
            line.write(c);
            if (line.size() > LONGEST) {
                throw new IOException("line too long");
            }
        }
        return null;
    }

    /**
     * @param line such as {@code GET / HTTP/1.1}
     * @param headers as they came, {@code Name: value}
     */
    public record Request(String line, List<String> headers, String body) {
        public Request {
            headers = List.copyOf(headers);
        }

        /** The first value of a header; null when it is not there. */
        public String header(String name) {
            return headers.stream()
                    .filter(h -> h.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(h -> h.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }

        int contentLength() {
            var length = header("Content-Length");
            return length == null ? 0 : Integer.parseInt(length);
        }
    }
}
