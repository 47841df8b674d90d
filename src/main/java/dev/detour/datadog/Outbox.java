package dev.detour.datadog;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * What is not delivered yet: a queue bounded in entries and in bytes, and the rules by which it is emptied. First in,
 * first out, always; what finds no room pushes the oldest out, and is counted. A batch that is refused for the moment goes
 * back to the front; one that is too large comes again in halves.
 *
 * <p>Has no clock and no thread: every method is told the time, in nanoseconds of any monotonic clock. Safe from any
 * thread; at most one batch is out at a time.
 */
final class Outbox {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);
    /** A {@code x-ratelimit-reset} beyond this is not believed. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private static final int DOUBLINGS = 6;

    /**
     * @param batchEntries most entries of a batch
     * @param batchBytes most bytes of a batch, {@code overhead} for each entry included
     * @param overhead what stands between two entries, in bytes
     * @param linger how long the first entry of a batch that is not full waits for company
     * @param entries most entries kept, those of the batch that is out included
     * @param bytes most bytes kept, likewise
     */
    record Limits(int batchEntries, long batchBytes, int overhead, Duration linger, int entries, long bytes) {}

    /**
     * @param kept not delivered yet
     * @param dropped pushed out, refused, or too large even alone
     */
    record Count(long delivered, long dropped, int kept, long keptBytes) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(byte[] entry, long since) {}

    private final Limits limits;
    private final DoubleSupplier chance;
    private final Deque<Kept> waiting = new ArrayDeque<>();
    private List<Kept> out = List.of();
    private long bytes;
    private long delivered;
    private long dropped;
    private int failures;
    private Long notBefore;
    /** Most entries of the next batch: less than usual after one that was too large. */
    private int most;

    private boolean hurry;

    /** @param chance from 0 to 1: spreads what several senders would do at the same moment */
    Outbox(Limits limits, DoubleSupplier chance) {
        this.limits = limits;
        this.chance = chance;
        this.most = limits.batchEntries();
    }

    /** Takes an entry; the oldest make room. One that is larger than all there is room for is dropped itself. */
    synchronized void offer(byte[] entry, long now) {
        if (entry.length > limits.bytes()) {
            dropped++;
            return;
        }
        while (!waiting.isEmpty() && !fits(entry)) {
            bytes -= waiting.removeFirst().entry().length;
            dropped++;
        }
        if (!fits(entry)) {
            dropped++;
            return;
        }
        waiting.addLast(new Kept(entry, now));
        bytes += entry.length;
    }

    private boolean fits(byte[] entry) {
        return waiting.size() + out.size() < limits.entries() && bytes + entry.length <= limits.bytes();
    }

    /** The batch to deliver now, to be {@link #answered}; empty when there is none, or one is out already. */
    synchronized Optional<List<byte[]>> due(long now) {
        if (untilDue(now) != 0) {
            return Optional.empty();
        }
        var batch = new ArrayList<Kept>();
        long size = 0;
        while (!waiting.isEmpty() && batch.size() < most) {
            var next = waiting.peekFirst();
            size += next.entry().length + limits.overhead();
            if (!batch.isEmpty() && size > limits.batchBytes()) {
                break;
            }
            batch.add(waiting.removeFirst());
        }
        out = batch;
        return Optional.of(batch.stream().map(Kept::entry).toList());
    }

    /** Nanoseconds until a batch is due: 0 for now, {@link Long#MAX_VALUE} when only a new entry can change that. */
    synchronized long untilDue(long now) {
        if (waiting.isEmpty() || !out.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long blocked = notBefore == null ? 0 : Math.max(0, notBefore - now);
        long lingering = full() || hurry
                ? 0
                : Math.max(0, waiting.peekFirst().since() + limits.linger().toNanos() - now);
        return Math.max(blocked, lingering);
    }

    private boolean full() {
        return waiting.size() >= most || bytes + (long) waiting.size() * limits.overhead() >= limits.batchBytes();
    }

    /** What became of the batch that is out. */
    synchronized void answered(Answer answer, long now) {
        var batch = out;
        out = List.of();
        if (answer instanceof Answer.Again again) {
            putBack(batch);
            notBefore = now + again.after().orElseGet(this::backoff).toNanos();
            failures++;
        } else if (answer instanceof Answer.TooLarge && batch.size() > 1) {
            putBack(batch);
            most = batch.size() / 2;
        } else {
            batch.forEach(kept -> bytes -= kept.entry().length);
            if (answer instanceof Answer.Taken) {
                delivered += batch.size();
                most = Math.min(limits.batchEntries(), most * 2);
            } else {
                dropped += batch.size();
            }
            failures = 0;
            notBefore = null;
        }
    }

    private void putBack(List<Kept> batch) {
        for (int i = batch.size() - 1; i >= 0; i--) {
            waiting.addFirst(batch.get(i));
        }
    }

    /** One second, doubling up to a minute, and up to a quarter more by chance. */
    private Duration backoff() {
        var base = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures, DOUBLINGS));
        var capped = base.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : base;
        return capped.plusNanos((long) (capped.toNanos() * chance.getAsDouble() / 4));
    }

    /** What another side asks for, as far as it is believed. */
    static Duration believed(Duration wait) {
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    /** From now on nothing waits for company: the end is near. */
    synchronized void hurry() {
        hurry = true;
    }

    synchronized Count count() {
        return new Count(delivered, dropped, waiting.size() + out.size(), bytes);
    }
}
