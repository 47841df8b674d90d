package dev.detour.probe;

import dev.detour.config.Settings;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Timeline;
import dev.detour.decision.Via;
import java.net.URI;
import java.time.Duration;

/** One probe now, from here, outside the schedule and the breaker: the CLI's {@code probe}. */
public final class ProbeOnce {
    private ProbeOnce() {}

    /**
     * @param connect zero when the probe did not come so far; likewise below
     * @param firstByte from the request's first byte to the whole head of the answer
     * @param total DNS to the last body byte read
     */
    public record Report(
            ProbeResult result, Duration dns, Duration connect, Duration tls, Duration firstByte, Duration total) {}

    /**
     * Returns within the group's probe timeout.
     *
     * @throws IllegalArgumentException when the region has no such URL
     */
    public static Report run(Settings.Group group, String region, Via via, Timeline timeline) {
        var urls = via == Via.PROBE_URL ? group.probe().urls() : group.probe().candidateUrls();
        var uri = urls.get(region);
        if (uri == null) {
            throw new IllegalArgumentException(
                    "region " + region + " of group " + group.name() + " has no URL to be probed by");
        }
        return ask(
                new Question(
                        group.name(),
                        region,
                        via,
                        uri,
                        group.probe(),
                        new TlsTrust(group.probe().tls())),
                timeline);
    }

    /** Asks one of a group's canaries, as its canary route does. */
    public static Report canary(Settings.Group group, URI uri, Timeline timeline) {
        var rules = CanaryRules.of(group.probe());
        return ask(
                new Question(group.name(), "canary", Via.PROBE_URL, uri, rules, new TlsTrust(rules.tls())), timeline);
    }

    private static Report ask(Question question, Timeline timeline) {
        try (var asker = new Asker(timeline)) {
            var startedAt = timeline.now();
            var attempt = asker.begin(question.rules().timeout());
            var verdict = asker.ask(question, attempt);
            var total = attempt.elapsed();
            return new Report(
                    asker.result(question, verdict, attempt, startedAt),
                    phase(attempt, Phase.DNS, total),
                    phase(attempt, Phase.CONNECT, total),
                    phase(attempt, Phase.TLS, total),
                    phase(attempt, Phase.HTTP, total),
                    total);
        }
    }

    /** From its beginning to that of the next phase reached, or to the end. */
    private static Duration phase(Attempt attempt, Phase phase, Duration total) {
        var from = attempt.began(phase);
        if (from.isZero()) {
            return Duration.ZERO;
        }
        var to = total;
        for (var later : Phase.values()) {
            var began = attempt.began(later);
            if (began.compareTo(from) > 0 && began.compareTo(to) < 0) {
                to = began;
            }
        }
        return to.minus(from);
    }
}
