package dev.detour.bench.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits until a group has nothing left to do, and looks then at what the last decision left in the world. */
final class Settling {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);

    private final Instance instance;
    private final Journal journal;
    private final Findings findings;

    Settling(Instance instance, Journal journal, Findings findings) {
        this.instance = instance;
        this.journal = journal;
        this.findings = findings;
    }

    void await(Rules rules) throws InterruptedException, IOException {
        long began = System.nanoTime();
        while (!calm(rules.name())) {
            if (System.nanoTime() - began > PATIENCE) {
                findings.add("settle", instance.name() + ": " + rules.name() + " was not calm within 90 s");
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        world(rules.name());
    }

    /** All steps done, verified, every region UP, and the same decision at the API as in the journal. */
    private boolean calm(String group) {
        var durable = journal.durable(group);
        var results = durable.path("steps").findValuesAsText("result");
        boolean first = durable.path("epoch").asLong() == 1;
        if (results.isEmpty()
                || results.contains("pending")
                || !(first || durable.path("verified").asBoolean())) {
            return false;
        }
        try {
            var view = Http.json(instance.port(), "/api/v1/groups/" + group);
            return view.path("state").asText().equals("steady")
                    && view.path("epoch").asLong() == durable.path("epoch").asLong()
                    && healths(view).stream().allMatch("UP"::equals);
        } catch (IOException away) {
            return false;
        }
    }

    private static List<String> healths(JsonNode view) {
        return view.path("regions").findValuesAsText("health");
    }

    /** The env file is of the last decision, and the application was restarted after it was written. */
    private void world(String group) throws IOException {
        var decisions = journal.decisions(group);
        var last = decisions.get(decisions.size() - 1);
        var env = Files.readString(instance.env(group));
        if (!env.equals(last.env())) {
            findings.add("env-file", instance.name() + ": \"" + env + "\" is not that of " + last);
        }
        var lines = lines(group);
        long written = Files.getLastModifiedTime(instance.env(group)).to(TimeUnit.NANOSECONDS);
        boolean restarted = lines.stream()
                .map(line -> line.split(" "))
                .anyMatch(word -> word[0].equals(Long.toString(last.epoch()))
                        && word[1].equals(last.to())
                        && Long.parseLong(word[2]) > written);
        if (!restarted) {
            findings.add("restart", instance.name() + ": no restart after the env file of " + last);
        }
    }

    private List<String> lines(String group) throws IOException {
        var file = instance.restarts(group);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** In the end: which epochs the application was restarted for, and that none came after a later one. */
    int restarts(String group) throws IOException {
        long newest = 0;
        var lines = lines(group);
        for (var line : lines) {
            long epoch = Long.parseLong(line.split(" ")[0]);
            if (epoch < newest) {
                findings.add(
                        "restart", instance.name() + ": " + group + " restarted for " + epoch + " after " + newest);
            }
            newest = Math.max(newest, epoch);
        }
        return lines.size();
    }
}
