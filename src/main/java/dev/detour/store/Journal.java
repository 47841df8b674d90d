package dev.detour.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A journal file, read and checked: every seal, every sequence, every link of the chain, and the mark.
 *
 * @param length of what holds; bytes behind it are to be dropped
 * @param dropped what is to be dropped, in words; empty when nothing is
 */
record Journal(Header header, List<Line.Raw> lines, byte[] bytes, int length, Optional<String> dropped) {

    /**
     * Up to the line of the mark everything must hold. Behind it lies what was never reported as durable, or at most one
     * vital line whose mark was not written any more: there, from the first line on that does not hold, all is dropped.
     *
     * @param mark empty when there is none: then only a journal in which nothing stands is accepted
     */
    static Journal read(Path file, byte[] bytes, Optional<Mark.Slot> mark) throws DataException {
        int headerEnd = Frame.newline(bytes, 0, bytes.length);
        var header = header(file, bytes, headerEnd);
        long marked = mark.map(Mark.Slot::seq).orElse(Long.MAX_VALUE);
        if (marked < header.seq()) {
            throw DataException.damaged(file, "it begins after line " + marked + ", which the mark file names as last");
        }
        var lines = new ArrayList<Line.Raw>();
        var fault = scan(bytes, headerEnd + 1, header, lines);
        long last = header.seq() + lines.size();
        int length =
                lines.isEmpty() ? headerEnd + 1 : lines.get(lines.size() - 1).to();
        if (mark.isEmpty()) {
            requireNew(file, bytes, headerEnd, header);
        } else if (fault.isPresent() && last < marked) {
            throw DataException.damaged(file, "line " + (lines.size() + 2) + " " + fault.get());
        } else if (last < marked) {
            throw DataException.damaged(
                    file, "its end is lost: it ends with sequence " + last + ", but " + marked + " had been written");
        }
        var journal = new Journal(
                header, lines, bytes, length, fault.map(why -> words(file, bytes, length, lines.size() + 2, why)));
        if (mark.isPresent() && !journal.checksumOf(marked).equals(mark.get().checksum())) {
            throw DataException.damaged(file, "sequence " + marked + " is not the one that had been written");
        }
        return journal;
    }

    long lastSeq() {
        return header.seq() + lines.size();
    }

    /** @param seq from the header's on */
    String checksumOf(long seq) {
        return seq == header.seq() ? header.prev() : line(seq).checksum();
    }

    /** Where the line of this sequence ends. */
    int endOf(long seq) {
        return seq == header.seq()
                ? Frame.newline(bytes, 0, length) + 1
                : line(seq).to();
    }

    private Line.Raw line(long seq) {
        return lines.get((int) (seq - header.seq() - 1));
    }

    /** The last line of each group, by group. */
    Map<String, Line> newest(Path file) throws DataException {
        var raw = new LinkedHashMap<String, Line.Raw>();
        lines.forEach(line -> raw.put(line.group(), line));
        var newest = new LinkedHashMap<String, Line>();
        header.carried().forEach(line -> newest.put(line.entry().group(), line));
        for (var line : raw.values()) {
            newest.put(line.group(), decode(file, line));
        }
        return newest;
    }

    private Line decode(Path file, Line.Raw line) throws DataException {
        try {
            return line.decode();
        } catch (IOException e) {
            throw DataException.damaged(file, "line " + number(line.seq()) + " cannot be understood: " + firstLine(e));
        }
    }

    private long number(long seq) {
        return seq - header.seq() + 1;
    }

    private static Header header(Path file, byte[] bytes, int end) throws DataException {
        if (end < 0) {
            throw DataException.damaged(file, bytes.length == 0 ? "it is empty" : "line 1 is cut off");
        }
        int schema = Header.schemaOf(bytes, 0, end);
        if (schema > Header.SCHEMA) {
            throw DataException.newer(file, schema, Header.SCHEMA);
        }
        if (Frame.checksum(bytes, 0, end).isEmpty()) {
            throw DataException.damaged(file, "line 1 does not match its checksum");
        }
        try {
            return Header.of(bytes, 0, end);
        } catch (IOException e) {
            throw DataException.damaged(file, "line 1 is no header of a journal: " + firstLine(e));
        }
    }

    private static void requireNew(Path file, byte[] bytes, int headerEnd, Header header) throws DataException {
        if (header.seq() > 0 || bytes.length > headerEnd + 1) {
            throw DataException.damaged(
                    file.resolveSibling(FileStore.MARK),
                    "it is missing, or neither of its two slots holds, so whether " + file.getFileName()
                            + " lacks its end cannot be known");
        }
    }

    /** Adds the lines that hold; says what is wrong with the first that does not. */
    private static Optional<String> scan(byte[] bytes, int from, Header header, List<Line.Raw> lines) {
        long seq = header.seq();
        var prev = header.prev();
        while (from < bytes.length) {
            int end = Frame.newline(bytes, from, bytes.length);
            if (end < 0) {
                return Optional.of("is cut off");
            }
            var checksum = Frame.checksum(bytes, from, end);
            if (checksum.isEmpty()) {
                return Optional.of("does not match its checksum");
            }
            try {
                var line = Line.Raw.of(bytes, from, end, checksum.get());
                if (line.seq() != seq + 1 || !line.prev().equals(prev)) {
                    return Optional.of("does not follow the line before it");
                }
                lines.add(line);
            } catch (IOException e) {
                return Optional.of("is no line of a journal");
            }
            seq++;
            prev = checksum.get();
            from = end + 1;
        }
        return Optional.empty();
    }

    private static String words(Path file, byte[] bytes, int length, int line, String why) {
        return file + ": dropped the last " + (bytes.length - length)
                + " bytes, which were never reported as written: line " + line + " " + why;
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
