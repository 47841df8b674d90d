package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;

/** What ends merely because time passes. */
final class Expiring {
    private Expiring() {}

    static void pass(Turn t) {
        Verifying.stopClock(t, Duration.between(t.before.watch.now(), t.now));
        if (t.durable.paused != null && over(t, t.durable.paused.until())) {
            t.durable.paused = null;
            ended(t, "the pause is over");
        }
        if (t.durable.pinned != null && over(t, t.durable.pinned.until())) {
            String region = t.durable.pinned.region();
            t.durable.pinned = null;
            ended(t, "the pin to " + region + " is over");
        }
        Instant cooled = Gates.cooldownEnd(t);
        if (t.durable.verifyFailed && (cooled == null || over(t, cooled))) {
            t.durable.verifyFailed = false;
            ended(t, "the cooldown after the failed verify is over; normal rules again");
        }
        Evidence.age(t);
    }

    private static boolean over(Turn t, Instant until) {
        return until != null && !until.isAfter(t.now);
    }

    private static void ended(Turn t, String words) {
        t.note(EventKind.HOLD_ENDED, t.durable.active, words);
        t.tell(EventKind.HOLD_ENDED, Notice.Level.INFO, t.durable.active, words, false);
    }
}
