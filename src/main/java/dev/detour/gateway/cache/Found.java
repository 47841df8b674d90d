package dev.detour.gateway.cache;

import java.util.Optional;

/** What the cache says to a request. */
public sealed interface Found {
    /**
     * Answer with this and ask nobody.
     *
     * @param notModified whether the client has it already: 304, without a body
     * @param ageSeconds for the field {@code Age}, which every such answer carries (RFC 9111, 5.1)
     */
    record Hit(Entry entry, boolean notModified, long ageSeconds) implements Found {
        public int status() {
            return notModified ? 304 : entry.status();
        }

        /** The fields of the answer, but {@code Age} and {@code Content-Length}. */
        public Fields fields() {
            return notModified ? entry.fieldsUnmodified() : entry.fields();
        }
    }

    /**
     * Ask the upstream.
     *
     * @param filling takes the answer in; empty when it would not be kept
     */
    record Miss(Optional<Filling> filling) implements Found {}

    /** Ask the upstream; the cache has nothing to do with it. */
    record Off(Rule why) implements Found {}
}
