package dev.detour.bench;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Asks for a metric without a pause, on one connection, and keeps every answer with its times. */
final class Asking implements AutoCloseable {
    /** By {@link System#nanoTime}: sent, and wholly received. @param value what came; -1 for no 200 */
    record Answer(long sent, long received, int value) {}

    private final byte[] request;
    private final Socket socket;
    private final List<Answer> answers = new ArrayList<>();
    private volatile boolean ended;

    Asking(int port, String path) throws IOException {
        request = ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        var thread = new Thread(this::ask, "asking");
        thread.setDaemon(true);
        thread.start();
    }

    private void ask() {
        try {
            while (!ended) {
                long sent = System.nanoTime();
                socket.getOutputStream().write(request);
                int value = read();
                long received = System.nanoTime();
                synchronized (answers) {
                    answers.add(new Answer(sent, received, value));
                }
                Thread.sleep(0, 200_000);
            }
        } catch (IOException | InterruptedException e) {
            ended = true;
        }
    }

    /** An answer is as long as its Content-Length says; the value is the digits of its body. */
    private int read() throws IOException {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true) {
            int n = socket.getInputStream().read(buffer);
            if (n < 0) {
                throw new IOException("closed");
            }
            text.append(new String(buffer, 0, n, StandardCharsets.US_ASCII));
            int body = text.indexOf("\r\n\r\n") + 4;
            if (body >= 4 && text.length() >= body + length(text)) {
                var digits = text.substring(body).replaceAll("\\D", "");
                return text.indexOf(" 200 ") == 8 && !digits.isEmpty() ? Integer.parseInt(digits) : -1;
            }
        }
    }

    private static int length(StringBuilder text) {
        int at = text.toString().toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ") + 16;
        return Integer.parseInt(text.substring(at, text.indexOf("\r\n", at)));
    }

    List<Answer> answers() {
        synchronized (answers) {
            return List.copyOf(answers);
        }
    }

    void forget() {
        synchronized (answers) {
            answers.clear();
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        socket.close();
    }
}
