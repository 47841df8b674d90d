package dev.detour.peers;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy on 127.0.0.1 that passes on what it is asked to: tunnels by {@code CONNECT}, and whole requests for plain
 * HTTP. Remembers the first line of each. Answers 502 where it cannot connect, as proxies do.
 */
public final class ProxyPeer implements AutoCloseable {
    private static final int LONGEST = 64 * 1024;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Optional<String> credentials = Optional.empty();
    private volatile int refusal;

    public ProxyPeer() throws IOException {
        daemon(this::accept);
    }

    /** From now on only who brings this {@code Proxy-Authorization} is served; others get 407. */
    public ProxyPeer requiring(String authorization) {
        credentials = Optional.of(authorization);
        return this;
    }

    /** From now on everything is answered with this status. */
    public ProxyPeer refusing(int status) {
        refusal = status;
        return this;
    }

    public URI uri() {
        return uri("");
    }

    /** @param user {@code name:password@}, or nothing */
    public URI uri(String user) {
        return URI.create("http://" + user + "127.0.0.1:" + listener.getLocalPort());
    }

    /** First lines of requests, oldest first. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                open.add(client);
                daemon(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var head = head(client.getInputStream());
            var words = head.substring(0, head.indexOf('\r')).split(" ");
            asked.add(String.join(" ", words));
            if (credentials.isPresent() && !head.contains("\r\nProxy-Authorization: " + credentials.get() + "\r\n")) {
                say(client, 407);
            } else if (refusal != 0) {
                say(client, refusal);
            } else if (words[0].equals("CONNECT")) {
                var colon = words[1].lastIndexOf(':');
                pass(client, words[1].substring(0, colon), Integer.parseInt(words[1].substring(colon + 1)), "");
            } else {
                var uri = URI.create(words[1]);
                pass(client, uri.getHost(), uri.getPort(), head.replaceFirst("http://[^/]+", ""));
            }
        } catch (IOException left) {
            // One of the two left.
        } finally {
            open.remove(client);
        }
    }

    /** @param first bytes for the server; empty for a tunnel, of which the client hears */
    private void pass(Socket client, String host, int port, String first) throws IOException {
        Socket server;
        try {
            server = new Socket(host, port);
        } catch (IOException e) {
            say(client, 502);
            return;
        }
        open.add(server);
        try (server) {
            if (first.isEmpty()) {
                say(client, 200);
            } else {
                server.getOutputStream().write(first.getBytes(StandardCharsets.ISO_8859_1));
            }
            daemon(() -> copy(client, server));
            copy(server, client);
        } finally {
            open.remove(server);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException left) {
            // The tunnel is over.
        }
    }

    private static void say(Socket client, int status) throws IOException {
        // RFC 9110 §9.3.6: no Content-Length in a 2xx to CONNECT.
        var length = status == 200 ? "" : "Content-Length: 0\r\n";
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + " Proxy\r\n" + length + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < LONGEST && head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the client left");
            }
            head.append((char) c);
        }
        return head.toString();
    }

    private static void daemon(Runnable task) {
        var thread = new Thread(task, "proxy-peer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : open) {
            socket.close();
        }
    }
}
