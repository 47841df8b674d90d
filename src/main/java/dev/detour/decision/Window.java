package dev.detour.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The evidence within the brown-out rule's window. Empty for groups without that rule. Bounded: beyond
 * {@value #MOST} probes the oldest go first.
 *
 * @param observedSince since when evidence was gathered without a break; null when empty
 */
record Window(Instant observedSince, List<Sample> samples) {
    static final Window EMPTY = new Window(null, List.of());
    private static final int MOST = 2_000;

    record Sample(Instant at, boolean failed) {}

    Window with(GroupRules rules, Instant at, Outcome outcome) {
        if (rules.failureRatio().isEmpty()) {
            return EMPTY;
        }
        Instant from = at.minus(rules.failureRatio().get().window());
        List<Sample> kept = new ArrayList<>(samples);
        kept.removeIf(s -> s.at().isBefore(from));
        kept.add(new Sample(at, outcome == Outcome.DOWN));
        int tooMany = Math.max(0, kept.size() - MOST);
        return new Window(observedSince == null ? at : observedSince, List.copyOf(kept.subList(tooMany, kept.size())));
    }

    /** {@code failed 48 of 60 probes in 10 min}. */
    String words(GroupRules.FailureRatio ratio) {
        return "failed " + failed() + " of " + Words.times(samples.size(), "probe") + " in "
                + Words.span(ratio.window());
    }

    private long failed() {
        return samples.stream().filter(Sample::failed).count();
    }

    /** Only a window that was watched in full counts: three failures after a start are no ten bad minutes. */
    boolean tooManyFailed(GroupRules.FailureRatio ratio, int least, Instant now) {
        long failed = failed();
        return observedSince != null
                && !observedSince.plus(ratio.window()).isAfter(now)
                && failed >= least
                && failed * 100 >= (long) ratio.percent() * samples.size();
    }
}
