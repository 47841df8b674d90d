package dev.detour.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks so many times a second over so many connections, each at its own time whether or not the others were answered. A
 * latency is counted from when the request was due: a server that stands still is not let off.
 */
final class Pace {
    /** In milliseconds; those that failed are in both. */
    record Answers(List<Double> millis, int failed) {}

    private final int port;
    private final byte[] request;

    Pace(int port, String path) {
        this.port = port;
        this.request = ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** @param during done once, after a third of the time */
    Answers run(int perSecond, int connections, int seconds, Runnable during) throws InterruptedException {
        var all = new ArrayList<Double>();
        var failed = new int[1];
        var threads = new ArrayList<Thread>();
        long began = System.nanoTime() + 100_000_000L;
        long each = 1_000_000_000L * connections / perSecond;
        for (int number = 0; number < connections; number++) {
            long first = began + each * number / connections;
            var thread = new Thread(() -> one(first, each, began + seconds * 1_000_000_000L, all, failed));
            thread.start();
            threads.add(thread);
        }
        Thread.sleep(100 + seconds * 1000L / 3);
        during.run();
        for (var thread : threads) {
            thread.join();
        }
        return new Answers(all, failed[0]);
    }

    private void one(long first, long each, long end, List<Double> all, int[] failed) {
        var mine = new ArrayList<Double>();
        int lost = 0;
        Socket socket = null;
        InputStream in = null;
        for (long due = first; due < end; due += each) {
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            try {
                if (socket == null) {
                    socket = new Socket("127.0.0.1", port);
                    socket.setTcpNoDelay(true);
                    in = new BufferedInputStream(socket.getInputStream());
                }
                socket.getOutputStream().write(request);
                lost += read(in) == 200 ? 0 : 1;
            } catch (IOException e) {
                lost++;
                socket = null;
            }
            mine.add((System.nanoTime() - due) / 1e6);
        }
        synchronized (all) {
            all.addAll(mine);
            failed[0] += lost;
        }
    }

    private static int read(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ")[1]);
        int length = 0;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("it left");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }
}
