package dev.detour.store;

import com.fasterxml.jackson.databind.DeserializationFeature;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The epoch mark: how far the journal is known to reach. A journal cannot tell that whole lines are missing at its end;
 * the mark can. It names the last line that was forced, and its checksum, which through the chain stands for every line
 * before it, and so for every epoch in them.
 *
 * <p>Two slots, each in a block of its own, are written in turn, so that a torn write leaves the other. A write that
 * failed is repeated in the same slot: the good one is never at risk.
 *
 * <p>Not safe from several threads.
 */
final class Mark implements Closeable {
    private static final int BLOCK = 4096;
    private static final int SLOT = 128;

    /** @param generation the higher of two valid slots counts */
    record Slot(int schema, long generation, long seq, String checksum) {}

    private final Disk disk;
    private final Path file;
    private Disk.Handle handle;
    private int good;
    private long generation;

    private Mark(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    /** What a mark file says. @param sound whether both its slots hold */
    record Reading(Optional<Slot> newest, int index, boolean sound) {}

    static Reading read(Path file, byte[] bytes) throws DataException {
        var first = slot(file, bytes, 0);
        var second = slot(file, bytes, 1);
        boolean sound = first.isPresent() && second.isPresent();
        boolean takeSecond = second.isPresent()
                && (first.isEmpty() || second.get().generation() > first.get().generation());
        return takeSecond ? new Reading(second, 1, sound) : new Reading(first, 0, sound);
    }

    /** Goes on with an existing file. */
    static Mark open(Disk disk, Path file, Reading reading) throws IOException {
        var mark = new Mark(disk, file);
        mark.handle = disk.open(file);
        mark.good = reading.index();
        mark.generation = reading.newest().map(Slot::generation).orElse(0L);
        return mark;
    }

    /** Makes the file, or makes it anew, with both slots; durable when this returns. */
    static Mark create(Disk disk, Path file, long seq, String checksum) throws IOException {
        var mark = new Mark(disk, file);
        mark.recreate(seq, checksum);
        return mark;
    }

    void recreate(long seq, String checksum) throws IOException {
        var bytes = new byte[2 * BLOCK];
        Arrays.fill(bytes, (byte) ' ');
        for (int i = 0; i < 2; i++) {
            System.arraycopy(encode(++generation, seq, checksum), 0, bytes, i * BLOCK, SLOT);
        }
        bytes[bytes.length - 1] = '\n';
        JournalFile.replace(disk, file, bytes);
        close();
        handle = disk.open(file);
        good = 1;
    }

    /** Durable when this returns. When it throws, either of the last two may be found. */
    void write(long seq, String checksum) throws IOException {
        int next = 1 - good;
        handle.write((long) next * BLOCK, encode(++generation, seq, checksum));
        handle.force();
        good = next;
    }

    boolean isThere() {
        return handle != null && handle.isAt(file);
    }

    @Override
    public void close() throws IOException {
        if (handle != null) {
            handle.close();
        }
    }

    private static byte[] encode(long generation, long seq, String checksum) throws IOException {
        var slot = new Slot(Header.SCHEMA, generation, seq, checksum);
        var line = Frame.seal(Line.JSON.writeValueAsBytes(slot));
        var padded = Arrays.copyOf(line, SLOT);
        Arrays.fill(padded, line.length, SLOT, (byte) ' ');
        return padded;
    }

    private static Optional<Slot> slot(Path file, byte[] bytes, int index) throws DataException {
        int from = Math.min(index * BLOCK, bytes.length);
        int end = Math.min(from + SLOT, bytes.length);
        int to = Frame.newline(bytes, from, end);
        if (to < 0 || Frame.checksum(bytes, from, to).isEmpty()) {
            return Optional.empty();
        }
        int schema = Header.schemaOf(bytes, from, to);
        if (schema > Header.SCHEMA) {
            throw DataException.newer(file, schema, Header.SCHEMA);
        }
        try {
            var text = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
            return Optional.of(Line.JSON
                    .readerFor(Slot.class)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(text));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
