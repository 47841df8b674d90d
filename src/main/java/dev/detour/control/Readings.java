package dev.detour.control;

import dev.detour.decision.Outcome;
import dev.detour.decision.ProbeResult;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** What is remembered of a region's probes for people to look at; no decision depends on it. Thread-safe. */
final class Readings {
    private static final int LATENCIES = 100;
    private static final int TICKS = 60;

    private final double[] millis = new double[LATENCIES];
    private int answers;
    private final StringBuilder ticks = new StringBuilder(TICKS);
    private final Deque<Integer> tickMillis = new ArrayDeque<>(TICKS);
    private ProbeResult last;

    synchronized void add(ProbeResult result) {
        last = result;
        if (ticks.length() == TICKS) {
            ticks.deleteCharAt(0);
            tickMillis.removeFirst();
        }
        ticks.append(
                switch (result.outcome()) {
                    case UP -> 'U';
                    case DOWN -> 'D';
                    case UNKNOWN -> '?';
                });
        tickMillis.addLast((int) result.duration().toMillis());
        if (result.outcome() == Outcome.UP) {
            millis[answers++ % LATENCIES] = result.duration().toNanos() / 1e6;
        }
    }

    synchronized Groups.RegionHistory history() {
        var sorted = Arrays.copyOf(millis, Math.min(answers, LATENCIES));
        Arrays.sort(sorted);
        return new Groups.RegionHistory(
                last, quantile(sorted, 0.5), quantile(sorted, 0.95), ticks.toString(), List.copyOf(tickMillis));
    }

    private static Double quantile(double[] sorted, double q) {
        return sorted.length == 0 ? null : Math.round(10 * sorted[(int) Math.ceil(q * sorted.length) - 1]) / 10.0;
    }
}
