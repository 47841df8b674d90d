package dev.detour.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is found in a data directory. Everything is read and checked before the first byte is written.
 *
 * @param newest the last line of each group, by group
 * @param lastStamp when the directory was last written to; empty for a new one
 */
record Opening(
        JournalFile journal,
        Map<String, Line> newest,
        Optional<EvidenceFile.Kept> evidence,
        Optional<Stamp> lastStamp) {

    static Opening open(Disk disk, Path data, List<String> notices) throws IOException {
        var file = data.resolve(FileStore.JOURNAL);
        var markFile = data.resolve(FileStore.MARK);
        var reading = Mark.read(markFile, disk.exists(markFile) ? disk.read(markFile) : new byte[0]);
        if (!disk.exists(file)) {
            if (disk.exists(markFile)) {
                throw DataException.damaged(file, "it is missing, though the file mark beside it is there");
            }
            JournalFile.replace(disk, file, Header.encode(0, Frame.ORIGIN, List.of()));
        }
        var journal = Journal.read(file, disk.read(file), reading.newest());
        var newest = journal.newest(file);
        var evidence = evidence(disk, data.resolve(FileStore.EVIDENCE), notices);
        journal.dropped().ifPresent(notices::add);
        for (var name : List.of(FileStore.JOURNAL, FileStore.MARK, FileStore.EVIDENCE)) {
            disk.delete(data.resolve(name + FileStore.NEW));
        }
        // The last process may have been killed between a rename and its being durable. Without this a power cut may
        // bring the old journal back, while the mark names lines of the new one.
        disk.forceDirectory(data);
        var mark = mark(disk, markFile, reading, journal, notices);
        long marked = reading.newest().map(Mark.Slot::seq).orElse(0L);
        var lastLine = newest.values().stream().map(Line::at);
        var last = Stream.concat(lastLine, evidence.map(EvidenceFile.Kept::at).stream())
                .max(Comparator.comparing(Stamp::timeline));
        return new Opening(new JournalFile(disk, file, journal, mark, marked), newest, evidence, last);
    }

    private static Mark mark(Disk disk, Path file, Mark.Reading reading, Journal journal, List<String> notices)
            throws IOException {
        if (reading.newest().isEmpty()) {
            return Mark.create(
                    disk, file, journal.header().seq(), journal.header().prev());
        }
        if (!reading.sound()) {
            notices.add(file + ": one of its two slots does not hold; the other does");
        }
        var mark = Mark.open(disk, file, reading);
        if (!reading.sound()) {
            mark.write(reading.newest().get().seq(), reading.newest().get().checksum());
        }
        return mark;
    }

    private static Optional<EvidenceFile.Kept> evidence(Disk disk, Path file, List<String> notices) {
        try {
            return EvidenceFile.read(disk, file);
        } catch (IOException e) {
            notices.add(file + ": ignored, evidence is gathered anew: " + e.getMessage());
            return Optional.empty();
        }
    }
}
