package dev.detour.probe;

/** Tells the circuit breaker that the region did not answer as it should. Carries no stack: it is made at every failed probe. */
public final class ProbeFailed extends Exception {
    private static final long serialVersionUID = 1L;

    ProbeFailed(String text) {
        super(text, null, false, false);
    }
}
