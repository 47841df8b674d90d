package dev.detour.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The daily files of the probe log: first line {@code {"schema":1}}, then a line per run. Files of more than 30 days are
 * deleted when a new day's is begun; a day that has reached its cap keeps nothing more. Not safe from several threads.
 */
final class ProbeFiles {
    /** Bytes of one day. */
    static final long DAY_CAP = 10L << 20;

    private static final int DAYS = 30;
    private static final byte[] HEAD = "{\"schema\":1}\n".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern NAME = Pattern.compile("probes-(\\d{4}-\\d{2}-\\d{2})\\.jsonl");

    private final Path data;
    private final long cap;
    private LocalDate day;
    /** Whether the file may end in the middle of a line, so that the next must begin with a newline. */
    private boolean torn = true;

    ProbeFiles(Path data, long cap) {
        this.data = data;
        this.cap = cap;
    }

    /** Whether the line was written. */
    boolean write(RecordedRun run) {
        try {
            return write(run.at().atZone(ZoneOffset.UTC).toLocalDate(), line(run));
        } catch (IOException | DateTimeException e) {
            torn = true;
            return false;
        }
    }

    private boolean write(LocalDate date, byte[] line) throws IOException {
        if (!Files.isDirectory(data, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(data + ": was removed or replaced");
        }
        var file = data.resolve("probes-" + date + ".jsonl");
        if (!date.equals(day)) {
            deleteBefore(date.minusDays(DAYS));
            day = date;
            torn = true;
        }
        boolean fresh = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        long size = fresh ? 0 : Files.size(file);
        if (size + line.length + HEAD.length + 1 > cap) {
            return false;
        }
        boolean cutOff = torn && size > 0 && !endsALine(file, size);
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        torn = true;
        try (var channel = Files.newByteChannel(file, options, owner)) {
            var bytes = ByteBuffer.wrap(join(size == 0, cutOff, line));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        torn = false;
        return true;
    }

    private static byte[] join(boolean head, boolean newline, byte[] line) {
        var out = new ByteArrayOutputStream();
        if (head) {
            out.writeBytes(HEAD);
        }
        if (newline) {
            out.write('\n');
        }
        out.writeBytes(line);
        return out.toByteArray();
    }

    private static boolean endsALine(Path file, long size) throws IOException {
        try (var channel = Files.newByteChannel(file)) {
            var last = ByteBuffer.allocate(1);
            channel.position(size - 1).read(last);
            return last.array()[0] == '\n';
        }
    }

    private void deleteBefore(LocalDate oldest) throws IOException {
        try (var files = Files.newDirectoryStream(data, "probes-*.jsonl")) {
            for (var file : files) {
                if (dayOf(file).filter(date -> date.isBefore(oldest)).isPresent()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Optional<LocalDate> dayOf(Path file) {
        var found = NAME.matcher(file.getFileName().toString());
        try {
            return found.matches() ? Optional.of(LocalDate.parse(found.group(1))) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static byte[] line(RecordedRun run) throws JsonProcessingException {
        return (Line.JSON.writeValueAsString(run) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
