package dev.detour.bench.soak;

import java.util.Set;

/**
 * What was done to the regions of a group, and what had to come of it. Times are of {@link System#nanoTime}.
 *
 * @param active the region in use when it began
 * @param broken which regions failed while a switch was due or forbidden
 * @param began when the first of them began to fail
 * @param from whence the bound counts: when the active one failed, or another became able to take over
 * @param bound in milliseconds
 * @param ended when all was mended and Detour had calmed down; {@link Long#MAX_VALUE} while it lasts
 */
record Episode(
        Rules rules, Kind kind, String active, Set<String> broken, long began, long from, long bound, long ended) {
    enum Kind {
        /** The active region fails for good; another is up. */
        OUTAGE(true),
        /** All fail, and then one that is not active comes back. */
        LATE_CANDIDATE(true),
        /** The active one fails, several times, each time for less than an outage. */
        FLAP(false),
        /** All fail. */
        DARK(false),
        /** One that is not active fails. */
        OTHER(false),
        /** All are slow, and good. */
        SLOW(false);

        private final boolean due;

        Kind(boolean due) {
            this.due = due;
        }

        boolean due() {
            return due;
        }
    }

    Episode end(long at) {
        return new Episode(rules, kind, active, broken, began, from, bound, at);
    }

    @Override
    public String toString() {
        return rules.name() + " " + kind + " of " + active + ", failing " + broken;
    }
}
