package dev.detour.decision;

import java.util.Optional;

/** What a {@link World}'s core acts upon: the journal, the kept evidence, the env file, the application. */
interface Outside {
    /** Makes what a transition wants remembered durable; the words why it could not. */
    Optional<String> append(Event event, Transition step);

    default void keep(EvidenceSnapshot evidence) {}

    /** Why the journal could not be written now, empty words when it could; nothing when nobody looks. */
    default Optional<String> ailment() {
        return Optional.empty();
    }

    /** A step begins that does not hang. */
    default void begin(Effect.RunStep run) {}

    /** It does what it is for, or {@code fails} to; the words why it did not succeed. */
    Optional<String> work(Effect.RunStep run, boolean fails);

    /** The region that the env file names. */
    Optional<String> envRegion();

    /** The process, or the machine, is gone: sets what the next process will find. */
    void crash(boolean machine);

    /** Does something in which the process may be killed. */
    default void guarded(Runnable what) {
        what.run();
    }
}
