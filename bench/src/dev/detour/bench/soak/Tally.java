package dev.detour.bench.soak;

import java.util.ArrayList;
import java.util.List;

/** What came of the episodes of one group, or of several. */
final class Tally {
    int due;
    int switched;
    int missed;
    int forbidden;
    int falseSwitches;
    int decisions;
    /** How many came after L1's bound, but within the tolerance. */
    int tolerated;
    /** Seconds after the bound; negative when the latest one was that much before it. */
    double latest = Double.NEGATIVE_INFINITY;
    /** Seconds from the beginning of each outage to its decision. */
    final List<Double> took = new ArrayList<>();

    void add(Tally other) {
        due += other.due;
        switched += other.switched;
        missed += other.missed;
        forbidden += other.forbidden;
        falseSwitches += other.falseSwitches;
        decisions += other.decisions;
        tolerated += other.tolerated;
        latest = Math.max(latest, other.latest);
        took.addAll(other.took);
    }
}
