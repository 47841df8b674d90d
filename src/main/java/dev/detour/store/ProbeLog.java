package dev.detour.store;

import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Timeline;
import dev.detour.decision.Via;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the probes found, for the page and for {@code simulate}: {@code probes-YYYY-MM-DD.jsonl} in the data directory,
 * a line for each run of equal outcomes of a region, written when it ends, at a {@link #mark}, when an hour of it is full, when the UTC day
 * does, and at {@link #close}. Losing it loses no decision, so it never makes a probe wait and never throws: what finds
 * no room in the queue or on the disk is counted in {@link #lost} and forgotten.
 *
 * <p>Safe from any thread; one thread of its own writes.
 */
public final class ProbeLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeLog.class);
    private static final int QUEUE = 1024;
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final Timeline timeline;
    private final ProbeRuns runs;
    /** What is queued last: it writes the runs that are still open. */
    private static final Consumer<ProbeRuns> END = ProbeRuns::flush;

    private final BlockingQueue<Consumer<ProbeRuns>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;

    /** @param timeline tells the wall clock's word for when a probe ended */
    public ProbeLog(Path data, Timeline timeline) {
        this(timeline, new ProbeFiles(data, ProbeFiles.DAY_CAP));
    }

    ProbeLog(Timeline timeline, ProbeFiles files) {
        this.timeline = timeline;
        this.runs = new ProbeRuns(line -> {
            if (!files.write(line)) {
                lost.incrementAndGet();
            }
        });
        this.writer = new Thread(this::write, "probe-log");
        writer.setDaemon(true);
        writer.start();
    }

    public void record(ProbeResult result) {
        if (closed || !queue.offer(runs -> runs.add(result, timeline.toWall(result.endedAt())))) {
            lost.incrementAndGet();
        }
    }

    /** Writes what a group's runs have come to, so that the log knows all of an incident once it is over. */
    public void mark(String group) {
        if (closed || !queue.offer(runs -> runs.flush(group))) {
            lost.incrementAndGet();
        }
    }

    /** A round of a group's canaries, as a region of its own; no region can have its name. */
    public void recordCanary(String group, boolean up, Instant startedAt, Instant endedAt) {
        var outcome = up ? Outcome.UP : Outcome.DOWN;
        var text = up ? "a canary answers" : "no canary answers";
        record(new ProbeResult(
                group,
                RecordedRun.CANARY,
                Via.PROBE_URL,
                outcome,
                Phase.HTTP,
                null,
                null,
                startedAt,
                endedAt,
                text,
                null));
    }

    /** How many probes or lines were not kept. */
    public long lost() {
        return lost.get();
    }

    /** Writes what is queued; waits no longer than a second. */
    @Override
    public void close() {
        closed = true;
        long end = System.nanoTime() + CLOSING.toNanos();
        try {
            if (queue.offer(END, CLOSING.toNanos(), TimeUnit.NANOSECONDS)) {
                writer.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        while (true) {
            try {
                var next = queue.take();
                next.accept(runs);
                if (next == END) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                lost.incrementAndGet();
                LOG.debug("a probe could not be logged", e);
            }
        }
    }
}
