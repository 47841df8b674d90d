package dev.detour.control;

import dev.detour.decision.DurableState;
import dev.detour.decision.Entry;
import dev.detour.decision.EvidenceSnapshot;
import dev.detour.store.Stamp;
import dev.detour.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store that always works and keeps nothing: what is only played is not to be remembered. */
final class Forgetful implements Store {
    private long seq;

    @Override
    public Map<String, DurableState> states() {
        return Map.of();
    }

    @Override
    public long append(long expectedEpoch, List<Entry> entries) {
        seq += entries.size();
        return seq;
    }

    @Override
    public List<Stored> history(Optional<String> group, int limit, long before) {
        return List.of();
    }

    @Override
    public long newest() {
        return seq;
    }

    @Override
    public String ailment() {
        return "";
    }

    @Override
    public Optional<EvidenceSnapshot> evidence(String group) {
        return Optional.empty();
    }

    @Override
    public Optional<Stamp> lastStamp() {
        return Optional.empty();
    }

    @Override
    public void keepEvidence(Map<String, EvidenceSnapshot> byGroup) {
        // There is no restart to be quick at.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
