package dev.detour.decision;

/** The kinds of thing that are told: the {@code event} of a log line and of a journal entry (SPEC §7). */
public enum EventKind {
    STARTED,
    STOPPED,
    PROBE_FAILED,
    REGION_DOWN,
    REGION_UP,
    REGION_DEGRADED,
    REGION_UNKNOWN,
    DECISION,
    HOLD,
    HOLD_ENDED,
    APPROVAL,
    STEP_STARTED,
    STEP_DONE,
    STEP_FAILED,
    VERIFIED,
    VERIFY_FAILED,
    SUPERSEDED,
    OPERATOR,
    ISOLATED,
    ISOLATED_END,
    RELOAD,
    RELOAD_FAILED;

    /** As it is written in logs and JSON: {@code region-down}. */
    public String wireName() {
        return WireName.of(this);
    }
}
