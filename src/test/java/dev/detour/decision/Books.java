package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.store.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The checker's own books on the journal: what the next process may find. They know what was asked for and what was
 * answered, and nothing of how the store does it.
 */
final class Books {
    /** What is durable for sure, and behind it the notes that only a crash of the machine may take. */
    private final List<DurableState> sure = new ArrayList<>(List.of(DurableState.empty()));
    /** What was asked for and not, or badly, answered. */
    private final List<DurableState> open = new ArrayList<>();

    /** What a crash of the process may leave of the kept evidence. */
    private final List<EvidenceSnapshot> newest = new ArrayList<>();
    /** What a crash of the machine may leave of it: nobody forces it. */
    private final List<EvidenceSnapshot> ever = new ArrayList<>();

    private boolean keptAny;
    /** When something was surely written last; null for never. */
    private Instant at;

    void tries(List<Entry> entries) {
        entries.forEach(e -> open.add(e.durable()));
    }

    void wrote(List<Entry> entries, Instant now) {
        at = now;
        if (entries.stream().anyMatch(Entry::vital)) {
            sure.clear();
        }
        // All or none: of those that were written at once the last is known, the others are behind it.
        sure.add(entries.get(entries.size() - 1).durable());
        mended();
    }

    /** The store says that it could write: then nothing is left of what it had refused. */
    void mended() {
        open.clear();
    }

    void keeps(EvidenceSnapshot snapshot) {
        newest.add(snapshot);
        ever.add(snapshot);
    }

    void kept() {
        newest.subList(0, newest.size() - 1).clear();
        keptAny = true;
    }

    /** When the directory says that it was written last. */
    void stamped(Optional<Stamp> last, boolean machine) {
        boolean late = last.isEmpty() || last.get().timeline().isBefore(at == null ? Instant.MIN : at);
        assertThat(at != null && !machine && late)
                .as("SPEC §5: written last at %s, not %s", at, last)
                .isFalse();
        at = last.map(Stamp::timeline).orElse(null);
    }

    /** After a crash, from which the store made this. */
    void found(DurableState state, Optional<EvidenceSnapshot> snapshot, boolean machine) {
        List<DurableState> may = new ArrayList<>(machine ? sure : sure.subList(sure.size() - 1, sure.size()));
        may.addAll(open);
        assertThat(may)
                .as("S4, SPEC §11: the journal after a crash of the %s", machine ? "machine" : "process")
                .contains(state);
        boolean lost = snapshot.isEmpty() && (machine || !keptAny);
        assertThat(lost || snapshot.filter((machine ? ever : newest)::contains).isPresent())
                .as("S11: evidence after a crash of the %s: %s", machine ? "machine" : "process", snapshot)
                .isTrue();
        sure.clear();
        open.clear();
        sure.add(state);
        newest.clear();
        snapshot.ifPresent(newest::add);
        keptAny = snapshot.isPresent();
    }
}
