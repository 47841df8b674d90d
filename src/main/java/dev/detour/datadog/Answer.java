package dev.detour.datadog;

import java.time.Duration;
import java.util.Optional;

/** What became of a batch. The reasons are for people, name no address and hold no key. */
sealed interface Answer {
    /** It arrived. */
    record Taken() implements Answer {}

    /**
     * Not now; the same batch is due again later.
     *
     * @param after when the other side says to come back; empty for our own backoff
     */
    record Again(String why, Optional<Duration> after) implements Answer {}

    /** Too large as a whole: in halves it may pass. */
    record TooLarge() implements Answer {}

    /** Never: the same batch would be refused again. */
    record Refused(String why) implements Answer {}

    static Answer taken() {
        return new Taken();
    }

    static Answer again(String why) {
        return new Again(why, Optional.empty());
    }
}
