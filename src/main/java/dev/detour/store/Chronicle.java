package dev.detour.store;

import dev.detour.decision.Entry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads a data directory without opening it: takes no lock, writes nothing, and may be used while a controller writes
 * there. What is just being written at the end of a file is left out.
 */
public final class Chronicle {
    private Chronicle() {}

    /** A line of the journal, with both clocks of its moment. */
    public record Recorded(long seq, Stamp at, Entry entry) {}

    /**
     * The group's entries, oldest first.
     *
     * @throws IOException when there is no journal, or it is damaged inside
     */
    public static List<Recorded> journal(Path data, String group) throws IOException {
        var file = data.resolve(FileStore.JOURNAL);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException(file + ": there is no journal; Detour has not run here (detour.data)");
        }
        var found = new ArrayList<Recorded>();
        int from = 0;
        int end = Frame.newline(bytes, 0, bytes.length);
        while (end >= 0) {
            var checksum = Frame.checksum(bytes, from, end);
            int next = Frame.newline(bytes, end + 1, bytes.length);
            if (checksum.isEmpty()) {
                if (next < 0) {
                    break;
                }
                throw DataException.damaged(file, "the line at byte " + from + " does not match its checksum");
            }
            if (from == 0) {
                int schema = Header.schemaOf(bytes, 0, end);
                if (schema > Header.SCHEMA) {
                    throw DataException.newer(file, schema, Header.SCHEMA);
                }
                Header.of(bytes, 0, end).carried().forEach(line -> add(found, line, group));
            } else {
                var raw = Line.Raw.of(bytes, from, end, checksum.get());
                if (raw.group().equals(group)) {
                    add(found, raw.decode(), group);
                }
            }
            from = end + 1;
            end = next;
        }
        return found;
    }

    private static void add(List<Recorded> found, Line line, String group) {
        if (line.entry().group().equals(group)) {
            found.add(new Recorded(line.seq(), line.at(), line.entry()));
        }
    }

    /**
     * What the probe log has of a group between two moments of the wall clock, by the time they began; lines that cannot
     * be read are left out, as losing the log loses no decision.
     */
    public static List<RecordedRun> probes(Path data, String group, Instant from, Instant to) {
        var found = new ArrayList<RecordedRun>();
        // A run never crosses a UTC day, and is in the file of its own.
        var day = LocalDate.ofInstant(from, ZoneOffset.UTC);
        var last = LocalDate.ofInstant(to, ZoneOffset.UTC);
        for (; !day.isAfter(last); day = day.plusDays(1)) {
            for (var run : day(data.resolve("probes-" + day + ".jsonl"))) {
                if (run.group().equals(group)
                        && !run.until().isBefore(from)
                        && !run.at().isAfter(to)) {
                    found.add(run);
                }
            }
        }
        found.sort(Comparator.comparing(RecordedRun::at));
        return found;
    }

    private static List<RecordedRun> day(Path file) {
        var runs = new ArrayList<RecordedRun>();
        try (var lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                read(line, runs);
            }
        } catch (IOException none) {
            return runs;
        }
        return runs;
    }

    private static void read(String line, List<RecordedRun> runs) {
        try {
            RecordedRun.read(line).ifPresent(runs::add);
        } catch (RecordedRun.Unreadable torn) {
            // The last line of a log that is being written.
        }
    }
}
