package dev.detour.probe;

import dev.detour.decision.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;

/** From a name to a connected socket, by an attempt's deadline. Always a fresh connection. */
final class Dialer {
    /** A name with more addresses than that is tried at the first few only. */
    private static final int MAX_ADDRESSES = 8;

    private final Resolver resolver;

    Dialer(Resolver resolver) {
        this.resolver = resolver;
    }

    /** Connected to the host of {@code uri}; the attempt holds the socket. */
    Socket connect(URI uri, Attempt attempt) throws IOException {
        attempt.enter(Phase.DNS);
        var addresses = resolver.resolve(Question.host(uri), attempt);
        attempt.enter(Phase.CONNECT);
        int n = Math.min(MAX_ADDRESSES, addresses.length);
        IOException first = null;
        for (int i = 0; i < n; i++) {
            try {
                return connect(addresses[i], Question.port(uri), attempt, n - i);
            } catch (IOException e) {
                first = first == null || telling(e) && !telling(first) ? e : first;
                if (attempt.expired()) {
                    break;
                }
            }
        }
        throw first == null ? new java.net.UnknownHostException(Question.host(uri)) : first;
    }

    /** Each address gets an equal share of what is left, so that a dead one (IPv6, mostly) leaves time for a live one. */
    private static Socket connect(InetAddress address, int port, Attempt attempt, int shares) throws IOException {
        // Proxy.NO_PROXY: a SOCKS proxy of the environment must not get in.
        var socket = new Socket(Proxy.NO_PROXY);
        attempt.hold(socket);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, port), Math.max(1, attempt.remainingMillis() / shares));
        return socket;
    }

    /** A missing IPv6 route says less about the region than its refused IPv4 port. */
    private static boolean telling(IOException e) {
        return !(e instanceof NoRouteToHostException)
                && !(e instanceof SocketException
                        && String.valueOf(e.getMessage()).contains("unreachable"));
    }
}
