package dev.detour.decision;

/** Why a probe did not succeed (SPEC §4). {@link #LOCAL} (our descriptors, memory, interface) is no evidence. */
public enum ErrorClass {
    REFUSED,
    RESET,
    TIMEOUT,
    DNS,
    TLS,
    STATUS,
    BODY,
    PROTOCOL,
    LOCAL
}
