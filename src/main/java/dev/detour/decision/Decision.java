package dev.detour.decision;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * One numbered, durable choice of an active region (SPEC §1).
 *
 * @param epoch unique in its group, strictly growing, from 1
 * @param group the group's name
 * @param trigger what called for it
 * @param from the region that was active before; null for the first
 * @param to the region chosen
 * @param target what {@code to} stood for when it was chosen
 * @param at when, on the monotonic timeline
 * @param reason one sentence for people
 * @param by {@code detour}, or who asked for it
 * @param evidence what was known of each region, by region name
 */
public record Decision(
        long epoch,
        String group,
        Trigger trigger,
        String from,
        String to,
        String target,
        Instant at,
        String reason,
        String by,
        Map<String, String> evidence) {
    public Decision {
        Objects.requireNonNull(group);
        Objects.requireNonNull(trigger);
        Objects.requireNonNull(to);
        Objects.requireNonNull(target);
        Objects.requireNonNull(at);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(by);
        evidence = Map.copyOf(evidence);
        if (epoch < 1) {
            throw new IllegalArgumentException("epochs start at 1: " + epoch);
        }
    }

    /** Whether it only took an abandoned switch back. Readable after a crash, too. */
    public boolean goesBack() {
        return to.equals(from) && trigger != Trigger.OPERATOR && trigger != Trigger.START;
    }
}
