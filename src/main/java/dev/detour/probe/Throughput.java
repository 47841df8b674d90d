package dev.detour.probe;

import dev.detour.decision.ErrorClass;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.apache.hc.core5.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fast a group's network is (SPEC §4), as its route {@code throughput-<group>} sees it. Reads a file and forgets it
 * piece by piece; what counts is from the answer's head to the last byte wanted.
 */
public final class Throughput {
    /** Less than this tells of buffers rather than of the network. */
    static final long LEAST_BYTES = 64 * 1024;
    /** Whoever needs longer for the whole is measured by what came until then. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Throughput.class);

    private final Asker asker;
    private final Question question;
    private final long most;
    private final LongConsumer slow;

    /**
     * @param most bytes to read
     * @param slow told of a speed that is too low, in whole Mbit/s
     */
    Throughput(Asker asker, Question question, long most, LongConsumer slow) {
        this.asker = asker;
        this.question = question;
        this.most = most;
        this.slow = slow;
    }

    /** Whole Mbit/s, rounded down; null when it could not be measured, for a broken download is no slow one. */
    public Long measure() {
        var attempt = asker.begin(question.rules().timeout());
        var flow = new Flow();
        try (attempt) {
            asker.download(question, most, attempt, flow);
        } catch (IOException | HttpException | RuntimeException e) {
            var fault = Faults.of(attempt, e);
            if (fault.error() != ErrorClass.TIMEOUT || flow.bytes() < LEAST_BYTES) {
                return unknown(fault.text());
            }
        }
        return flow.bytes() < LEAST_BYTES
                ? unknown("only " + flow.bytes() + " bytes came, " + LEAST_BYTES + " are needed")
                : Long.valueOf(flow.mbits());
    }

    /** Holds the group for a while. */
    public void slow(long mbits) {
        slow.accept(mbits);
    }

    private Long unknown(String why) {
        if (!asker.closed()) {
            LOG.info("The throughput of group {} could not be measured: {}", question.group(), why);
        }
        return null;
    }

    /** Counts what comes, and the time it takes. Belongs to one thread. */
    static final class Flow {
        private long began;
        private long ended;
        private long bytes;

        void begin() {
            began = System.nanoTime();
            ended = began;
        }

        void add(int n) {
            bytes += n;
            ended = System.nanoTime();
        }

        /** Nothing more comes, and the time that was spent on waiting counts. */
        void end() {
            ended = System.nanoTime();
        }

        long bytes() {
            return bytes;
        }

        long mbits() {
            return mbits(bytes, Math.max(1, ended - began));
        }

        /** A bit in a microsecond is a Mbit in a second. */
        static long mbits(long bytes, long nanos) {
            return bytes * 8 * 1000 / nanos;
        }
    }
}
