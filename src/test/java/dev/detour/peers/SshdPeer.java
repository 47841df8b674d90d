package dev.detour.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real sshd (Debian openssh-server) on a loopback port, run by whoever runs the tests, with a folder, host keys of every
 * type and a log of its own. Who logs in is the user of the tests unless said otherwise, with a key made for that.
 */
public final class SshdPeer implements AutoCloseable {
    private static final List<String> TYPES = List.of("ed25519", "ecdsa", "rsa");

    private static final String OTHER = "detour-deploy";

    private final Path folder;
    private final int port;
    private final String user;
    private Process process;

    private SshdPeer(Path folder, int port, String user) {
        this.folder = folder;
        this.port = port;
        this.user = user;
    }

    public static SshdPeer start() throws IOException, InterruptedException {
        return start(System.getProperty("user.name"));
    }

    /** One that lets in somebody who is not root, whoever runs the tests: a user whom only this sshd knows. */
    public static SshdPeer startForUser() throws IOException, InterruptedException {
        return start(isRoot() ? OTHER : System.getProperty("user.name"));
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static SshdPeer start(String user) throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of("/usr/sbin/sshd"))) {
            RealPeers.missing("sshd is not installed");
        }
        if (isRoot()) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        var peer = new SshdPeer(Files.createTempDirectory("sshd"), Ports.free(), user);
        for (var type : TYPES) {
            peer.makeHostKey(type);
        }
        peer.makeUserKey("id");
        Files.copy(peer.folder.resolve("id.pub"), peer.folder.resolve("authorized_keys"));
        var text = """
                ListenAddress 127.0.0.1
                Port PORT
                PidFile FOLDER/pid
                AuthorizedKeysFile FOLDER/authorized_keys
                StrictModes no
                UsePAM no
                PermitRootLogin yes
                PasswordAuthentication yes
                LogLevel DEBUG2
                Subsystem sftp /usr/lib/openssh/sftp-server
                """;
        for (var type : TYPES) {
            text += "HostKey FOLDER/host_" + type + "\n";
        }
        Files.writeString(
                peer.folder.resolve("sshd_config"),
                text.replace("FOLDER", peer.folder.toString()).replace("PORT", Integer.toString(peer.port)));
        peer.restart();
        return peer;
    }

    /** Who is let in. */
    public String user() {
        return user;
    }

    private void makeHostKey(String type) throws IOException, InterruptedException {
        Files.deleteIfExists(folder.resolve("host_" + type));
        RealPeers.run(
                "ssh-keygen",
                "-q",
                "-N",
                "",
                "-t",
                type,
                "-b",
                type.equals("rsa") ? "2048" : "256",
                "-C",
                "",
                "-f",
                folder.resolve("host_" + type).toString());
    }

    /** A key that may or may not be let in. */
    public Path makeUserKey(String name, String... more) throws IOException, InterruptedException {
        var argv = new ArrayList<>(
                List.of("ssh-keygen", "-q", "-C", "", "-f", folder.resolve(name).toString()));
        argv.addAll(more.length == 0 ? List.of("-t", "ed25519", "-N", "") : List.of(more));
        RealPeers.run(argv.toArray(String[]::new));
        return folder.resolve(name);
    }

    /** Other host keys than before, for the next {@link #restart}. */
    public void changeHostKeys() throws IOException, InterruptedException {
        for (var type : TYPES) {
            makeHostKey(type);
        }
    }

    public void restart() throws IOException {
        var before = log().length();
        var sshd = "exec /usr/sbin/sshd -D -e -f " + folder.resolve("sshd_config");
        var command = user.equals(OTHER) ? withOther(sshd) : List.of("sh", "-c", sshd);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> log().substring(before).contains("Server listening on") || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("sshd does not run: " + log());
        }
    }

    /** In a mount namespace of its own, where the list of users has one more. */
    private List<String> withOther(String sshd) throws IOException {
        var users = folder.resolve("passwd");
        Files.writeString(
                users, Files.readString(Path.of("/etc/passwd")) + OTHER + ":*:54321:54321::" + folder + ":/bin/sh\n");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return List.of("unshare", "--mount", "sh", "-c", "mount --bind " + users + " /etc/passwd && " + sshd);
    }

    public Path folder() {
        return folder;
    }

    public int port() {
        return port;
    }

    public String host() {
        return "127.0.0.1:" + port;
    }

    /** The key that is let in. */
    public Path userKey() {
        return folder.resolve("id");
    }

    /** A line of known_hosts for a host key of this type. */
    public String knownHost(String type) throws IOException {
        var key = Files.readString(folder.resolve("host_" + type + ".pub")).strip();
        return "[127.0.0.1]:" + port + " " + key;
    }

    public String log() throws IOException {
        var log = folder.resolve("log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    public String read(String file) throws IOException {
        var path = folder.resolve(file);
        return Files.exists(path) ? Files.readString(path) : "";
    }

    /** Those that serve connections now, and what these run. */
    public List<ProcessHandle> sessions() {
        return process.descendants().filter(ProcessHandle::isAlive).toList();
    }

    /** A signal to the processes that serve connections, not to what they run. */
    public void signalSessions(String signal) throws IOException, InterruptedException {
        for (var session : sessions()) {
            if (session.info().command().orElse("").endsWith("/sshd")) {
                RealPeers.run("kill", "-" + signal, Long.toString(session.pid()));
            }
        }
    }

    /** It is gone, and with it its connections. */
    public void stop() throws InterruptedException {
        var all = sessions();
        process.destroyForcibly().waitFor();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
