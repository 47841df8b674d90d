package dev.detour.bench.soak;

import dev.detour.bench.RequestHead;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A region: an HTTP server on loopback that follows its mood, and keeps what it did to whom. That is the truth that
 * Detour is judged by. Times are of {@link System#nanoTime}.
 */
final class Site implements AutoCloseable {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ";
    private static final String GOOD = HEAD + "2\r\n\r\nok";

    /** @param ended when its last byte was handed to the system */
    record Good(long asked, long ended) {}

    private final ServerSocket listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.daemon("site"));
    private final List<Long> asked = new ArrayList<>();
    private final List<Good> goods = new ArrayList<>();
    private volatile Mood mood = Mood.GOOD;

    Site() throws IOException {
        threads.execute(this::listen);
    }

    private void listen() {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                long now = System.nanoTime();
                synchronized (this) {
                    asked.add(now);
                }
                threads.execute(() -> answer(socket, now));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket socket, long since) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var now = mood;
            if (now == Mood.RESET) {
                socket.setSoLinger(true, 0);
                return;
            }
            RequestHead.skip(socket.getInputStream());
            treat(socket, now);
            if (now.good()) {
                synchronized (this) {
                    goods.add(new Good(since, System.nanoTime()));
                }
            }
        } catch (IOException | InterruptedException e) {
            // The client left, or the soak is over.
        }
    }

    private static void treat(Socket socket, Mood mood) throws IOException, InterruptedException {
        var out = socket.getOutputStream();
        switch (mood) {
            case GOOD -> say(out, GOOD);
            case SLOW -> drip(out, GOOD, GOOD.length() / 8 + 1, 25);
            case STATUS_503 -> say(out, "HTTP/1.1 503 Dark\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            case HANG -> socket.getInputStream().read();
            case TRICKLE -> drip(out, HEAD + "9000\r\n\r\n" + "z".repeat(9000), 1, 50);
            case CUT -> {
                say(out, HEAD + "1000\r\n\r\nhalf");
                socket.setSoLinger(true, 0);
            }
            case MUTE, RESET -> {
                // Closed by the caller.
            }
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void drip(OutputStream out, String text, int piece, long millis)
            throws IOException, InterruptedException {
        for (int at = 0; at < text.length(); at += piece) {
            say(out, text.substring(at, Math.min(text.length(), at + piece)));
            TimeUnit.MILLISECONDS.sleep(millis);
        }
    }

    void mood(Mood next) {
        mood = next;
    }

    Mood mood() {
        return mood;
    }

    String target() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** When it was first asked after a moment; {@link Long#MAX_VALUE} when not yet. */
    synchronized long firstAskedAfter(long moment) {
        return asked.stream().filter(at -> at > moment).findFirst().orElse(Long.MAX_VALUE);
    }

    synchronized long askedBetween(long from, long to) {
        return asked.stream().filter(at -> at > from && at <= to).count();
    }

    /** The longest time between two moments in which nobody came. */
    synchronized long longestSilence(long from, long to) {
        long last = from;
        long longest = 0;
        for (long at : asked) {
            if (at > from && at < to) {
                longest = Math.max(longest, at - last);
                last = at;
            }
        }
        return Math.max(longest, to - last);
    }

    /** Good answers between two moments that were whole within so many nanoseconds. */
    synchronized List<Good> goods(long from, long to, long within) {
        return goods.stream()
                .filter(g -> g.asked() > from && g.ended() <= to && g.ended() - g.asked() <= within)
                .toList();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}
