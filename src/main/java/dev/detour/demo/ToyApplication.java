package dev.detour.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The application of the demo, a process of its own: reads the env file once, when it starts, and serves what it read
 * together with its pid. Like the applications that Detour is for, it learns of a new region only by a restart.
 */
final class ToyApplication {
    private ToyApplication() {}

    /** Arguments: the env file, the port, the file to write the pid to. */
    public static void main(String[] args) throws IOException {
        var answer = answer(Path.of(args[0])).getBytes(StandardCharsets.UTF_8);
        var server = listen(Integer.parseInt(args[1]));
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
        var pidFile = Path.of(args[2]);
        // The file going away tells the restart script that this process ends.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> pidFile.toFile().delete()));
        Files.writeString(pidFile, Long.toString(ProcessHandle.current().pid()));
    }

    /** The process before this one may hold the port for a moment longer. */
    private static HttpServer listen(int port) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (var tries = 0; ; tries++) {
            try {
                return HttpServer.create(address, 0);
            } catch (BindException e) {
                if (tries == 50) {
                    throw e;
                }
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    private static String answer(Path envFile) throws IOException {
        try (var lines = Files.lines(envFile)) {
            var members = lines.map(line -> line.replaceFirst("^export ", ""))
                    .map(line -> line.split("=", 2))
                    .map(pair -> "\"" + pair[0].toLowerCase(java.util.Locale.ROOT) + "\":\"" + pair[1] + "\"")
                    .collect(Collectors.joining(","));
            return "{" + members + ",\"pid\":" + ProcessHandle.current().pid() + "}\n";
        }
    }
}
