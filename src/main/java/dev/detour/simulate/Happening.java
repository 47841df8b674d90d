package dev.detour.simulate;

import java.time.Instant;

/**
 * One thing that would have happened.
 *
 * @param at in virtual time
 * @param event as a log line has it, or {@code gate}, {@code gate-ended}
 * @param region null when it is about none
 * @param epoch of a decision, else null
 * @param from of a decision that leaves a region, else null
 * @param trigger of a decision, else null
 * @param text one sentence
 */
public record Happening(Instant at, String event, String region, Long epoch, String from, String trigger, String text) {
    public boolean isDecision() {
        return trigger != null;
    }
}
