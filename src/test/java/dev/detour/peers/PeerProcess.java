package dev.detour.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A healthy {@link FaultPeer} in a process of its own, which can be stopped and sent on its way again. */
public final class PeerProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private PeerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static PeerProcess start() throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PeerProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new PeerProcess(process, Integer.parseInt(said.readLine()));
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** SIGSTOP: the kernel still takes connections and what is sent on them, nobody reads it. */
    public void stop() throws IOException, InterruptedException {
        RealPeers.run("kill", "-STOP", Long.toString(process.pid()));
    }

    public void go() throws IOException, InterruptedException {
        RealPeers.run("kill", "-CONT", Long.toString(process.pid()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] args) throws IOException {
        try (var peer = FaultPeer.http(Toxics.ok())) {
            System.out.println(peer.port());
            while (System.in.read() >= 0) {
                // Runs until whoever started it is gone.
            }
        }
    }
}
