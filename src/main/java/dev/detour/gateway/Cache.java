package dev.detour.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps answers of one service (RFC 9111). Called on the event loop only; every method is quick, blocks never and throws
 * nothing. It knows neither Vert.x nor a clock: {@code now} is on the monotonic timeline.
 */
public interface Cache {
    /** Keeps nothing. */
    Cache OFF = new Cache() {
        @Override
        public Found find(Request request, Instant now) {
            return new Found.Off();
        }

        @Override
        public Optional<Keeper> keep(
                Request request, int status, Iterable<Map.Entry<String, String>> headers, Instant now) {
            return Optional.empty();
        }

        @Override
        public void answered(Request request, int status, Iterable<Map.Entry<String, String>> headers, Instant now) {}
    };

    /**
     * As the client sent it.
     *
     * @param uri path and query below the service
     * @param headers may be read as long as the call lives
     */
    record Request(String method, String uri, Iterable<Map.Entry<String, String>> headers) {}

    /** What is answered from here: a kept answer with its Age, or a 304 of it. */
    record Answer(int status, List<Map.Entry<String, String>> headers, byte[] body) {}

    sealed interface Found {
        /** @param stale beyond its lifetime, and allowed all the same */
        record Hit(Answer answer, boolean stale) implements Found {}

        /** It may be kept; the upstream is asked. */
        record Miss() implements Found {}

        /** The request is none that a cache may answer; the upstream is asked. */
        record Off() implements Found {}
    }

    Found find(Request request, Instant now);

    /**
     * The head of an answer came, of a request that was a miss.
     *
     * @param headers end-to-end ones only
     * @return who wants the body's bytes, when it may be kept
     */
    Optional<Keeper> keep(Request request, int status, Iterable<Map.Entry<String, String>> headers, Instant now);

    /** The head of an answer came, of any request: a method that is not safe makes kept answers invalid. */
    void answered(Request request, int status, Iterable<Map.Entry<String, String>> headers, Instant now);

    /** Takes one body as it comes. Dropped when the body breaks off: then {@link #end} is not called. */
    interface Keeper {
        /** @return false when the body is longer than an entry may be; no more is offered then */
        boolean add(byte[] bytes);

        void end();
    }
}
