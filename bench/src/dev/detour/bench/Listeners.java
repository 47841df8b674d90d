package dev.detour.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Many clients of {@code /api/v1/events}, read by one thread, which counts the events that came. */
final class Listeners implements AutoCloseable {
    private static final byte[] EVENT = "\nevent: status\n".getBytes(StandardCharsets.US_ASCII);
    private final Selector selector = Selector.open();
    private final Thread thread = new Thread(this::read, "listeners");
    private volatile long events;
    private volatile int ended;

    Listeners(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            var channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.write(ByteBuffer.wrap(
                    "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        var buffer = ByteBuffer.allocate(64 * 1024);
        try {
            while (selector.isOpen()) {
                selector.select();
                for (var key : selector.selectedKeys()) {
                    buffer.clear();
                    int n = ((SocketChannel) key.channel()).read(buffer);
                    if (n < 0) {
                        key.cancel();
                        ended++;
                    } else {
                        events += count(buffer.array(), n);
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | java.nio.channels.ClosedSelectorException e) {
            ended++;
        }
    }

    /** An event that is cut by the buffer's end is missed, which is rare. */
    private static int count(byte[] bytes, int n) {
        int found = 0;
        for (int i = 0; i <= n - EVENT.length; i++) {
            int j = 0;
            while (j < EVENT.length && bytes[i + j] == EVENT[j]) {
                j++;
            }
            found += j == EVENT.length ? 1 : 0;
        }
        return found;
    }

    long events() {
        return events;
    }

    int ended() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        for (var key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
