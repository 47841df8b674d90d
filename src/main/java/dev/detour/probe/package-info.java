/** Probing: asks each region on its schedule and says what it found as a {@link dev.detour.decision.ProbeResult}. */
package dev.detour.probe;
