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
            return Found.OFF;
        }

        @Override
        public void sent(Request request, int status) {}
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
        /** The request is none that a cache may answer; the upstream is asked. */
        Found OFF = new Off();

        /** {@code X-Detour-Cache}. */
        default String word() {
            return this instanceof Hit ? "hit" : this instanceof Miss ? "miss" : "off";
        }

        record Hit(Answer answer) implements Found {}

        record Off() implements Found {}

        /** It may be kept; the upstream is asked. */
        non-sealed interface Miss extends Found {
            /**
             * The head of the answer came.
             *
             * @param headers end-to-end ones only
             * @return who wants the body's bytes, when it may be kept
             */
            Optional<Keeper> keep(int status, Iterable<Map.Entry<String, String>> headers, Instant now);
        }
    }

    Found find(Request request, Instant now);

    /**
     * It is known, or never will be, what came of a request: a method that is not safe makes kept answers invalid. To be
     * called before the client is told.
     *
     * @param status of the answer; 0 when there is none
     */
    void sent(Request request, int status);

    /** Takes one body as it comes. Dropped when the body breaks off: then {@link #end} is not called. */
    interface Keeper {
        /** @return false when the body is longer than an entry may be; no more is offered then */
        boolean add(byte[] bytes);

        void end();
    }
}
