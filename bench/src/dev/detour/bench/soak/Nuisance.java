package dev.detour.bench.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The clients that nobody wants, each again and again: too slow with its head or its body (a client slower than 10 s is
 * ended, SPEC §8), silent, gone half-way, deaf to its events, too large, and senseless.
 */
final class Nuisance {
    /** 10 s, the sweep that looks for it once a second, and as much again for a busy machine. */
    private static final long LONGEST_LIFE = TimeUnit.SECONDS.toNanos(22);

    private static final long DEAF_FOR = TimeUnit.SECONDS.toNanos(90);
    private static final byte[] EVENTS = ascii("GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

    /** Slow clients that Detour ended, as it should. */
    final AtomicLong ended = new AtomicLong();
    /** Requests that it refused by a 4xx status, or by hanging up. */
    final AtomicLong refused = new AtomicLong();

    final AtomicLong deaf = new AtomicLong();
    final AtomicLong left = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    private final Instance instance;
    private final Findings findings;
    private final Random die;

    Nuisance(Instance instance, Findings findings, long seed) {
        this.instance = instance;
        this.findings = findings;
        this.die = new Random(seed);
    }

    void start(List<Thread> threads) {
        for (int i = 0; i < 6; i++) {
            again(threads, "slow-head", () -> slow("GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "));
        }
        for (int i = 0; i < 3; i++) {
            again(
                    threads,
                    "slow-body",
                    () -> slow("POST /api/v1/groups/shop/pause HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                            + "Authorization: Bearer " + token() + "\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"));
            again(threads, "silent", () -> slow(""));
        }
        for (int i = 0; i < 4; i++) {
            again(threads, "deaf", this::deaf);
        }
        again(threads, "half-closed", this::halfClosed);
        again(threads, "gone", this::gone);
        again(threads, "large", this::large);
    }

    private void again(List<Thread> threads, String name, Threads.Work work) {
        threads.add(Threads.start(instance.name() + "-" + name, findings, () -> {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(200 + chance(800));
                try {
                    work.run();
                } catch (IOException away) {
                    // Detour is just being killed, or hung up: both are what this client is for.
                    refused.incrementAndGet();
                }
            }
        }));
    }

    /** Whose body is not even waited for without it. */
    private String token() throws IOException {
        return Files.readString(instance.folder().resolve("data/token")).strip();
    }

    private int chance(int bound) {
        synchronized (die) {
            return die.nextInt(bound);
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", instance.port()), Http.TIMEOUT_MILLIS);
        return socket;
    }

    /** Says this, then a letter a second (or nothing at all, when it said nothing), until the other side hangs up. */
    private void slow(String beginning) throws IOException {
        long began = System.nanoTime();
        try (var socket = connect()) {
            socket.setSoTimeout(1000);
            socket.getOutputStream().write(ascii(beginning));
            for (boolean on = true; on; ) {
                on = !hungUp(socket);
                if (on && !beginning.isEmpty()) {
                    socket.getOutputStream().write('z');
                }
                long age = System.nanoTime() - began;
                if (age > LONGEST_LIFE) {
                    findings.add(
                            "slow-client", instance.name() + ": a slow client was not ended in " + age / 1e9 + " s");
                    return;
                }
            }
        } catch (IOException hungUp) {
            // Or the letter found nobody there any more.
        }
        longest.accumulateAndGet(System.nanoTime() - began, Math::max);
        ended.incrementAndGet();
    }

    /** Within a second. What it says before it does so is read, and of no matter. */
    private static boolean hungUp(Socket socket) throws IOException {
        try {
            int read = socket.getInputStream().read(new byte[4096]);
            return read < 0;
        } catch (SocketTimeoutException stillThere) {
            return false;
        }
    }

    /** Asks for the events and never reads one. */
    private void deaf() throws IOException, InterruptedException {
        try (var socket = connect()) {
            socket.getOutputStream().write(EVENTS);
            deaf.incrementAndGet();
            TimeUnit.NANOSECONDS.sleep(DEAF_FOR / 2 + chance((int) (DEAF_FOR / 2_000_000)) * 1_000_000L);
            socket.setSoLinger(true, 0);
        }
    }

    /** Half a head, then no more. */
    private void halfClosed() throws IOException {
        long began = System.nanoTime();
        try (var socket = connect()) {
            socket.getOutputStream().write(ascii("GET /metrics HTTP/1.1\r\nHost: 1"));
            socket.shutdownOutput();
            socket.setSoTimeout(1000);
            while (!hungUp(socket)) {
                if (System.nanoTime() - began > LONGEST_LIFE) {
                    findings.add("slow-client", instance.name() + ": a half-closed client was not ended");
                    return;
                }
            }
        }
        ended.incrementAndGet();
    }

    /** Asks, and is gone before the answer. */
    private void gone() throws IOException {
        try (var socket = connect()) {
            socket.getOutputStream().write(ascii("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
            socket.setSoLinger(true, 0);
            left.incrementAndGet();
        }
    }

    private void large() throws IOException {
        var host = " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        var requests = List.of(
                "GET /healthz" + host + "X-Huge: " + "z".repeat(100_000) + "\r\n\r\n",
                "GET /" + "z".repeat(20_000) + host + "\r\n",
                "POST /api/v1/groups/shop/switch" + host
                        + "Content-Type: application/json\r\nContent-Length: 3000000\r\n\r\n" + "z".repeat(3_000_000),
                "POST /api/v1/groups/shop/switch" + host
                        + "Authorization: Bearer wrong\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
                "\u0016\u0003\u0001 no HTTP at all\r\n\r\n");
        var request = requests.get(chance(requests.size()));
        try (var socket = connect()) {
            socket.setSoTimeout(Http.TIMEOUT_MILLIS);
            socket.getOutputStream().write(ascii(request));
            var answer = new byte[64];
            int read = Math.max(0, socket.getInputStream().read(answer));
            var status = new String(answer, 0, read, StandardCharsets.ISO_8859_1);
            if (read > 0 && !status.startsWith("HTTP/1.1 4") && !status.startsWith("HTTP/1.0 4")) {
                findings.add("refusal", instance.name() + ": " + request.substring(0, 40) + "… → " + status);
            }
        } catch (SocketTimeoutException e) {
            findings.add("refusal", instance.name() + ": no answer to " + request.substring(0, 40));
        }
        refused.incrementAndGet();
    }

    double longestSeconds() {
        return longest.get() / 1e9;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
