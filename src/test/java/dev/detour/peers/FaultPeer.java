package dev.detour.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A server on raw sockets, on 127.0.0.1 unless told otherwise, that does to each connection what its current {@link Toxic} says. The toxic
 * can be changed at any time and counts from the next connection. Speaks TLS when given a context. Remembers what it
 * was asked. Bounded by nothing: for tests only.
 */
public final class FaultPeer implements AutoCloseable {
    private static final long JOIN_MILLIS = 2000;

    private final ServerSocket listener;
    private final SSLContext tls;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Line.Request> seen = new CopyOnWriteArrayList<>();
    private final List<Instant> arrivals = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread acceptor;
    private volatile Toxic toxic;
    private volatile boolean asksForCertificate;

    private FaultPeer(int port, SSLContext tls, Toxic toxic) throws IOException {
        this("127.0.0.1", port, tls, toxic);
    }

    private FaultPeer(String address, int port, SSLContext tls, Toxic toxic) throws IOException {
        this.tls = tls;
        this.toxic = toxic;
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        acceptor = daemon("fault-peer", this::accept);
    }

    public static FaultPeer http(Toxic toxic) throws IOException {
        return new FaultPeer(0, null, toxic);
    }

    /** On another address of this machine. */
    public static FaultPeer http(String address, Toxic toxic) throws IOException {
        return new FaultPeer(address, 0, null, toxic);
    }

    /** On a port that is known to be free, such as that of a peer closed before. */
    public static FaultPeer http(int port, Toxic toxic) throws IOException {
        return new FaultPeer(port, null, toxic);
    }

    public static FaultPeer https(SSLContext tls, Toxic toxic) throws IOException {
        return new FaultPeer(0, tls, toxic);
    }

    /** On a port that is known to be free. */
    public static FaultPeer https(int port, SSLContext tls, Toxic toxic) throws IOException {
        return new FaultPeer(port, tls, toxic);
    }

    /**
     * Accepts connections and says nothing.
     *
     * @param address one of 127/8
     * @param port 0 for any
     */
    public static FaultPeer silent(String address, int port) throws IOException {
        return new FaultPeer(address, port, null, Toxics.SILENT);
    }

    /** A port where nobody listens. */
    public static int closedPort() {
        return Ports.free();
    }

    /** Mutual TLS from now on: who brings no certificate that the context trusts is refused. */
    public FaultPeer askingForCertificate() {
        asksForCertificate = true;
        return this;
    }

    public FaultPeer now(Toxic next) {
        toxic = next;
        return this;
    }

    /** What it does to the next connection. */
    public Toxic toxic() {
        return toxic;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** {@code address:port}. */
    public String authority() {
        return listener.getInetAddress().getHostAddress() + ":" + port();
    }

    /** {@code http(s)://address:port<path>}. */
    public URI uri(String path) {
        return URI.create((tls == null ? "http" : "https") + "://" + authority() + path);
    }

    /** {@code tcp://127.0.0.1:port}. */
    public URI tcp() {
        return URI.create("tcp://127.0.0.1:" + port());
    }

    /** {@code tls://127.0.0.1:port}. */
    public URI tls() {
        return URI.create("tls://127.0.0.1:" + port());
    }

    /** Connections accepted so far. */
    public int connections() {
        return connections.get();
    }

    /** When each of them was accepted, by the wall clock, oldest first. */
    public List<Instant> arrivals() {
        return List.copyOf(arrivals);
    }

    /** Connections that neither side has ended yet. */
    public int open() {
        return open.size();
    }

    /** Requests read so far, oldest first. */
    public List<Line.Request> seen() {
        return List.copyOf(seen);
    }

    void saw(Line.Request request) {
        seen.add(request);
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        listener.close();
        for (var socket : open) {
            socket.close();
        }
        try {
            // The port is only free once the thread in accept() has left it.
            acceptor.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                connections.incrementAndGet();
                arrivals.add(Instant.now());
                open.add(socket);
                daemon("fault-peer-line", () -> serve(socket, toxic));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket raw, Toxic treatment) {
        try (raw) {
            raw.setTcpNoDelay(true);
            treatment.serve(
                    new Line(this, raw, tls == null || treatment == Toxics.SILENT ? raw : secure(raw), closing));
        } catch (IOException e) {
            // The client left, or we are closing: that is what this peer is for.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(raw);
        }
    }

    private Socket secure(Socket raw) throws IOException {
        var socket = (SSLSocket) tls.getSocketFactory().createSocket(raw, null, raw.getPort(), false);
        socket.setUseClientMode(false);
        socket.setNeedClientAuth(asksForCertificate);
        socket.startHandshake();
        return socket;
    }

    private static Thread daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
