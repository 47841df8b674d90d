package dev.detour.probe;

import java.time.Instant;

/**
 * One look at all canaries of a group.
 *
 * @param up whether at least one of them answered
 */
public record CanaryRound(String group, boolean up, Instant startedAt, Instant endedAt) {}
