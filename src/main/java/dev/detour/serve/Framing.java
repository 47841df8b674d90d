package dev.detour.serve;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Looks over the decoder's shoulder for two things that it takes and others read otherwise (RFC 9112, 5.2 and 7.1.1):
 * folded header lines and chunk extensions; and that header names are never empty. Such a byte is made into one that the
 * decoder refuses, so that the answer is the 400 of any other nonsense, in its turn, and the connection ends. After
 * anything unclear it looks no more: the decoder has refused that already.
 */
final class Framing extends ChannelInboundHandlerAdapter {
    private static final int LONGEST_OF_INTEREST = 64;
    private static final String LENGTH = "content-length:";

    private enum At {
        HEAD,
        BODY,
        SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        NOWHERE
    }

    private At at = At.HEAD;
    private final StringBuilder line = new StringBuilder();
    private boolean begun;
    private boolean inLine;
    private boolean chunked;
    private long left;

    /** Begins to look at what comes on this connection. */
    static void watch(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            base.channelHandlerContext().pipeline().addBefore("httpDecoder", "framing", new Framing());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            look(bytes);
        }
        ctx.fireChannelRead(message);
    }

    void look(ByteBuf bytes) {
        int next = bytes.readerIndex();
        while (next < bytes.writerIndex() && at != At.NOWHERE) {
            next = switch (at) {
                case HEAD, TRAILER -> header(bytes, next);
                case BODY, CHUNK -> skip(bytes, next);
                case SIZE -> size(bytes, next);
                case CHUNK_END -> chunkEnd(bytes, next);
                case NOWHERE -> bytes.writerIndex();
            };
        }
    }

    private int header(ByteBuf bytes, int from) {
        byte first = bytes.getByte(from);
        if (!inLine && begun && (first == ' ' || first == '\t' || first == ':')) {
            return refuse(bytes, from, '\0');
        }
        int end = bytes.indexOf(from, bytes.writerIndex(), (byte) '\n');
        int to = end < 0 ? bytes.writerIndex() : end;
        int some = Math.min(to - from, LONGEST_OF_INTEREST - line.length());
        line.append(bytes.toString(from, Math.max(0, some), StandardCharsets.ISO_8859_1));
        if (some > 0 && isLengthTooLong()) {
            return refuse(bytes, from + some - 1, 'x');
        }
        inLine = end < 0;
        if (!inLine) {
            endLine(line.toString().stripTrailing().toLowerCase(Locale.ROOT));
            line.setLength(0);
        }
        return to + 1;
    }

    /** Its number would be out of our sight; nobody needs so many blanks or zeros before it. */
    private boolean isLengthTooLong() {
        return line.length() == LONGEST_OF_INTEREST
                && line.toString().regionMatches(true, 0, LENGTH, 0, LENGTH.length());
    }

    private void endLine(String text) {
        if (text.isEmpty()) {
            if (begun || at == At.TRAILER) {
                endHead();
            }
        } else if (text.startsWith("transfer-encoding:")) {
            chunked = true;
        } else if (text.startsWith(LENGTH)) {
            var digits = text.substring(LENGTH.length()).strip();
            left = digits.matches("0*[0-9]{1,18}") ? Long.parseLong(digits) : -1;
        }
        begun = begun || !text.isEmpty();
    }

    private void endHead() {
        boolean trailer = at == At.TRAILER;
        begun = false;
        if (trailer || (!chunked && left == 0)) {
            at = At.HEAD;
        } else if (left < 0) {
            at = At.NOWHERE;
        } else {
            at = chunked ? At.SIZE : At.BODY;
        }
        left = at == At.BODY ? left : 0;
        chunked = chunked && !trailer;
    }

    private int skip(ByteBuf bytes, int from) {
        int some = (int) Math.min(left, bytes.writerIndex() - from);
        left -= some;
        if (left == 0) {
            at = at == At.BODY ? At.HEAD : At.CHUNK_END;
        }
        return from + some;
    }

    private int size(ByteBuf bytes, int from) {
        byte sign = bytes.getByte(from);
        int digit = Character.digit(sign, 16);
        if (digit >= 0 && left < Long.MAX_VALUE >> 8) {
            left = left * 16 + digit;
        } else if (sign == '\n') {
            at = left == 0 ? At.TRAILER : At.CHUNK;
            begun = false;
        } else if (sign != '\r') {
            return refuse(bytes, from, 'x');
        }
        return from + 1;
    }

    private int chunkEnd(ByteBuf bytes, int from) {
        if (bytes.getByte(from) == '\n') {
            at = At.SIZE;
            left = 0;
        }
        return from + 1;
    }

    private int refuse(ByteBuf bytes, int at, char sign) {
        bytes.setByte(at, sign);
        this.at = At.NOWHERE;
        return at;
    }
}
