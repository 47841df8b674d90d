package dev.detour.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How a JSON object is sealed: its last member is {@code "crc"}, the CRC32C (RFC 3720) of every byte before the comma
 * in front of it, as eight lower-case hex digits. One line of text, no blank inside the seal.
 */
final class Frame {
    /** What stands before the first line: the start of a chain. */
    static final String ORIGIN = "00000000";

    private static final int SEAL = ",\"crc\":\"00000000\"}".length();

    private Frame() {}

    /** @param object a JSON object with at least one member, ending in its brace */
    static byte[] seal(byte[] object) {
        int body = object.length - 1;
        var sealed = Arrays.copyOf(object, body + SEAL + 1);
        var seal = sealOf(object, 0, body).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(seal, 0, sealed, body, SEAL);
        sealed[sealed.length - 1] = '\n';
        return sealed;
    }

    /** The checksum of the line in {@code [from, to)}, without its newline; empty when the seal does not hold. */
    static Optional<String> checksum(byte[] bytes, int from, int to) {
        int body = to - SEAL;
        if (body <= from) {
            return Optional.empty();
        }
        var seal = new String(bytes, body, SEAL, StandardCharsets.ISO_8859_1);
        return seal.equals(sealOf(bytes, from, body - from)) ? Optional.of(seal.substring(8, 16)) : Optional.empty();
    }

    /** Where the next newline is, or -1. */
    static int newline(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static String sealOf(byte[] bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(bytes, from, length);
        return ",\"crc\":\"" + HexFormat.of().toHexDigits((int) crc.getValue()) + "\"}";
    }
}
