package dev.detour.peers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real supervisord in a folder of its own, unprivileged, on a Unix socket and, with a password, on a port. */
public final class SupervisordPeer implements AutoCloseable {
    private final Path folder;
    private final int port;
    private Process process;

    private SupervisordPeer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** @param programs sections of a supervisord.conf; {@code FOLDER} in it becomes the peer's folder */
    public static SupervisordPeer start(String programs) throws IOException {
        if (Stream.of("/usr/bin/supervisord", "/usr/local/bin/supervisord").noneMatch(p -> Files.exists(Path.of(p)))) {
            RealPeers.missing("supervisord is not installed");
        }
        // Short: a Unix socket's path holds 107 bytes.
        Path folder = Files.createTempDirectory("sd");
        SupervisordPeer peer = new SupervisordPeer(folder, Ports.free());
        Files.writeString(folder.resolve("supervisord.conf"), peer.configuration(programs));
        peer.restart();
        return peer;
    }

    private String configuration(String programs) {
        return """
                [supervisord]
                nodaemon=true
                logfile=FOLDER/log
                pidfile=FOLDER/pid
                childlogdir=FOLDER
                [rpcinterface:supervisor]
                supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
                [unix_http_server]
                file=FOLDER/s.sock
                [inet_http_server]
                port=127.0.0.1:PORT
                username=detour
                password=s3cret
                %s
                """.formatted(programs).replace("FOLDER", folder.toString()).replace("PORT", Integer.toString(port));
    }

    /** Starts it (again) and waits until it listens. */
    public void restart() throws IOException {
        int before = starts();
        process = new ProcessBuilder(
                        "supervisord",
                        "-n",
                        "-c",
                        folder.resolve("supervisord.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> starts() > before);
    }

    private int starts() throws IOException {
        return log().split("supervisord started with pid", -1).length;
    }

    /** Kills it, not its programs. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What it runs now. */
    public List<ProcessHandle> programProcesses() {
        return process.descendants().toList();
    }

    /** For the next {@link #restart}. */
    public void reconfigure(String from, String to) throws IOException {
        Path file = folder.resolve("supervisord.conf");
        Files.writeString(file, Files.readString(file).replace(from, to));
    }

    public Path folder() {
        return folder;
    }

    public URI unixAddress() {
        return URI.create("unix://" + folder.resolve("s.sock"));
    }

    public URI httpAddress(String userAndPassword) {
        return URI.create("http://" + userAndPassword + "@127.0.0.1:" + port);
    }

    public String log() throws IOException {
        Path log = folder.resolve("log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** What it did, in order, such as {@code stopped app} or {@code spawned app}. */
    public List<String> deeds() throws IOException {
        return Pattern.compile("(spawned|stopped): '?([\\w-]+)")
                .matcher(log())
                .results()
                .map(m -> m.group(1) + " " + m.group(2))
                .toList();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
