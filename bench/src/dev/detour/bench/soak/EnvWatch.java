package dev.detour.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the journal and the env files many times a second: an env file is at every moment the whole one of a decision
 * that is in the journal, and never of an older one than before.
 */
final class EnvWatch {
    private final Instance instance;
    private final Journal journal;
    private final Findings findings;
    private final Map<String, Long> newest = new HashMap<>();
    private long looks;

    EnvWatch(Instance instance, Journal journal, Findings findings) {
        this.instance = instance;
        this.journal = journal;
        this.findings = findings;
    }

    void watch() throws IOException, InterruptedException {
        while (true) {
            var found = new HashMap<String, String>();
            for (var rules : Rules.ALL) {
                var file = instance.env(rules.name());
                if (Files.exists(file)) {
                    found.put(rules.name(), Files.readString(file));
                }
            }
            // Read after the files: what is in them was in the journal before.
            journal.look();
            found.forEach(this::judge);
            looks++;
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void judge(String group, String content) {
        var of = journal.decisions(group).stream()
                .filter(decision -> decision.env().equals(content))
                .findFirst();
        if (of.isEmpty() || of.get().epoch() < newest.getOrDefault(group, 0L)) {
            findings.add("env-file", instance.name() + ": " + group + " had \"" + content + "\"");
        }
        of.ifPresent(decision -> newest.merge(group, decision.epoch(), Math::max));
    }

    long looks() {
        return looks;
    }
}
