package dev.detour.gateway;

import java.time.Duration;
import java.util.Optional;

/**
 * Why an attempt failed (SPEC §9).
 *
 * @param text for people: {@code connection refused}, {@code status 503}
 * @param status of the upstream's answer; 0 when there was none
 * @param sent whether the upstream may have got a byte of the request
 * @param retryAfter for how long the upstream wants to be left alone
 */
record Failure(Kind kind, String text, int status, boolean sent, Optional<Duration> retryAfter) {
    /** The {@code error_type} of the metrics. */
    enum Kind {
        CONNECT,
        TIMEOUT,
        BROKEN,
        STATUS;

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Failure of(Kind kind, String text, boolean sent) {
        return new Failure(kind, text, 0, sent, Optional.empty());
    }

    static Failure status(int status, Optional<Duration> retryAfter) {
        return new Failure(Kind.STATUS, "status " + status, status, true, retryAfter);
    }

    /** RFC 9110, 15: whether the answer with this status is a failure of the upstream and not of the client. */
    static boolean isFailure(int status) {
        return status >= 500 || status == 408 || status == 429;
    }
}
