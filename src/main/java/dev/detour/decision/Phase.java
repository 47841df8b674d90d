package dev.detour.decision;

/** How far a probe came (SPEC §4). */
public enum Phase {
    DNS,
    CONNECT,
    TLS,
    HTTP,
    BODY
}
