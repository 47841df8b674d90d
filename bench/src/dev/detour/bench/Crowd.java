package dev.detour.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Many regions at one price: one thread and one port on all of 127.0.0.0/8, each region an address of its own. Notes when
 * each of them was asked. Those that hang accept, take the request and say nothing.
 */
final class Crowd implements AutoCloseable {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocketChannel listening = ServerSocketChannel.open();
    private final Selector selector = Selector.open();
    private final List<List<Long>> arrivals = new ArrayList<>();
    private final BitSet asked = new BitSet();
    private final IntPredicate hangs;
    private final ByteBuffer sink = ByteBuffer.allocate(8 * 1024);
    private volatile boolean open = true;

    /** @param hangs by the number of the region */
    Crowd(int regions, IntPredicate hangs) throws IOException {
        this.hangs = hangs;
        for (int i = 0; i < regions; i++) {
            arrivals.add(new ArrayList<>());
        }
        listening.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0), 4096);
        listening.configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT);
        var thread = new Thread(this::serve, "crowd");
        thread.setDaemon(true);
        thread.start();
    }

    int size() {
        return arrivals.size();
    }

    /** How many were asked at least once. */
    int asked() {
        synchronized (arrivals) {
            return asked.cardinality();
        }
    }

    /** {@code 127.1.x.y:port}. */
    String target(int region) {
        return "127.1." + region / 250 + "." + (region % 250 + 1) + ":"
                + listening.socket().getLocalPort();
    }

    /** Of every region, by {@link System#nanoTime}; and forgets them. */
    List<List<Long>> take() {
        synchronized (arrivals) {
            var taken = new ArrayList<List<Long>>();
            arrivals.replaceAll(list -> {
                taken.add(list);
                return new ArrayList<>();
            });
            return taken;
        }
    }

    private void serve() {
        while (open) {
            try {
                selector.select();
                var keys = selector.selectedKeys().iterator();
                while (keys.hasNext()) {
                    var key = keys.next();
                    keys.remove();
                    handle(key);
                }
            } catch (IOException e) {
                System.err.println("crowd: " + e);
            } catch (ClosedSelectorException closed) {
                return;
            }
        }
    }

    private void handle(SelectionKey key) {
        if (key.isAcceptable()) {
            accept();
        } else if (key.isReadable()) {
            answer(key);
        }
    }

    private void accept() {
        try {
            for (var client = listening.accept(); client != null; client = listening.accept()) {
                long now = System.nanoTime();
                var address = ((InetSocketAddress) client.getLocalAddress())
                        .getAddress()
                        .getAddress();
                int region = (address[2] & 0xff) * 250 + (address[3] & 0xff) - 1;
                synchronized (arrivals) {
                    arrivals.get(region).add(now);
                    asked.set(region);
                }
                client.configureBlocking(false);
                client.register(selector, SelectionKey.OP_READ, hangs.test(region));
            }
        } catch (IOException e) {
            System.err.println("crowd: " + e);
        }
    }

    /** The whole request comes in one piece on loopback. */
    private void answer(SelectionKey key) {
        var client = (SocketChannel) key.channel();
        try {
            sink.clear();
            int read = client.read(sink);
            if (read < 0) {
                client.close();
            } else if (!(Boolean) key.attachment()) {
                client.write(ByteBuffer.wrap(ANSWER));
                client.close();
            }
        } catch (IOException left) {
            try {
                client.close();
            } catch (IOException ignored) {
                // It is gone either way.
            }
        }
    }

    @Override
    public void close() throws IOException {
        open = false;
        selector.close();
        listening.close();
    }
}
