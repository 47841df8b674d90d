package dev.detour.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A region: an HTTP server on loopback that answers, answers 503, resets, or says nothing, and notes who came when. */
final class Region implements AutoCloseable {
    enum Mood {
        UP,
        RESET,
        STATUS_503,
        HANG
    }

    private final ServerSocket listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final List<Long> arrivals = new CopyOnWriteArrayList<>();
    private volatile Mood mood = Mood.UP;
    private volatile long failedAt;
    private volatile long firstFailedAt;

    Region() throws IOException {
        start(this::listen, "region-" + port());
    }

    private static void start(Runnable work, String name) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                arrivals.add(System.nanoTime());
                start(() -> answer(socket), "answer");
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            var now = mood;
            if (now == Mood.RESET) {
                socket.setSoLinger(true, 0);
                failed();
                return;
            }
            RequestHead.skip(socket.getInputStream());
            if (now == Mood.HANG) {
                // Until the client gives up.
                socket.getInputStream().read();
                return;
            }
            if (now == Mood.STATUS_503) {
                // Before it is sent: who hears it may act before this thread runs again.
                failed();
            }
            var status = now == Mood.UP ? "200 OK" : "503 Service Unavailable";
            socket.getOutputStream()
                    .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The client left.
        }
    }

    private void failed() {
        failedAt = System.nanoTime();
        if (firstFailedAt == 0) {
            firstFailedAt = failedAt;
        }
    }

    void mood(Mood next) {
        firstFailedAt = 0;
        mood = next;
    }

    int port() {
        return listening.getLocalPort();
    }

    /** By {@link System#nanoTime}. */
    List<Long> arrivals() {
        return List.copyOf(arrivals);
    }

    void forget() {
        arrivals.clear();
    }

    /** When it last failed someone; 0 when never. */
    long failedAt() {
        return failedAt;
    }

    /** When it first failed someone in its present mood; 0 when not yet. */
    long firstFailedAt() {
        return firstFailedAt;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
