package dev.detour.bench.soak;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What was found wrong, by name. */
final class Findings {
    record Finding(String name, String words) {}

    private final List<Finding> all = new ArrayList<>();

    synchronized void add(String name, String words) {
        all.add(new Finding(name, words));
        say("FOUND " + name + ": " + words);
    }

    synchronized List<Finding> all() {
        return List.copyOf(all);
    }

    synchronized Set<String> names() {
        var names = new TreeSet<String>();
        all.forEach(finding -> names.add(finding.name()));
        return names;
    }

    /** To those who look on; the table comes at the end. */
    static void say(String words) {
        System.err.println(LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + " " + words);
    }
}
