package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The checker's own books on what people asked for and were granted (S10). They outlive every crash. */
final class People {
    private boolean paused;
    private boolean pinned;
    /** Null for open ends. */
    private Instant pausedUntil;

    private Instant pinnedUntil;
    /** Whether the newest switch was theirs. */
    private boolean chose;

    void heard(Event event, Transition step, Instant now) {
        boolean granted = event instanceof Event.Operator request
                && step.reply().orElseThrow() instanceof Reply.Accepted
                && !request.asked().dryRun();
        if (!granted) {
            return;
        }
        if (event instanceof Event.Pause p) {
            paused = true;
            pausedUntil = until(p.duration(), now);
        } else if (event instanceof Event.Pin p) {
            pinned = true;
            pinnedUntil = until(p.duration(), now);
        } else if (event instanceof Event.Resume) {
            paused = false;
        } else if (event instanceof Event.Unpin) {
            pinned = false;
        }
    }

    private static Instant until(Optional<Duration> duration, Instant now) {
        return duration.map(now::plus).orElse(null);
    }

    /** What was granted when the process died, before anybody saw it. */
    void found(DurableState durable) {
        paused = durable.paused() != null;
        pausedUntil = paused ? durable.paused().until() : null;
        pinned = durable.pinned() != null;
        pinnedUntil = pinned ? durable.pinned().until() : null;
        chose = durable.operatorChose();
    }

    /** An edit took the pinned region out. */
    void edited(GroupRules rules, DurableState was) {
        pinned = pinned
                && (was.pinned() == null || rules.region(was.pinned().region()).isPresent());
    }

    private static boolean holds(boolean set, Instant until, Instant now) {
        return set && (until == null || until.isAfter(now));
    }

    void decided(Decision d, DurableState was, Instant now) {
        if (d.trigger() == Trigger.OPERATOR) {
            chose = chose || !d.to().equals(was.active());
            return;
        }
        assertThat(holds(paused, pausedUntil, now)).as("S10: paused, yet %s", d).isFalse();
        assertThat(d.trigger() != Trigger.START && holds(pinned, pinnedUntil, now))
                .as("S10: pinned, yet %s", d)
                .isFalse();
        assertThat(d.trigger() == Trigger.FAILBACK && chose)
                .as("SPEC §5: an operator chose, yet %s", d)
                .isFalse();
        chose = false;
    }
}
