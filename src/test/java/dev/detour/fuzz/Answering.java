package dev.detour.fuzz;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A peer on loopback that reads the beginning of a request, answers with the bytes it was told last, and closes. */
public final class Answering {
    private static final int MOST_WAITING = 64;

    private final ServerSocket listener = new ServerSocket(0, MOST_WAITING, InetAddress.getLoopbackAddress());
    private final BlockingQueue<String> seen = new ArrayBlockingQueue<>(MOST_WAITING);
    private volatile byte[] answer = {};

    public Answering() throws IOException {
        var thread = new Thread(this::accept, "answering");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    public void says(byte[] bytes) {
        answer = bytes;
    }

    /** The request that came next, as far as its first packet went; null for none so far. */
    public String saw() {
        return seen.poll();
    }

    private void accept() {
        while (true) {
            try (Socket socket = listener.accept()) {
                byte[] request = new byte[65_536];
                int length = socket.getInputStream().read(request);
                if (length > 0) {
                    seen.offer(new String(request, 0, length, java.nio.charset.StandardCharsets.ISO_8859_1));
                }
                socket.getOutputStream().write(answer);
                socket.shutdownOutput();
                // Closing with bytes unread would be a reset, which takes the answer along.
                socket.setSoTimeout(100);
                while (socket.getInputStream().read(request) > 0) {
                    continue;
                }
            } catch (IOException e) {
                // The client left early: its own way to end.
                continue;
            }
        }
    }
}
