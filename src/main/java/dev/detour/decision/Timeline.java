package dev.detour.decision;

import java.time.Instant;

/**
 * The time that decisions are made by: it never steps, and it goes on over restarts. It starts out equal to the wall
 * clock of a data directory's first start and from then on only counts elapsed time; {@link #toWall} is for showing.
 */
public interface Timeline {
    Instant now();

    /** The wall clock's word for a moment of this timeline, as of the clock's present setting. */
    Instant toWall(Instant t);
}
