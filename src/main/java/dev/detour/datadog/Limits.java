package dev.detour.datadog;

import java.time.Duration;

/** What Datadog takes at once. */
final class Limits {
    /** docs.datadoghq.com, "Send logs": most logs of a request. */
    static final int LOGS = 1000;
    /** Most bytes of a request before compression; decimal, so that it holds by either reading of MB. */
    static final int LOGS_BYTES = 5_000_000;
    /** Most bytes of one log. The intake cuts longer ones without a word. */
    static final int LOG_BYTES = 1_000_000;
    /** "Post an event". */
    static final int EVENT_TEXT = 4000;

    static final int EVENT_TITLE = 500;
    static final int EVENT_KEY = 100;
    /** "DogStatsD": what passes most networks in one piece. */
    static final int DATAGRAM = 1432;
    /** The agent's dogstatsd_buffer_size: longer datagrams are cut off there. */
    static final int LONGEST_DATAGRAM = 8192;

    private Limits() {}

    static Outbox.Limits of(DatadogKind kind, boolean viaAgent, DatadogConfiguration c) {
        if (c.getBatchSize() < 1 || c.getBatchSize() > LOGS) {
            throw new IllegalArgumentException("datadog: batchSize is 1 to " + LOGS + ", not " + c.getBatchSize());
        }
        if (c.getBufferSize() < 1 || c.getBufferBytes() < 1 || c.getBatchDelay() < 0) {
            throw new IllegalArgumentException(
                    "datadog: bufferSize and bufferBytes are positive, batchDelay not negative");
        }
        var linger = Duration.ofMillis(c.getBatchDelay());
        if (viaAgent) {
            int most = kind == DatadogKind.metrics ? LOGS : 1;
            return new Outbox.Limits(
                    most, DATAGRAM, 1, most == 1 ? Duration.ZERO : linger, c.getBufferSize(), c.getBufferBytes());
        }
        return kind == DatadogKind.logs
                // Two bytes for the brackets of the array.
                ? new Outbox.Limits(c.getBatchSize(), LOGS_BYTES - 2L, 1, linger, c.getBufferSize(), c.getBufferBytes())
                : new Outbox.Limits(1, LOG_BYTES, 0, Duration.ZERO, c.getBufferSize(), c.getBufferBytes());
    }
}
