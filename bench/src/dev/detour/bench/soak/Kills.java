package dev.detour.bench.soak;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills Detour about every minute and starts it again at once, as a supervisor would. Half of the kills strike right after
 * a decision, in the middle of its steps; every fourth is a SIGTERM, after which it has 3 s; every fifth is followed by
 * another in the middle of the start.
 */
final class Kills {
    private static final long ENDS_WITHIN_MILLIS = 3000;
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(25);

    private final Instance instance;
    private final Journal journal;
    private final Pulse pulse;
    private final Findings findings;
    private final Random die;
    int killed;
    int terminated;
    int amidSteps;
    long slowestEnd;

    Kills(Instance instance, Journal journal, Pulse pulse, Findings findings, long seed) {
        this.instance = instance;
        this.journal = journal;
        this.pulse = pulse;
        this.findings = findings;
        this.die = new Random(seed);
    }

    /** @param end none after it */
    void kill(long end) throws InterruptedException, IOException {
        long next = System.nanoTime();
        for (int n = 1; ; n++) {
            next += TimeUnit.SECONDS.toNanos(60);
            long at = next + TimeUnit.MILLISECONDS.toNanos(die.nextInt(10_000) - 5000);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, at - System.nanoTime()));
            if (die.nextBoolean()) {
                awaitDecision();
            }
            if (System.nanoTime() > end) {
                return;
            }
            if (n % 4 == 0) {
                terminate();
            } else {
                amidSteps += underWay() ? 1 : 0;
                instance.kill();
                killed++;
            }
            instance.start();
            if (n % 5 == 0) {
                TimeUnit.MILLISECONDS.sleep(200 + die.nextInt(2500));
                instance.kill();
                killed++;
                instance.start();
            }
        }
    }

    private void terminate() throws InterruptedException {
        long began = System.nanoTime();
        long took = instance.terminate();
        terminated++;
        slowestEnd = Math.max(slowestEnd, took);
        long allowed = ENDS_WITHIN_MILLIS + pulse.tolerance(began, System.nanoTime()) / 1_000_000;
        if (took > allowed) {
            findings.add("sigterm", instance.name() + " ended " + took + " ms after SIGTERM");
        }
    }

    private void awaitDecision() throws InterruptedException {
        long began = System.nanoTime();
        int before = count();
        while (count() == before && System.nanoTime() - began < LONGEST_WAIT) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        TimeUnit.MILLISECONDS.sleep(die.nextInt(120));
    }

    private int count() {
        return Rules.ALL.stream()
                .mapToInt(rules -> journal.decisions(rules.name()).size())
                .sum();
    }

    private boolean underWay() throws IOException {
        journal.look();
        return Rules.ALL.stream().anyMatch(rules -> journal.durable(rules.name())
                .path("steps")
                .findValuesAsText("result")
                .contains("pending"));
    }
}
