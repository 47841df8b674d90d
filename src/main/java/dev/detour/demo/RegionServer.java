package dev.detour.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A region of the demo: a real HTTP server on loopback that can be broken and mended. */
final class RegionServer implements AutoCloseable {
    private final String name;
    private final int port;
    private HttpServer server;

    RegionServer(String name) throws IOException {
        this.name = name;
        this.server = listen(0);
        this.port = server.getAddress().getPort();
    }

    private HttpServer listen(int wanted) throws IOException {
        var listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
        listening.createContext("/", this::answer);
        listening.start();
        return listening;
    }

    private void answer(HttpExchange exchange) throws IOException {
        var body = (name + " is well\n").getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    String target() {
        return "127.0.0.1:" + port;
    }

    synchronized boolean broken() {
        return server == null;
    }

    /** Goes dark: connections are refused from now on. Breaking a broken region changes nothing. */
    synchronized void breakDown() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    /** Comes back on the same port. Mending a sound region changes nothing. */
    synchronized void mend() throws IOException {
        if (server == null) {
            server = listen(port);
        }
    }

    @Override
    public void close() {
        breakDown();
    }
}
