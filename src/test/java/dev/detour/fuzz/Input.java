package dev.detour.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a fuzzer made, cut up: so that a case that is kept can be read, and written by hand. */
public final class Input {
    private Input() {}

    /** UTF-8; what is none becomes replacement characters. */
    public static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    public static boolean isText(byte[] input) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * Exactly so many parts, by the first newlines; what is missing is empty. The last holds the rest, newlines included.
     */
    public static List<String> parts(byte[] input, int count) {
        var parts = new java.util.ArrayList<>(List.of(text(input).split("\n", count)));
        while (parts.size() < count) {
            parts.add("");
        }
        return parts;
    }

    /** Fails with what was meant to hold. */
    public static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
