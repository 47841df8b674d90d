package dev.detour.act;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which hosts of a group were restarted for which epoch, in {@code restart-<group>.hosts} of the data directory: nobody can
 * see from outside whether a host had its restart, so that a crash would have all of them restarted once more. First line
 * {@code epoch 7}, then {@code web1 2026-11-20T08:00:00Z} for each host that is done. A host is done after its env file
 * was durable there (DESIGN S8). Damaged or lost, hosts are restarted once too often, never once too seldom. One thread at
 * a time.
 */
final class FleetRecord {
    private static final String EPOCH = "epoch ";

    private final Path file;
    private long epoch = -1;
    private final Map<String, Instant> done = new LinkedHashMap<>();

    FleetRecord(Path data, String group) {
        this.file = data.toAbsolutePath().resolve("restart-" + group + ".hosts");
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            if (!lines.isEmpty() && lines.get(0).matches(EPOCH + "[0-9]{1,18}")) {
                epoch = Long.parseLong(lines.get(0).substring(EPOCH.length()));
                lines.subList(1, lines.size()).forEach(this::read);
            }
        } catch (NoSuchFileException e) {
            epoch = -1;
        } catch (IOException e) {
            throw new StepFailedException("cannot read " + file + ": " + Reason.of(e), e);
        }
    }

    private void read(String line) {
        int blank = line.lastIndexOf(' ');
        try {
            if (blank > 0) {
                done.put(line.substring(0, blank), Instant.parse(line.substring(blank + 1)));
            }
        } catch (DateTimeParseException e) {
            done.remove(line.substring(0, blank)); // as good as not done
        }
    }

    /** Of which the hosts are told; -1 for none. */
    long epoch() {
        return epoch;
    }

    boolean done(String host) {
        return done.containsKey(host);
    }

    /** When each host was done, by the wall clock. */
    Map<String, Instant> hosts() {
        return Map.copyOf(done);
    }

    /** No host has had this epoch's restart yet; durable when this returns. */
    void begin(long newEpoch) throws IOException {
        epoch = newEpoch;
        done.clear();
        write();
    }

    void done(String host, Instant at) throws IOException {
        done.put(host, at);
        write();
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private void write() throws IOException {
        StringBuilder text = new StringBuilder(EPOCH + epoch + "\n");
        done.forEach((host, at) -> text.append(host).append(' ').append(at).append('\n'));
        RestartDebt.replace(file, text.toString());
    }
}
