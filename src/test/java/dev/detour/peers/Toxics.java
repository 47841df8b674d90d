package dev.detour.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/**
 * The vocabulary of {@link FaultPeer}: small treatments, some of which take others. Latency and drip; reset; half-open
 * ({@link #SILENT}, {@link #deaf}); truncate and lie ({@link #lying}); garbage; flood ({@link #endlessBody}, {@link
 * #interimFlood}, {@link #manyHeaders}); bomb.
 */
public final class Toxics {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    private static final int PIECE = 64 * 1024;

    /** Accepts and never says a word; over TLS not even a handshake. */
    public static final Toxic SILENT = Line::hold;

    private Toxics() {}

    public static Toxic ok() {
        return ok("ok");
    }

    public static Toxic ok(String body) {
        return raw(HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** @param headers whole lines, without line ends */
    public static Toxic status(int status, String... headers) {
        var lines = new StringBuilder("HTTP/1.1 " + status + " Fault\r\nContent-Length: 0\r\nConnection: close\r\n");
        for (var header : headers) {
            lines.append(header).append("\r\n");
        }
        return raw(lines.append("\r\n").toString());
    }

    public static Toxic redirect(String location) {
        return status(302, "Location: " + location);
    }

    /** Reads a request, answers with so many bytes that mean nothing, by a seeded die. */
    public static Toxic garbage(long seed, int bytes) {
        return line -> {
            if (line.read() != null) {
                var noise = new byte[bytes];
                new Random(seed).nextBytes(noise);
                line.send(noise);
            }
        };
    }

    /** Reads a request, answers with exactly these bytes, closes. */
    public static Toxic raw(String bytes) {
        return line -> {
            if (line.read() != null) {
                line.send(bytes);
            }
        };
    }

    /** Reads the request, waits, goes on as {@code then}. */
    public static Toxic latency(Duration delay, Toxic then) {
        return line -> {
            line.pause(delay);
            then.serve(line);
        };
    }

    /** Reads the request and never answers. */
    public static Toxic deaf() {
        return line -> {
            line.read();
            line.hold();
        };
    }

    public static Toxic dripHead(Duration between) {
        return line -> {
            line.read();
            line.drip(HEAD + "X-Slow: " + "z".repeat(PIECE) + "\r\n\r\n", between);
        };
    }

    public static Toxic dripBody(Duration between) {
        return line -> {
            line.read();
            line.send(HEAD + "Content-Length: " + PIECE + "\r\n\r\n");
            line.drip("z".repeat(PIECE), between);
        };
    }

    public static Toxic resetAtOnce() {
        return Line::reset;
    }

    /** Half an answer, then a reset. */
    public static Toxic resetInBody() {
        return line -> {
            line.read();
            line.send(HEAD + "Content-Length: 1000\r\n\r\nhalf");
            line.pause(Duration.ofMillis(50));
            line.reset();
        };
    }

    /** Announces {@code announced} bytes, sends {@code body}, closes in good order. */
    public static Toxic lying(int announced, String body) {
        return raw(HEAD + "Content-Length: " + announced + "\r\n\r\n" + body);
    }

    public static Toxic endlessBody() {
        return line -> {
            line.read();
            line.send(HEAD + "\r\n");
            var piece = "z".repeat(PIECE);
            while (true) {
                line.send(piece);
            }
        };
    }

    /** 1xx without end. */
    public static Toxic interimFlood() {
        return line -> {
            line.read();
            while (true) {
                line.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(100));
            }
        };
    }

    /** {@code n} interim answers, then 200. */
    public static Toxic interim(int n) {
        return raw("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(n) + HEAD + "Content-Length: 0\r\n\r\n");
    }

    /** One header of so many bytes. */
    public static Toxic hugeHeader(int bytes) {
        return raw(HEAD + "X-Huge: " + "z".repeat(bytes) + "\r\n\r\n");
    }

    public static Toxic manyHeaders(int n) {
        return raw(HEAD + "X-Many: z\r\n".repeat(n) + "\r\n");
    }

    /** A few KB that unpack to {@code megabytes}. */
    public static Toxic gzipBomb(int megabytes) {
        var packed = packed(megabytes);
        return line -> {
            line.read();
            line.send(HEAD + "Content-Encoding: gzip\r\nContent-Length: " + packed.length + "\r\n\r\n");
            line.send(packed);
        };
    }

    /** {@code fault} for so large a part of the connections, by a seeded die, else {@code otherwise}. */
    public static Toxic sometimes(double part, long seed, Toxic fault, Toxic otherwise) {
        var die = new Random(seed);
        return line -> {
            boolean hit;
            synchronized (die) {
                hit = die.nextDouble() < part;
            }
            (hit ? fault : otherwise).serve(line);
        };
    }

    /** {@code one} for every n-th connection, else {@code otherwise}. */
    public static Toxic everyNth(int n, Toxic one, Toxic otherwise) {
        var count = new AtomicInteger();
        return line -> (count.incrementAndGet() % n == 0 ? one : otherwise).serve(line);
    }

    /** So many pieces of 64 KB, one after another, and the end. */
    public static Toxic stream(int pieces, Duration between) {
        return line -> {
            line.read();
            line.send(HEAD + "\r\n");
            var piece = "z".repeat(PIECE);
            for (int i = 0; i < pieces; i++) {
                line.send(piece);
                line.pause(between);
            }
        };
    }

    private static byte[] packed(int megabytes) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            var megabyte = "z".repeat(1024 * 1024).getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < megabytes; i++) {
                gzip.write(megabyte);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
