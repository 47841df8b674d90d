package dev.detour.act;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One POST over a Unix or TCP socket, with a total deadline, a byte cap and an end on interrupt: what no client on the
 * classpath does for Unix sockets. HTTP/1.0, so that the answer ends with the connection and is never chunked.
 */
final class HttpPost {
    private static final int MOST_BYTES = 1 << 20;

    private HttpPost() {}

    /** @param body as far as it was announced; an answer that ends early is an error */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, byte[] body) {}

    /**
     * @param headers whole lines, without line ends
     * @throws SocketTimeoutException at the deadline
     * @throws IOException when there is no whole answer
     */
    static Answer send(SocketAddress peer, String path, List<String> headers, byte[] body, Duration total)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + total.toNanos();
        try (SocketChannel channel = open(peer);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, 0);
            if (!channel.connect(peer)) {
                await(key, SelectionKey.OP_CONNECT, deadline);
                channel.finishConnect();
            }
            ByteBuffer request = ByteBuffer.wrap(request(path, headers, body));
            while (request.hasRemaining()) {
                if (channel.write(request) == 0) {
                    await(key, SelectionKey.OP_WRITE, deadline);
                }
            }
            return parse(readToEnd(channel, key, deadline));
        }
    }

    private static SocketChannel open(SocketAddress peer) throws IOException {
        return peer instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private static byte[] request(String path, List<String> headers, byte[] body) {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.0\r\n");
        headers.forEach(h -> head.append(h).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    private static byte[] readToEnd(SocketChannel channel, SelectionKey key, long deadline)
            throws IOException, InterruptedException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (true) {
            int n = channel.read(buffer);
            if (n < 0) {
                return answer.toByteArray();
            }
            if (n == 0) {
                await(key, SelectionKey.OP_READ, deadline);
            }
            answer.write(buffer.array(), 0, buffer.position());
            buffer.clear();
            if (answer.size() > MOST_BYTES) {
                throw new IOException("answer is longer than " + MOST_BYTES + " bytes");
            }
        }
    }

    private static void await(SelectionKey key, int operation, long deadline) throws IOException, InterruptedException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("no whole answer in time");
        }
        key.interestOps(operation);
        key.selector().select(millis);
        key.selector().selectedKeys().clear();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static Answer parse(byte[] raw) throws IOException {
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new EOFException("connection ended before the answer's head");
        }
        String[] lines = text.substring(0, end).split("\r\n");
        byte[] body = Arrays.copyOfRange(raw, end + 4, raw.length);
        for (String line : lines) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")
                    && !line.substring("content-length:".length()).strip().equals(Integer.toString(body.length))) {
                throw new EOFException("connection ended within the answer");
            }
        }
        String[] status = lines[0].split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("[1-5][0-9][0-9]")) {
            throw new IOException("no HTTP answer: " + Printable.of(lines[0]));
        }
        return new Answer(Integer.parseInt(status[1]), body);
    }
}
