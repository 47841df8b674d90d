package dev.detour.reload;

import java.time.Instant;

/**
 * How the last edit went.
 *
 * @param at by the wall clock; null when there was none
 * @param rejection why it was not taken; null when it was
 * @param lastGood whether what runs is the last good configuration instead of the one that the process was started over
 */
public record ReloadState(Instant at, Rejected rejection, boolean lastGood) {
    static final ReloadState NONE = new ReloadState(null, null, false);

    public boolean failed() {
        return rejection != null;
    }
}
