package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The words for people, and the fixed words of records. */
final class Words {
    static final String DETOUR = "detour";
    static final String PENDING = "pending";
    static final String DONE = "done";
    static final String FAILED = "failed";
    static final String SKIPPED = "skipped";

    private Words() {}

    /** {@code 4 min 3 s}, {@code 1 h 5 min}, {@code 250 ms}. */
    static String span(Duration d) {
        if (d.compareTo(Duration.ofSeconds(1)) < 0) {
            return d.toMillis() + " ms";
        }
        if (d.toHours() > 0) {
            return d.toHours() + " h" + (d.toMinutesPart() > 0 ? " " + d.toMinutesPart() + " min" : "");
        }
        if (d.toMinutes() > 0) {
            return d.toMinutes() + " min" + (d.toSecondsPart() > 0 ? " " + d.toSecondsPart() + " s" : "");
        }
        return d.toSeconds() + " s";
    }

    /** A moment that the shell shows by the wall clock. */
    static String at(Instant t) {
        return "{at:" + t + "}";
    }

    static String times(int n, String thing) {
        return n + " " + thing + (n == 1 ? "" : "s");
    }

    /** {@code DOWN 25x 243 s}: what is known of each region. */
    static Map<String, String> evidence(Turn t) {
        Map<String, String> known = new HashMap<>();
        t.regions.forEach((name, h) -> known.put(name, words(h)));
        return known;
    }

    /** The same of one region and of the active one: of notes there are many, where there are many regions. */
    static Map<String, String> evidence(Turn t, String region) {
        Map<String, String> known = new HashMap<>();
        for (String name : new String[] {region, t.durable.active}) {
            if (name != null && t.regions.containsKey(name)) {
                known.put(name, words(t.regions.get(name)));
            }
        }
        return known;
    }

    private static String words(RegionHealth h) {
        return h.streak() == null
                ? h.health().name()
                : h.streak() + " " + h.count() + "x " + h.span().toSeconds() + " s";
    }
}
