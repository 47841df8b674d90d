package dev.detour.decision;

/** Which URL a probe used; a group of scope {@code active} reaches only its active region by the probe URL. */
public enum Via {
    /** {@code probe.url}, or the region's own {@code probe-url}. */
    PROBE_URL,
    /** {@code probe.candidate-url}. */
    CANDIDATE_URL
}
