package dev.detour.decision;

/** What one probe, or the evidence of a region as a whole, says (SPEC §1). */
public enum Outcome {
    /** The region answered as it should. */
    UP,
    /** The region failed, and the fault is on its side. */
    DOWN,
    /** No evidence: the fault is on our side, cannot be placed, or nothing was heard for too long. */
    UNKNOWN
}
