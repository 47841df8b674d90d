package dev.detour.store;

import dev.detour.decision.DurableState;
import dev.detour.decision.Entry;
import dev.detour.decision.EvidenceSnapshot;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in a directory: {@code journal.jsonl} with its {@code mark}, {@code evidence.json}, {@code lock}.
 *
 * <p>What it promises. A vital append that returned survives the process and the machine. A note (not vital) that
 * returned survives the process; a crash of the machine may take the notes since the last vital append, newest first.
 * An append that threw is taken back; only where the disk refuses that too, and the process ends before the disk
 * recovers, may the next opening find it done. What is found at opening is made durable before anything is told of it.
 *
 * <p>Safe from any thread. No thread of its own: an append, and now and then a compaction of some milliseconds, happen on
 * the caller's.
 */
public final class FileStore implements Store {
    /** Journals above this are compacted. */
    public static final int COMPACT_AT = 8 << 20;
    /**
     * How many lines a compaction keeps, if they have room in half of what is compacted at: a line holds a whole state, 30 KB
     * of it where a group has a thousand regions.
     */
    public static final int KEEP = 1000;

    static final String JOURNAL = "journal.jsonl";
    static final String MARK = "mark";
    static final String EVIDENCE = "evidence.json";
    static final String NEW = ".new";

    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

    private final Path data;
    private final Closeable claim;
    private final Disk disk;
    private final int compactAt;
    private final int keep;
    private final List<String> notices = new ArrayList<>();
    private final Map<String, DurableState> states = new HashMap<>();
    private final Map<String, EvidenceSnapshot> evidence;
    private final Optional<Stamp> lastStamp;
    private final JournalFile journal;
    private final Object evidenceLock = new Object();
    private volatile Supplier<Stamp> stamps;
    private long nextCompaction;
    private long evidenceFailures;
    private boolean closed;

    /**
     * Opens a data directory, or makes one.
     *
     * @throws DataException when it is locked, damaged, of a newer schema or unusable; nothing was changed then
     */
    public static FileStore open(Path data) throws IOException {
        return open(data, COMPACT_AT, KEEP);
    }

    /**
     * @param compactAt bytes of the journal above which it is compacted
     * @param keep lines that a compaction keeps at most, at least 1
     */
    public static FileStore open(Path data, int compactAt, int keep) throws IOException {
        var directory = DataDirectory.claim(data);
        try {
            var store = new FileStore(directory.path(), directory, new Disk.Real(), compactAt, keep);
            store.notices.addAll(0, directory.notices());
            return store;
        } catch (DataException | RuntimeException | Error e) {
            directory.close();
            throw e;
        } catch (IOException e) {
            directory.close();
            throw new DataException(DataException.Kind.UNUSABLE, data + ": " + e.getMessage() + " (detour.data)", e);
        }
    }

    FileStore(Path data, Closeable claim, Disk disk, int compactAt, int keep) throws IOException {
        this.data = data;
        this.claim = claim;
        this.disk = disk;
        this.compactAt = compactAt;
        this.keep = keep;
        this.nextCompaction = compactAt;
        var found = Opening.open(disk, data, notices);
        this.journal = found.journal();
        found.newest().forEach((group, line) -> states.put(group, line.entry().durable()));
        this.evidence = found.evidence().map(EvidenceFile.Kept::groups).orElse(Map.of());
        this.lastStamp = found.lastStamp();
    }

    /** Who tells the time of each line. To be set before the first append; {@link #lastStamp} is known before. */
    public void stamps(Supplier<Stamp> source) {
        stamps = source;
    }

    /** What was put right or left out at opening, for the log, and since, which is there already: one sentence each. */
    public List<String> notices() {
        synchronized (journal) {
            return List.copyOf(notices);
        }
    }

    @Override
    public Map<String, DurableState> states() {
        synchronized (journal) {
            return Map.copyOf(states);
        }
    }

    @Override
    public long append(long expectedEpoch, List<Entry> entries) throws IOException {
        synchronized (journal) {
            requireOpen();
            compareEpochs(expectedEpoch, entries);
            long seq = journal.append(stamp(), entries);
            var last = entries.get(entries.size() - 1);
            states.put(last.group(), last.durable());
            if (journal.length() > nextCompaction) {
                compact();
            }
            return seq;
        }
    }

    @Override
    public List<Stored> history(Optional<String> group, int limit, long before) throws IOException {
        History.Source source;
        synchronized (journal) {
            requireOpen();
            source = History.open(data.resolve(JOURNAL), journal.length());
        }
        try (source) {
            return source.newest(group, limit, before);
        }
    }

    @Override
    public long newest() {
        synchronized (journal) {
            return journal.lastSeq();
        }
    }

    @Override
    public String ailment() {
        synchronized (journal) {
            return closed ? data + ": is closed" : journal.ailment();
        }
    }

    /** As of the opening. */
    @Override
    public Optional<EvidenceSnapshot> evidence(String group) {
        return Optional.ofNullable(evidence.get(group));
    }

    /** As of the opening: what this process writes does not count. */
    @Override
    public Optional<Stamp> lastStamp() {
        return lastStamp;
    }

    @Override
    public void keepEvidence(Map<String, EvidenceSnapshot> byGroup) {
        synchronized (evidenceLock) {
            try {
                requireInPlace();
                EvidenceFile.write(disk, data.resolve(EVIDENCE), stamp(), byGroup);
            } catch (IOException e) {
                evidenceFailures++;
            }
        }
    }

    /** How often {@link #keepEvidence} failed. */
    public long evidenceFailures() {
        synchronized (evidenceLock) {
            return evidenceFailures;
        }
    }

    @Override
    public void close() {
        synchronized (evidenceLock) {
            closeJournal();
        }
    }

    private void closeJournal() {
        synchronized (journal) {
            if (closed) {
                return;
            }
            closed = true;
            try (claim) {
                journal.close();
            } catch (IOException e) {
                notice(data + ": closing: " + e.getMessage());
            }
        }
    }

    private void compareEpochs(long expected, List<Entry> entries) throws StaleEpochException {
        var group = entries.get(0).group();
        var known = states.get(group);
        long epoch = known == null ? 0 : known.epoch();
        if (expected != epoch) {
            throw new StaleEpochException(
                    "group " + group + " is at epoch " + epoch + ", not " + expected + " as the writer thought");
        }
        for (var entry : entries) {
            if (!entry.group().equals(group)) {
                throw new IllegalArgumentException("entries of two groups: " + group + " and " + entry.group());
            }
            long lower = Math.min(entry.epoch(), entry.durable().epoch());
            if (lower < epoch) {
                throw new StaleEpochException(
                        "group " + group + " is at epoch " + epoch + " and never goes back, to " + lower);
            }
            epoch = lower;
        }
    }

    private void notice(String words) {
        notices.add(words);
        LOG.warn(words);
    }

    /** The entry that led here is durable already: a failure costs room, nothing else. */
    private void compact() {
        try {
            journal.compact(keep, compactAt / 2);
            nextCompaction = Math.max(compactAt, 2 * journal.length());
        } catch (IOException e) {
            nextCompaction = journal.length() + compactAt / 8 + 1;
            notice(data.resolve(JOURNAL) + ": not compacted: " + e.getMessage());
        }
    }

    private Stamp stamp() {
        if (stamps == null) {
            throw new IllegalStateException("stamps() comes before the first write");
        }
        return stamps.get();
    }

    /** Evidence goes by name, so not to whatever has taken the directory's place. */
    private void requireInPlace() throws IOException {
        synchronized (journal) {
            requireOpen();
            if (!journal.isThere()) {
                throw new IOException(data + ": was removed or replaced");
            }
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException(data + ": is closed");
        }
    }
}
