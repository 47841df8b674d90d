package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/** What will happen in a {@link World}, and when. */
final class Agenda {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int MOST_IN_WINDOW = 1_000;

    /** Something that will happen. */
    record Due(Instant at, long order, Runnable what, String tag) {}

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
    private long order;
    private Instant windowStart = Instant.EPOCH;
    private int inWindow;

    void add(Instant when, Runnable what, String tag) {
        due.add(new Due(when, order++, what, tag));
    }

    /** Takes the next out that is due by then; null when there is none. */
    Due before(Instant end) {
        return due.isEmpty() || due.peek().at().isAfter(end) ? null : due.poll();
    }

    void cancel(Predicate<String> tags) {
        due.removeIf(d -> tags.test(d.tag()));
    }

    void clear() {
        due.clear();
    }

    /** A core that asks for the same thing again and again would keep a test busy for hours. */
    void count(Instant now, Due next) {
        if (now.isAfter(windowStart.plus(WINDOW))) {
            windowStart = now;
            inWindow = 0;
        }
        if (++inWindow > MOST_IN_WINDOW) {
            throw new AssertionError("goes round in circles at " + now + ": " + next.tag());
        }
    }
}
