package dev.detour.bench;

import dev.detour.bench.Region.Mood;

/** Breaks the region in use, sees the decision, and mends the region again. */
final class Outages {
    /**
     * @param killedAt when the region began to fail
     * @param failedAt when it last said so
     * @param undisturbed false when the process had decided something by itself before (on a busy machine)
     */
    record Outage(Subject.Mark mark, long killedAt, long failedAt, boolean undisturbed) {}

    private final World world;
    private final Subject subject;
    private String active;

    Outages(World world, Subject subject, String active) {
        this.world = world;
        this.subject = subject;
        this.active = active;
    }

    Outage next(Mood mood) throws Exception {
        for (boolean undisturbed = true; ; undisturbed = false) {
            var unasked = subject.drain();
            if (unasked != null) {
                active = unasked.to();
                undisturbed = false;
            }
            var broken = world.region(active);
            long killedAt = System.nanoTime();
            broken.mood(mood);
            var mark = subject.next();
            long failedAt = broken.failedAt();
            broken.mood(Mood.UP);
            boolean ours = mark.from().equals(active);
            active = mark.to();
            if (ours) {
                return new Outage(mark, killedAt, failedAt, undisturbed);
            }
        }
    }
}
