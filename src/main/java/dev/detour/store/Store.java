package dev.detour.store;

import dev.detour.decision.DurableState;
import dev.detour.decision.Entry;
import dev.detour.decision.EvidenceSnapshot;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where decisions are made durable. An interface because it will live in other places than a file, too.
 * Safe from any thread.
 */
public interface Store extends AutoCloseable {
    /** The fold of the journal: the last durable state of each group. */
    Map<String, DurableState> states();

    /**
     * Adds the entries of one transition of one group, all or none. When this returns and one of them is vital, they are
     * on the disk; notes alone may follow a moment later.
     *
     * @param expectedEpoch the group's epoch as the writer knows it (compare-and-set); 0 for a new group
     * @param entries at least one, of one group, with epochs that do not fall
     * @return the sequence of the last
     * @throws StaleEpochException when the store knows another epoch for the group, or an entry's is lower
     * @throws IOException when they could not be made durable; then it is as if it had not been tried
     */
    long append(long expectedEpoch, List<Entry> entries) throws IOException;

    /** One entry; see {@link #append(long, List)}. */
    default long append(long expectedEpoch, Entry entry) throws IOException {
        return append(expectedEpoch, List.of(entry));
    }

    /** The sequence of the newest entry; 0 when there is none. */
    long newest();

    /** Newest first, with {@code seq < before}; at most {@code limit}. */
    List<Stored> history(Optional<String> group, int limit, long before) throws IOException;

    /** Whether an append could work now; tries to mend what can be mended. The text says why not, or is empty. */
    String ailment();

    Optional<EvidenceSnapshot> evidence(String group);

    /** When this data directory was last written to (journal or kept evidence); empty for a new one. */
    Optional<Stamp> lastStamp();

    /** Keeps evidence for a quick restart; not durable, failures are only counted. */
    void keepEvidence(Map<String, EvidenceSnapshot> byGroup);

    @Override
    void close();

    /** @param at by the wall clock, when it was written */
    record Stored(long seq, Instant at, Entry entry) {}

    /** Someone else decided in between. */
    final class StaleEpochException extends IOException {
        private static final long serialVersionUID = 1L;

        public StaleEpochException(String message) {
            super(message);
        }
    }
}
