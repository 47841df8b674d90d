package dev.detour.store;

import dev.detour.decision.Entry;
import dev.detour.halt.HaltPoint;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The open journal and its {@link Mark}. The order of every durable append is: one write, force, mark, return. What was
 * not forced yet is kept in memory as well, for after a force that failed the system may call pages clean that never
 * reached the disk: then they are written again before anything else is.
 *
 * <p>Not safe from several threads.
 */
final class JournalFile implements Closeable {
    /** Unforced notes are forced beyond this. */
    private static final int UNFORCED_MOST = 64 << 10;
    /** What a rehearsal asks of the disk: more than a line. */
    private static final int REHEARSAL = 4096;

    private final Disk disk;
    private final Path file;
    private final Mark mark;
    private Disk.Handle handle;
    private long forcedLength;
    private long forcedSeq;
    private String forcedChecksum;
    private final ByteArrayOutputStream unforced = new ByteArrayOutputStream();
    private long lastSeq;
    private String lastChecksum;
    /** Whether the file may hold something else than is known here. */
    private boolean suspect;
    /** Whether the mark may name a line that was taken back. */
    private boolean markSuspect;

    private String failure = "";

    /** Takes a journal over as it was found, dropping what is to be dropped; all of it is durable when this returns. */
    JournalFile(Disk disk, Path file, Journal found, Mark mark, long markedSeq) throws IOException {
        this.disk = disk;
        this.file = file;
        this.mark = mark;
        this.forcedSeq = markedSeq;
        this.forcedChecksum = found.checksumOf(markedSeq);
        this.lastSeq = found.lastSeq();
        this.lastChecksum = found.checksumOf(lastSeq);
        this.handle = disk.open(file);
        int from = found.endOf(markedSeq);
        this.forcedLength = from;
        unforced.write(found.bytes(), from, found.length() - from);
        if (unforced.size() > 0 || found.dropped().isPresent()) {
            settle();
        }
    }

    /** Writes a whole file beside, forces it, and puts it in place; durable when this returns. */
    static void replace(Disk disk, Path file, byte[] bytes) throws IOException {
        var beside = file.resolveSibling(file.getFileName() + FileStore.NEW);
        disk.delete(beside);
        try (var handle = disk.open(beside)) {
            handle.write(0, bytes);
            handle.force();
        }
        disk.rename(beside, file);
        disk.forceDirectory(file.getParent());
    }

    /**
     * As {@link Store#append}, without the comparison of epochs. One write for all: a crash in the middle of it leaves
     * the first of them, each of which is a whole state, and none of which anybody acted upon.
     *
     * @return the sequence of the last
     */
    long append(Stamp at, List<Entry> entries) throws IOException {
        if (suspect || !isThere()) {
            mend();
        }
        long seq = lastSeq;
        var checksum = lastChecksum;
        var written = new ByteArrayOutputStream();
        for (var entry : entries) {
            var line = new Line(++seq, at, entry, checksum).encode();
            checksum = Frame.checksum(line, 0, line.length - 1).orElseThrow();
            written.writeBytes(line);
        }
        var bytes = written.toByteArray();
        try {
            handle.write(length(), bytes);
            HaltPoint.at("journal-written", epochOf(entries));
            if (entries.stream().anyMatch(Entry::vital) || unforced.size() + bytes.length > UNFORCED_MOST) {
                handle.force();
                HaltPoint.at("journal-forced", epochOf(entries));
                markSuspect = true;
                mark.write(seq, checksum);
                markSuspect = false;
                HaltPoint.at("journal-marked", epochOf(entries));
                forced(length() + bytes.length, seq, checksum);
            } else {
                unforced.writeBytes(bytes);
            }
        } catch (IOException | RuntimeException | Error e) {
            retreat(e);
            throw e;
        }
        lastSeq = seq;
        lastChecksum = checksum;
        failure = "";
        return seq;
    }

    private static long epochOf(List<Entry> entries) {
        return entries.get(entries.size() - 1).epoch();
    }

    long length() {
        return forcedLength + unforced.size();
    }

    /**
     * Why an append could not work now; empty when it could. After a failed one this tries to mend, and to write and
     * force as much as an append would; a crash in the middle leaves a tail that the next opening drops.
     */
    String ailment() {
        if (suspect || !failure.isEmpty() || !isThere()) {
            try {
                mend();
                handle.write(length(), filler());
                handle.force();
                settle();
                failure = "";
            } catch (IOException e) {
                suspect = true;
                failure = words(e);
            }
        }
        return failure;
    }

    /**
     * Puts a shorter journal in place. When it throws, the longer or the shorter is there, and both say the same.
     *
     * @param keep how many lines stay at most
     * @param most how many bytes they may have together
     */
    void compact(int keep, long most) throws IOException {
        try {
            settle();
            // Both slots: one that named a line before the new header would not fit the shorter journal.
            mark.write(forcedSeq, forcedChecksum);
            mark.write(forcedSeq, forcedChecksum);
            var journal = reread();
            var bytes = Compaction.of(journal, keep, most);
            suspect = true;
            replace(disk, file, bytes);
            reopen(bytes.length);
            suspect = false;
        } catch (IOException | RuntimeException | Error e) {
            retreat(e);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        var open = handle;
        try (mark;
                open) {
            if (!suspect && isThere()) {
                settle();
            }
        }
    }

    /** Takes back what may be there of an append that failed. What cannot be taken back now is tried again later. */
    private void retreat(Throwable cause) {
        suspect = true;
        failure = words(cause);
        try {
            mend();
        } catch (IOException | RuntimeException | Error e) {
            cause.addSuppressed(e);
            failure = words(cause) + "; and then: " + words(e);
        }
    }

    /** Opens the file anew, proves that it is the one that is known here, and makes it so again to the last byte. */
    private void mend() throws IOException {
        suspect = true;
        var journal = reread();
        reopen(journal.endOf(forcedSeq));
        if (!mark.isThere()) {
            mark.recreate(forcedSeq, forcedChecksum);
        } else if (markSuspect) {
            // Before the journal is cut: a mark that names a line which is gone would condemn the journal.
            mark.write(forcedSeq, forcedChecksum);
        }
        markSuspect = false;
        disk.forceDirectory(file.getParent());
        settle();
        suspect = false;
    }

    /** Writes again what was not forced, cuts off what is not known, and makes that durable, mark included. */
    private void settle() throws IOException {
        if (unforced.size() > 0) {
            handle.write(forcedLength, unforced.toByteArray());
        }
        handle.truncate(length());
        handle.force();
        if (forcedSeq < lastSeq) {
            markSuspect = true;
            mark.write(lastSeq, lastChecksum);
            markSuspect = false;
        }
        forced(length(), lastSeq, lastChecksum);
    }

    private Journal reread() throws IOException {
        try {
            var known = new Mark.Slot(Header.SCHEMA, 0, forcedSeq, forcedChecksum);
            return Journal.read(file, disk.read(file), Optional.of(known));
        } catch (FileNotFoundException e) {
            throw DataException.damaged(file, "it was removed while in use");
        }
    }

    private void reopen(long newForcedLength) throws IOException {
        var opened = disk.open(file);
        handle.close();
        handle = opened;
        forcedLength = newForcedLength;
    }

    /** The sequence of the last line; the header's when there is none. */
    long lastSeq() {
        return lastSeq;
    }

    private void forced(long length, long seq, String checksum) {
        forcedLength = length;
        forcedSeq = seq;
        forcedChecksum = checksum;
        unforced.reset();
    }

    /** Whether journal and mark are still under their names. */
    boolean isThere() {
        return handle.isAt(file) && mark.isThere();
    }

    private static byte[] filler() {
        var filler = new byte[REHEARSAL];
        Arrays.fill(filler, (byte) ' ');
        return filler;
    }

    private String words(Throwable e) {
        var text = e.getMessage() == null ? e.toString() : e.getMessage();
        return e instanceof DataException ? text : file + ": " + text;
    }
}
