package dev.detour.decision;

import java.util.Map;
import java.util.Objects;

/**
 * What a transition adds to the journal. The store gives it sequence and time.
 *
 * @param group the group's name
 * @param event the kind
 * @param epoch the group's epoch after it
 * @param region the region concerned, or null
 * @param by {@code detour}, or who asked
 * @param reason one sentence
 * @param evidence what was known, by region name; may be empty
 * @param durable the group's whole durable state after it: the fold of the journal is "the last one wins"
 * @param vital whether the transition must not happen unless this is durable (decisions, step results, operators'
 *     requests), as opposed to a note for the history
 */
public record Entry(
        String group,
        EventKind event,
        long epoch,
        String region,
        String by,
        String reason,
        Map<String, String> evidence,
        DurableState durable,
        boolean vital) {
    public Entry {
        Objects.requireNonNull(group);
        Objects.requireNonNull(event);
        Objects.requireNonNull(by);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(durable);
        evidence = Map.copyOf(evidence);
    }

    /** Whether something was decided; the note of a group that only observes, what it would have done, is none. */
    public boolean decides() {
        return event == EventKind.DECISION && vital;
    }
}
