package dev.detour.decision;

/** A reason for which a group holds (SPEC §5). */
public enum Gate {
    PAUSED,
    PINNED,
    OBSERVE,
    APPROVAL,
    ISOLATED,
    BLIND,
    NO_CANDIDATE,
    SINGLE_REGION,
    COOLDOWN,
    MAX_SWITCHES,
    IN_PROGRESS,
    STEP_FAILED,
    VERIFY_FAILED,
    SLOW_NETWORK,
    STARTUP;

    /** As it is written in logs, metrics, JSON: {@code no-candidate}. */
    public String wireName() {
        return WireName.of(this);
    }
}
