package dev.detour.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.detour.decision.EvidenceSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The evidence kept for a quick restart: one sealed line, written whole and put in place, not forced. After a crash of
 * the machine it may be old, empty or cut off; then it is ignored, and evidence is gathered anew.
 */
final class EvidenceFile {
    private static final int SCHEMA = 1;

    @JsonIgnoreProperties("crc")
    record Kept(int schema, Stamp at, Map<String, EvidenceSnapshot> groups) {}

    private EvidenceFile() {}

    static void write(Disk disk, Path file, Stamp at, Map<String, EvidenceSnapshot> groups) throws IOException {
        var bytes = Frame.seal(Line.JSON.writeValueAsBytes(new Kept(SCHEMA, at, groups)));
        var beside = file.resolveSibling(file.getFileName() + FileStore.NEW);
        disk.delete(beside);
        try (var handle = disk.open(beside)) {
            handle.write(0, bytes);
        }
        disk.rename(beside, file);
    }

    /** @throws IOException saying why it is of no use */
    static Optional<Kept> read(Disk disk, Path file) throws IOException {
        if (!disk.exists(file)) {
            return Optional.empty();
        }
        var bytes = disk.read(file);
        int end = Frame.newline(bytes, 0, bytes.length);
        if (end < 0 || Frame.checksum(bytes, 0, end).isEmpty()) {
            throw new IOException("it is cut off or damaged");
        }
        int schema = Header.schemaOf(bytes, 0, end);
        if (schema != SCHEMA) {
            throw new IOException("its schema is " + schema + ", not " + SCHEMA);
        }
        var kept = Line.JSON.readValue(bytes, 0, end, Kept.class);
        if (kept.at() == null || kept.at().timeline() == null || kept.groups() == null) {
            throw new IOException("it does not say when, or of what");
        }
        return Optional.of(kept);
    }
}
