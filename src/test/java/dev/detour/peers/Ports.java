package dev.detour.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loopback ports where nobody listens, and nobody else soon will: below those that the system gives to outgoing
 * connections, and apart for each of the JVMs that run tests at a time.
 */
public final class Ports {
    private static final int FIRST = 12_000;
    private static final int FOR_EACH_JVM = 4_000;
    private static final int BASE = FIRST + (Integer.getInteger("detour.test.fork", 1) - 1) % 4 * FOR_EACH_JVM;
    private static final AtomicInteger NEXT = new AtomicInteger((int) (System.nanoTime() & 0xfff));

    private Ports() {}

    public static int free() {
        for (var tries = 0; tries < FOR_EACH_JVM; tries++) {
            var port = BASE + Math.floorMod(NEXT.getAndIncrement(), FOR_EACH_JVM);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("no free port from " + BASE + " on");
    }
}
