package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What outcomes do to health (SPEC §1), and what of it is told. */
final class Evidence {
    private Evidence() {}

    static void probed(Turn t, ProbeResult result) {
        RegionHealth was = t.regions.get(result.region());
        if (was == null
                || result.outcome() == Outcome.UNKNOWN
                || !was.accepts(result, t.via(result.region()))
                || (t.deaf() && result.outcome() == Outcome.DOWN)) {
            return;
        }
        if (t.deaf()) {
            Isolation.leave(t, result.region() + " answers");
            was = t.regions.get(result.region());
        }
        RegionHealth is = was.probed(t.rules, result);
        t.regions.put(result.region(), is);
        tell(t, result, was, is);
        if (is.health() != Outcome.UNKNOWN) {
            t.durable.evidenced(result.region(), is.health());
        }
        if (result.region().equals(t.durable.active)) {
            Verifying.heard(t, result);
        }
    }

    private static void tell(Turn t, ProbeResult result, RegionHealth was, RegionHealth is) {
        String name = result.region();
        if (is.streak() == Outcome.DOWN && is.count() == 1) {
            t.tell(EventKind.PROBE_FAILED, Notice.Level.WARNING, name, name + ": " + result.text(), false);
        }
        if (is.health() != was.health()) {
            changed(t, name, is, result.text());
        } else if (name.equals(t.durable.active)
                && is.health() == Outcome.UP
                && halfway(t.rules, is)
                && !(was.streak() == Outcome.DOWN && halfway(t.rules, was))) {
            t.tell(
                    EventKind.REGION_DEGRADED,
                    Notice.Level.WARNING,
                    name,
                    name + " fails since " + Words.span(is.span()) + ", DOWN after " + Words.span(t.rules.outage()),
                    false);
        }
    }

    private static boolean halfway(GroupRules rules, RegionHealth h) {
        return h.streak() == Outcome.DOWN && h.span().compareTo(rules.outage().dividedBy(2)) >= 0;
    }

    private static void changed(Turn t, String name, RegionHealth is, String text) {
        boolean up = is.health() == Outcome.UP;
        EventKind kind = up ? EventKind.REGION_UP : EventKind.REGION_DOWN;
        String words = name + " is " + is.health() + ": "
                + (up ? Words.times(is.count(), "good probe") : Words.times(is.count(), "failed probe"))
                + " in " + Words.span(is.span())
                + (up ? "" : ", " + text);
        t.tell(kind, up ? Notice.Level.INFO : Notice.Level.WARNING, name, words, false);
        t.note(kind, name, words);
    }

    /** Evidence that is no longer fresh is none (SPEC §1). */
    static void age(Turn t) {
        Instant oldest = t.now.minus(t.rules.freshness());
        for (int i = 0; i < t.rules.regions().size(); i++) {
            RegionHealth h = t.regions.at(i);
            Region region = t.rules.regions().get(i);
            if (h.lastEvidence() == null || !h.lastEvidence().isBefore(oldest)) {
                continue;
            }
            t.regions.put(region.name(), h.forgotten(t.now, h.evidenceFrom()));
            Verifying.unheard(t, region.name());
            if (h.health() != Outcome.UNKNOWN) {
                String words = region.name() + " is UNKNOWN: nothing heard for "
                        + Words.span(Duration.between(h.lastEvidence(), t.now));
                t.tell(EventKind.REGION_UNKNOWN, Notice.Level.WARNING, region.name(), words, false);
                t.note(EventKind.REGION_UNKNOWN, region.name(), words);
            }
        }
    }

    /** Nobody watched for a while: what was known before says nothing about now (S11). */
    static void gap(Turn t) {
        t.regions.replaceAll((name, h) -> h.forgotten(t.now, t.now));
        t.canary = t.canary.forgotten(t.now);
        Verifying.restartClock(t);
    }

    /**
     * Asks for a probe of the failing active region that ends about when its outage is long enough, so that a decision
     * need not wait for the schedule's next one (L1). Twice: one that would hang until its timeout, one that would fail
     * at once.
     */
    static void hurryThreshold(Turn t) {
        boolean due = t.active()
                .map(t::health)
                .filter(h -> h.streak() == Outcome.DOWN && h.count() + 1 >= t.rules.minFailures())
                .filter(h -> h.span().compareTo(t.rules.outage()) < 0)
                .map(h -> h.streakSince().plus(t.rules.outage()))
                .filter(end -> reached(t, end) || reached(t, end.minus(t.rules.timeout())))
                .isPresent();
        if (due) {
            t.effect(new Effect.ProbeNow(List.of(t.durable.active)));
        }
    }

    /** Whether this is the first event since that moment. */
    private static boolean reached(Turn t, Instant moment) {
        return !moment.isAfter(t.now) && moment.isAfter(t.before.watch.now());
    }

    /**
     * Asks for a quick second look at regions that are UP but were last heard before the active one began to fail, so
     * that short outages need not wait a whole interval for the proof that we ourselves are online (S3).
     */
    static void hurryProof(Turn t) {
        List<String> unproven = Eligibility.unproven(t);
        if (!unproven.isEmpty()) {
            t.effect(new Effect.ProbeNow(unproven));
        }
    }
}
