package dev.detour.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Makes a shorter journal: the newest lines byte for byte, and in the header the last line of each group that has none
 * among them. The chain goes on unbroken, so the mark of the longer journal is the mark of the shorter.
 */
final class Compaction {
    private Compaction() {}

    /**
     * @param keep how many lines stay at most, at least 1
     * @param most how many bytes they may have together; the newest stays however long it is
     * @return the new file's bytes
     */
    static byte[] of(Journal journal, int keep, long most) throws IOException {
        int cut = cut(journal.lines(), keep, most);
        var kept = journal.lines().subList(cut, journal.lines().size());
        var carried = new LinkedHashMap<String, byte[]>();
        for (var line : journal.header().carried()) {
            carried.put(line.entry().group(), bare(line.encode()));
        }
        for (var line : journal.lines().subList(0, cut)) {
            carried.remove(line.group());
            carried.put(line.group(), Arrays.copyOfRange(line.bytes(), line.from(), line.to() - 1));
        }
        kept.forEach(line -> carried.remove(line.group()));
        long last = journal.header().seq() + cut;
        var out = new ByteArrayOutputStream();
        out.writeBytes(Header.encode(last, journal.checksumOf(last), new ArrayList<>(carried.values())));
        kept.forEach(line -> out.write(line.bytes(), line.from(), line.to() - line.from()));
        return out.toByteArray();
    }

    /** The index of the first line that stays. */
    private static int cut(List<Line.Raw> lines, int keep, long most) {
        int cut = lines.size();
        long size = 0;
        while (cut > 0 && lines.size() - cut < keep) {
            var line = lines.get(cut - 1);
            size += line.to() - line.from();
            if (size > most && cut < lines.size()) {
                break;
            }
            cut--;
        }
        return cut;
    }

    private static byte[] bare(byte[] line) {
        return Arrays.copyOf(line, line.length - 1);
    }
}
