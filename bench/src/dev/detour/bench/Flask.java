package dev.detour.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** {@code bench/peers/monitor.py} under gunicorn with two workers. */
final class Flask implements AutoCloseable {
    private final Process process;
    private final int port;

    Flask(Path home, Region a, Region b) throws IOException, InterruptedException {
        port = freePort();
        var builder = new ProcessBuilder(
                        "gunicorn", "-w", "2", "-b", "127.0.0.1:" + port, "--log-level", "error", "monitor:app")
                .directory(home.resolve("bench/peers").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SITE_A_HEALTH_URL", "http://127.0.0.1:" + a.port() + "/");
        builder.environment().put("SITE_B_HEALTH_URL", "http://127.0.0.1:" + b.port() + "/");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        process = builder.start();
        awaitListening(process, port);
    }

    static void awaitListening(Process process, int port) throws IOException, InterruptedException {
        for (int i = 0; i < 600; i++) {
            try (var probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (probe.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                if (!process.isAlive()) {
                    throw new IOException("it ended with " + process.exitValue(), notYet);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new IOException("nobody listens on port " + port);
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
