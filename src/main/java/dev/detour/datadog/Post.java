package dev.detour.datadog;

import java.util.List;

/** Delivers one batch, once. Called by one thread. */
interface Post extends AutoCloseable {
    /**
     * @param batch at least one entry
     * @return what became of it; never throws for what a network does
     */
    Answer deliver(List<byte[]> batch);

    @Override
    default void close() {}
}
