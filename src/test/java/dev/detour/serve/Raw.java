package dev.detour.serve;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that sends whatever bytes it is given. */
public final class Raw implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;

    public Raw(int port) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 2000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    public Raw send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Everything until the server closes, or "(open)" at the end when it does not within five seconds. */
    public String all() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var buffer = new byte[8192];
        socket.setSoTimeout(5000);
        try {
            int n;
            while ((n = in.read(buffer)) > 0) {
                bytes.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException e) {
            bytes.write("(open)".getBytes(StandardCharsets.US_ASCII));
        } catch (java.net.SocketException e) {
            bytes.write("(reset)".getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    boolean closedByServer() {
        try {
            socket.setSoTimeout(20);
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Reads until this came. */
    public String until(String end) throws IOException {
        var bytes = new ByteArrayOutputStream();
        socket.setSoTimeout(20_000);
        var last = end.charAt(end.length() - 1);
        for (int next = in.read(); next >= 0; next = in.read()) {
            bytes.write(next);
            if (next == last && bytes.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
                break;
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
