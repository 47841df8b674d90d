package dev.detour.store;

import java.time.Instant;

/**
 * A moment by three clocks, so that the next process can tell how long nobody watched, whatever the wall clock did.
 *
 * @param timeline the monotonic timeline
 * @param bootId of the machine's boot; {@code uptimeNanos} compares only within one
 * @param uptimeNanos since boot, suspends included
 * @param wall the wall clock, for showing and as the last resort after a reboot
 */
public record Stamp(Instant timeline, String bootId, long uptimeNanos, Instant wall) {}
