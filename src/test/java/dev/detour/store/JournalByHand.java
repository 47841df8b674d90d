package dev.detour.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a journal from what is written about its format alone; shares nothing with the store. A last line without its
 * newline is left out; anything else that does not hold throws.
 *
 * @param epochs by sequence
 */
record JournalByHand(Map<Long, Long> epochs) {
    private static final Pattern HEADER =
            Pattern.compile("\\{\"schema\":1,\"seq\":(\\d+),\"prev\":\"([0-9a-f]{8})\",\"carried\":\\[.*],\"crc\":.*");
    private static final Pattern LINE =
            Pattern.compile("\\{\"seq\":(\\d+),.*?\"epoch\":(\\d+),.*\"prev\":\"([0-9a-f]{8})\",\"crc\":.*");

    static JournalByHand read(Path file) throws IOException {
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        var lines = text.substring(0, text.lastIndexOf('\n')).split("\n");
        var header = HEADER.matcher(checked(lines[0]));
        require(header.matches(), lines[0]);
        long seq = Long.parseLong(header.group(1));
        var prev = header.group(2);
        var epochs = new HashMap<Long, Long>();
        for (int i = 1; i < lines.length; i++) {
            var line = LINE.matcher(checked(lines[i]));
            require(line.matches(), lines[i]);
            require(Long.parseLong(line.group(1)) == ++seq, lines[i]);
            require(line.group(3).equals(prev), lines[i]);
            epochs.put(seq, Long.parseLong(line.group(2)));
            prev = crcOf(lines[i]);
        }
        return new JournalByHand(epochs);
    }

    private static String checked(String line) {
        var body = line.substring(0, line.lastIndexOf(",\"crc\":"));
        require(crcOf(line).equals(String.format("%08x", crc32c(body))), line);
        return line;
    }

    private static String crcOf(String line) {
        return line.substring(line.length() - 10, line.length() - 2);
    }

    /** Bit by bit, as RFC 3720, appendix B.4 defines it. */
    private static int crc32c(String bytes) {
        int crc = -1;
        for (int i = 0; i < bytes.length(); i++) {
            crc ^= bytes.charAt(i);
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
            }
        }
        return ~crc;
    }

    private static void require(boolean holds, String line) {
        if (!holds) {
            throw new AssertionError("does not hold: " + line);
        }
    }
}
