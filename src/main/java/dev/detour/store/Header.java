package dev.detour.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The first line of a journal.
 *
 * @param schema of the whole file
 * @param seq of the last line that was compacted away; 0 in a new journal
 * @param prev that line's checksum, with which the first line after the header chains
 * @param carried the last line of each group that has none among those kept
 */
@JsonIgnoreProperties("crc")
record Header(int schema, long seq, String prev, List<Line> carried) {
    static final int SCHEMA = 1;

    private static final Pattern SCHEMA_FIRST = Pattern.compile("^\\{\"schema\":([0-9]{1,9})\\D");

    private static final Pattern CHECKSUM = Pattern.compile("[0-9a-f]{8}");

    /** @throws IllegalArgumentException for what no header says, though its seal holds */
    Header {
        if (seq < 0 || !CHECKSUM.matcher(prev).matches()) {
            throw new IllegalArgumentException("neither a sequence nor a checksum: " + seq + ", " + prev);
        }
        carried = List.copyOf(carried);
    }

    /**
     * The bytes of a header that carries these lines as they are given, each sealed and without its newline. A line that an
     * older header carried comes here encoded anew.
     */
    static byte[] encode(long seq, String prev, List<byte[]> carriedLines) {
        var out = new ByteArrayOutputStream();
        text(out, "{\"schema\":" + SCHEMA + ",\"seq\":" + seq + ",\"prev\":\"" + prev + "\",\"carried\":[");
        for (int i = 0; i < carriedLines.size(); i++) {
            text(out, i == 0 ? "" : ",");
            out.writeBytes(carriedLines.get(i));
        }
        text(out, "]}");
        return Frame.seal(out.toByteArray());
    }

    /** Reads a header whose seal was found to hold. */
    static Header of(byte[] bytes, int from, int to) throws IOException {
        return Line.JSON.readValue(bytes, from, to - from, Header.class);
    }

    /** The schema a sealed object begins with, even where the rest of it is unknown to this program; 0 without one. */
    static int schemaOf(byte[] bytes, int from, int to) {
        var start = new String(bytes, from, Math.min(to - from, 24), StandardCharsets.ISO_8859_1);
        var found = SCHEMA_FIRST.matcher(start);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
