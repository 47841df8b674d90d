package dev.detour.datadog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines to an agent: several in one datagram, or, over a Unix stream socket, in one packet behind its length (32 bits,
 * little-endian). Java has no datagram sockets of Unix, and the native library that has is for no start of ours.
 *
 * <p>A value that is late is a wrong value: what cannot be sent is dropped, but for events.
 */
final class StatsdPost implements Post {
    private static final Logger LOG = LoggerFactory.getLogger(StatsdPost.class);

    private final AgentAddress agent;
    private final boolean keeps;
    private WritableByteChannel channel;

    /** @param keeps whether what could not be sent is tried again */
    StatsdPost(AgentAddress agent, boolean keeps) {
        this.agent = agent;
        this.keeps = keeps;
    }

    @Override
    public Answer deliver(List<byte[]> batch) {
        var lines = new ByteArrayOutputStream();
        for (var line : batch) {
            if (lines.size() > 0) {
                lines.write('\n');
            }
            lines.writeBytes(line);
        }
        try {
            send(lines.toByteArray());
            return Answer.taken();
        } catch (IOException e) {
            close();
            return keeps ? Answer.again(words(agent, e)) : new Answer.Refused(words(agent, e));
        }
    }

    private void send(byte[] packet) throws IOException {
        if (channel == null) {
            channel = open();
        }
        var buffer = ByteBuffer.allocate(packet.length + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (agent.isUnix()) {
            buffer.putInt(packet.length);
        }
        buffer.put(packet).flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private WritableByteChannel open() throws IOException {
        var address = agent.resolve();
        if (address instanceof UnixDomainSocketAddress unix) {
            var stream = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                stream.connect(unix);
                return stream;
            } catch (IOException e) {
                stream.close();
                throw e;
            }
        }
        if (((InetSocketAddress) address).isUnresolved()) {
            throw new IOException("its name cannot be resolved");
        }
        return DatagramChannel.open().connect(address);
    }

    static String words(AgentAddress agent, IOException e) {
        var message = String.valueOf(e.getMessage());
        if (agent.isUnix() && message.contains("rotocol wrong type")) {
            return agent + " is a datagram socket, which Java cannot write to; have the agent open a stream socket"
                    + " (dogstatsd_stream_socket), or send by UDP";
        }
        return "agent at " + agent + ": " + (e.getMessage() == null ? "nobody listens" : message);
    }

    @Override
    public void close() {
        var open = channel;
        channel = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.debug("closing the way to {}", agent, e);
        }
    }
}
