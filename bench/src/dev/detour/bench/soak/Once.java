package dev.detour.bench.soak;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether each event is in the journal once. An epoch is decided once and verified at most once, and each of its steps
 * begins its life once; a region that is DOWN does not become it again, nor one that is UP, within one life of Detour. In a
 * new life that had to forget its evidence it does, and after a freeze; that is counted apart.
 */
final class Once {
    private static final Set<String> ONCE_AN_EPOCH = Set.of("DECISION", "VERIFIED");
    private static final Set<String> HEALTHS = Set.of("REGION_DOWN", "REGION_UP", "REGION_UNKNOWN");

    private final Instance instance;
    private final Findings findings;
    private long wrong;
    private int anew;

    Once(Instance instance, Journal journal, Findings findings) {
        this.instance = instance;
        this.findings = findings;
        judge(journal);
        wrong += journal.wrong();
    }

    private void judge(Journal journal) {
        var epochs = new HashSet<String>();
        var health = new HashMap<String, Journal.Line>();
        for (var line : journal.lines()) {
            var event = line.event();
            var entry = line.entry();
            var key = line.group() + " " + event + " " + entry.path("epoch");
            if (ONCE_AN_EPOCH.contains(event) && !epochs.add(key)) {
                found(line, "is there twice: " + key);
            }
            if (HEALTHS.contains(event)) {
                var region = line.group() + " " + entry.path("region").asText();
                var before = health.put(region, line);
                if (before == null || !before.event().equals(event)) {
                    continue;
                }
                if (forgot(before, line)) {
                    anew++;
                } else {
                    found(line, region + " is told " + event + " again");
                }
            }
        }
    }

    /** A new life, or two intervals in which nobody was asked: the machine let Detour wait, and S11 has it forget. */
    private boolean forgot(Journal.Line before, Journal.Line line) {
        return !instance.livedThrough(before.at(), line.at())
                || Rules.ALL.stream()
                        .filter(rules -> rules.name().equals(line.group()))
                        .anyMatch(rules -> instance.sites(rules.name()).values().stream()
                                .allMatch(site -> site.longestSilence(before.at(), line.at())
                                        > 2 * Judge.nanos(rules.interval())));
    }

    private void found(Journal.Line line, String words) {
        wrong++;
        findings.add("twice", instance.name() + ": entry " + line.seq() + ": " + words);
    }

    /** Entries that are there twice, and what the reader of the journal found. */
    long wrong() {
        return wrong;
    }

    /** Healths told anew by a process that had to forget. */
    int anew() {
        return anew;
    }
}
