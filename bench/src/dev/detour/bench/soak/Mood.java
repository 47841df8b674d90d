package dev.detour.bench.soak;

import java.util.List;

/** How a region treats who asks it. */
enum Mood {
    GOOD(true),
    /** Good, but in pieces, well within the timeout. */
    SLOW(true),
    RESET(false),
    STATUS_503(false),
    /** Takes the request and says nothing. */
    HANG(false),
    /** A body that comes a byte at a time and would take longer than anyone waits. */
    TRICKLE(false),
    /** Half an answer, then a reset. */
    CUT(false),
    /** Closes in good order, without a word. */
    MUTE(false);

    static final List<Mood> BAD = List.of(RESET, STATUS_503, HANG, TRICKLE, CUT, MUTE);

    private final boolean good;

    Mood(boolean good) {
        this.good = good;
    }

    boolean good() {
        return good;
    }
}
