package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;

/**
 * The evidence of one region (SPEC §1): its streak, and the health that streaks add up to.
 *
 * @param health UP, DOWN, or UNKNOWN without fresh evidence
 * @param since since when
 * @param before the health before that, to which isolation rolls back
 * @param sinceBefore since when it had been that
 * @param via the URL that the newest evidence came by; null when there is none
 * @param streak the outcome of the newest evidence, UP or DOWN; null when there is none that counts
 * @param count how many of it in a row
 * @param streakSince since when it has been so: the start of the first failed probe of a DOWN streak, for a region that
 *     hangs was down all that time; the end of the first good one of an UP streak
 * @param streakHeard when the first of them ended
 * @param lastEvidence when the newest evidence ended; null when there is none
 * @param evidenceFrom probes that began earlier are no evidence; null when all are
 * @param window what the brown-out rule looks at
 */
record RegionHealth(
        Outcome health,
        Instant since,
        Outcome before,
        Instant sinceBefore,
        Via via,
        Outcome streak,
        int count,
        Instant streakSince,
        Instant streakHeard,
        Instant lastEvidence,
        Instant evidenceFrom,
        Window window) {

    static RegionHealth unknown(Instant now) {
        return new RegionHealth(
                Outcome.UNKNOWN, now, Outcome.UNKNOWN, now, null, null, 0, null, null, null, null, Window.EMPTY);
    }

    static RegionHealth restored(EvidenceSnapshot.Kept k) {
        return new RegionHealth(
                k.health(),
                k.since(),
                Outcome.UNKNOWN,
                k.since(),
                k.via(),
                k.streak(),
                k.count(),
                k.streakSince(),
                // Not kept, and thus as late as it can be: a candidate has to be heard anew (S3).
                k.lastEvidence(),
                k.lastEvidence(),
                null,
                Window.EMPTY);
    }

    EvidenceSnapshot.Kept kept() {
        return new EvidenceSnapshot.Kept(health, since, via, streak, count, streakSince, lastEvidence);
    }

    boolean fresh(GroupRules rules, Instant now) {
        return lastEvidence != null && !lastEvidence.plus(rules.freshness()).isBefore(now);
    }

    /** Whether the newest that was heard of it is good news, and fresh. */
    boolean newestUp(GroupRules rules, Instant now) {
        return streak == Outcome.UP && fresh(rules, now);
    }

    /** From the streak's beginning to the end of its newest probe; not until now, for nothing was heard since. */
    Duration span() {
        return streak == null ? Duration.ZERO : Duration.between(streakSince, lastEvidence);
    }

    /**
     * Whether the streak as it stands is proof of DOWN (S2). Stricter than {@code health == DOWN}: one UP takes the proof
     * away, but not yet the health.
     */
    boolean provenDown(GroupRules rules) {
        return streak == Outcome.DOWN
                && (failedLongEnough(rules)
                        || rules.failureRatio()
                                .filter(ratio -> window.tooManyFailed(ratio, rules.minFailures(), lastEvidence))
                                .isPresent());
    }

    private boolean failedLongEnough(GroupRules rules) {
        return count >= rules.minFailures() && span().compareTo(rules.outage()) >= 0;
    }

    /** For reasons: {@code was down for 4 min 3 s (25 failed probes)}, or by the brown-out rule {@code failed …}. */
    String outageWords(GroupRules rules) {
        return rules.failureRatio().isPresent() && !failedLongEnough(rules)
                ? window.words(rules.failureRatio().get())
                : "was down for " + Words.span(span()) + " (" + Words.times(count, "failed probe") + ")";
    }

    boolean accepts(ProbeResult result, Via wanted) {
        return result.via() == wanted
                && (lastEvidence == null || result.endedAt().isAfter(lastEvidence))
                && (evidenceFrom == null || !result.startedAt().isBefore(evidenceFrom));
    }

    /** Counts one piece of evidence, UP or DOWN. */
    RegionHealth probed(GroupRules rules, ProbeResult result) {
        Via by = result.via();
        Outcome outcome = result.outcome();
        Instant at = result.endedAt();
        boolean goesOn = outcome == streak && by == via;
        RegionHealth counted = new RegionHealth(
                health,
                since,
                before,
                sinceBefore,
                by,
                outcome,
                goesOn ? count + 1 : 1,
                goesOn ? streakSince : outcome == Outcome.DOWN ? result.startedAt() : at,
                goesOn ? streakHeard : at,
                at,
                evidenceFrom,
                by == via || via == null ? window.with(rules, at, outcome) : Window.EMPTY.with(rules, at, outcome));
        return counted.healthFollows(rules) ? counted.become(outcome, at) : counted;
    }

    private boolean healthFollows(GroupRules rules) {
        if (streak == health) {
            return false;
        }
        if (streak == Outcome.DOWN) {
            return provenDown(rules);
        }
        return count >= rules.minSuccesses() && (health == Outcome.UNKNOWN || span().compareTo(rules.recovery()) >= 0);
    }

    private RegionHealth become(Outcome now, Instant at) {
        return new RegionHealth(
                now,
                at,
                health,
                since,
                via,
                streak,
                count,
                streakSince,
                streakHeard,
                lastEvidence,
                evidenceFrom,
                window);
    }

    /** Nothing is known any more; probes that began before {@code from} stay no evidence. */
    RegionHealth forgotten(Instant now, Instant from) {
        return new RegionHealth(
                Outcome.UNKNOWN,
                health == Outcome.UNKNOWN ? since : now,
                health,
                since,
                null,
                null,
                0,
                null,
                null,
                null,
                from,
                Window.EMPTY);
    }

    /** Starts the streak at zero; being DOWN must be proven anew, being UP may go on while it is fresh. */
    RegionHealth startAnew(Instant now, Instant from) {
        boolean down = health == Outcome.DOWN;
        return new RegionHealth(
                down ? Outcome.UNKNOWN : health,
                down ? now : since,
                before,
                sinceBefore,
                via,
                null,
                0,
                null,
                null,
                lastEvidence,
                from,
                Window.EMPTY);
    }

    /** Takes back what was heard after {@code mark}, the last moment at which we were surely online. */
    RegionHealth rolledBack(Instant mark) {
        boolean undo = health == Outcome.DOWN && since.isAfter(mark);
        return new RegionHealth(
                undo ? before : health,
                undo ? sinceBefore : since,
                before,
                sinceBefore,
                via,
                null,
                0,
                null,
                null,
                lastEvidence,
                evidenceFrom == null || evidenceFrom.isBefore(mark) ? mark : evidenceFrom,
                Window.EMPTY);
    }

    /** As it would be after an outage: for {@code explain}'s what-if. */
    RegionHealth asIfDown(GroupRules rules, Instant now) {
        Instant began = now.minus(rules.outage()).minus(rules.freshness());
        return new RegionHealth(
                Outcome.DOWN,
                now,
                health,
                since,
                via,
                Outcome.DOWN,
                rules.minFailures(),
                began,
                began,
                now,
                evidenceFrom,
                window);
    }
}
