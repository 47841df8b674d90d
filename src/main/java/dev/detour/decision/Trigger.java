package dev.detour.decision;

/** What called for a decision (SPEC §1). */
public enum Trigger {
    START,
    OUTAGE,
    VERIFY_FAILED,
    FAILBACK,
    OPERATOR;

    /** As it is written in logs, metrics, JSON: {@code verify-failed}. */
    public String wireName() {
        return WireName.of(this);
    }
}
