package dev.detour.decision;

import java.time.Instant;

/**
 * What the canaries said last.
 *
 * @param lastUp when the last good round ended; null when there was none
 * @param lastRound when the last round ended; null when there was none
 * @param up whether that one was good
 * @param from rounds that began earlier count no more; null when all do
 */
record Canary(Instant lastUp, Instant lastRound, boolean up, Instant from) {
    static final Canary UNHEARD = new Canary(null, null, false, null);

    Canary probed(Event.CanaryProbed round) {
        boolean late = (from != null && round.startedAt().isBefore(from))
                || (lastRound != null && !round.endedAt().isAfter(lastRound));
        return late ? this : new Canary(round.up() ? round.endedAt() : lastUp, round.endedAt(), round.up(), from);
    }

    Canary forgotten(Instant now) {
        return new Canary(null, null, false, now);
    }

    private boolean fresh(GroupRules rules, Instant now) {
        return lastRound != null && !lastRound.plus(rules.freshness()).isBefore(now);
    }

    boolean saysOnline(GroupRules rules, Instant now) {
        return up && fresh(rules, now);
    }

    boolean saysOffline(GroupRules rules, Instant now) {
        return !up && fresh(rules, now);
    }
}
