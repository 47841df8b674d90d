package dev.detour.decision;

import java.util.Optional;

/** The core's answer to an {@link Event.Operator} or an {@link Event.Reconfigured}. */
public sealed interface Reply {

    /**
     * Done, or for a dry run: what would be done.
     *
     * @param decision the decision it led to, if it led to one
     * @param text one sentence
     */
    record Accepted(Optional<Decision> decision, String text) implements Reply {}

    /** Not done; nothing changed. */
    record Refused(Why why, String error, String hint) implements Reply {}

    enum Why {
        /** No such region (HTTP 404). */
        UNKNOWN_REGION,
        /** The world moved on (HTTP 409). */
        MOVED_ON,
        /** The rules say no (HTTP 422). */
        RULES
    }
}
