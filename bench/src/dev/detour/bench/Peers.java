package dev.detour.bench;

import dev.detour.bench.Region.Mood;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What others need for the same on this machine, now. Peers that are not installed are left out, with a word. */
final class Peers {
    private final Path work;
    private final int runs;

    Peers(Path work, boolean quick) {
        this.work = work;
        this.runs = quick ? 10 : 30;
    }

    void measure() throws Exception {
        spawn();
        haproxy();
        try (var folder = Folder.under(work, "monit")) {
            new Monit(folder.path(), runs).measure();
        }
        try (var folder = Folder.under(work, "alerts")) {
            new Alerts(folder.path(), runs).measure();
        }
    }

    /** A shell's own fork, exec and wait of /bin/true: nothing that restarts a program takes less. */
    private void spawn() throws IOException, InterruptedException {
        var figure = new Figure("a shell spawns /bin/true (mean of 100)", "ms", "");
        for (int run = 0; run < runs; run++) {
            var loop = new ProcessBuilder(
                    "/bin/sh", "-c", "read go; i=0; while [ $i -lt 100 ]; do /bin/true; i=$((i+1)); done");
            var process = loop.start();
            long began = System.nanoTime();
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            process.waitFor();
            figure.addNanos((System.nanoTime() - began) / 100);
        }
        figure.print();
    }

    /** From the region's failing answer to HAProxy's word that the server is down, by syslog on loopback. */
    private void haproxy() throws Exception {
        var program = Path.of("/usr/sbin/haproxy");
        if (!Files.isExecutable(program)) {
            System.out.println("| HAProxy | | not installed | | | | 0 | |");
            return;
        }
        var figure = new Figure("HAProxy: failing by 503: answer sent → state change logged", "ms", "");
        var file = Files.createTempFile(work, "haproxy", ".cfg");
        try (var region = new Region();
                var syslog = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Files.writeString(file, """
                    global
                        log 127.0.0.1:%d local0
                    defaults
                        mode http
                        log global
                        timeout connect 1s
                        timeout client 1s
                        timeout server 1s
                    listen regions
                        bind 127.0.0.1:%d
                        option httpchk GET /
                        server NAM 127.0.0.1:%d check inter 300ms fall 3 rise 2
                    """.formatted(syslog.getLocalPort(), freePort(), region.port()));
            var process = new ProcessBuilder(program.toString(), "-db", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                while (region.arrivals().size() < 3) {
                    if (!process.isAlive()) {
                        throw new IOException("haproxy ended with " + process.exitValue());
                    }
                    TimeUnit.MILLISECONDS.sleep(10);
                }
                for (int run = 0; run < runs; run++) {
                    region.mood(Mood.STATUS_503);
                    long seen = hear(syslog, "is DOWN");
                    figure.addNanos(seen - region.failedAt());
                    region.mood(Mood.UP);
                    hear(syslog, "is UP");
                }
            } finally {
                process.destroy();
                process.waitFor(5, TimeUnit.SECONDS);
            }
        } finally {
            Files.delete(file);
        }
        figure.print();
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static long hear(DatagramSocket syslog, String words) throws IOException {
        syslog.setSoTimeout(30_000);
        var packet = new DatagramPacket(new byte[2048], 2048);
        while (true) {
            try {
                packet.setLength(2048);
                syslog.receive(packet);
            } catch (SocketTimeoutException e) {
                throw new IOException("HAProxy did not say within 30 s that a server " + words, e);
            }
            long now = System.nanoTime();
            var text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            if (text.contains(words)) {
                return now;
            }
        }
    }
}
