package dev.detour.decision;

import java.util.List;
import java.util.Optional;

/**
 * The outcome of one {@link Decider#step}.
 *
 * @param state the new state
 * @param entries for the journal; when a vital one cannot be made durable the whole transition is void
 * @param effects to be done afterwards, in order
 * @param reply the answer to an operator's request or to an edit; empty for any other event
 */
public record Transition(GroupState state, List<Entry> entries, List<Effect> effects, Optional<Reply> reply) {
    public Transition {
        entries = List.copyOf(entries);
        effects = List.copyOf(effects);
    }
}
