package dev.detour.probe;

import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;

/**
 * What one probe comes to.
 *
 * @param error null when UP
 * @param status null when there was none
 */
record Verdict(Outcome outcome, ErrorClass error, Integer status, String text) {
    static Verdict up(Integer status, String text) {
        return new Verdict(Outcome.UP, null, status, text);
    }

    static Verdict down(ErrorClass error, Integer status, String text) {
        return new Verdict(Outcome.DOWN, error, status, text);
    }

    static Verdict unknown(ErrorClass error, String text) {
        return new Verdict(Outcome.UNKNOWN, error, null, text);
    }
}
