package dev.detour.decision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A life in lines for people: when, what happened, and, indented, what the core did about it. */
final class Diary implements World.Watcher {
    private final World w;
    private final World.Watcher next;
    private final List<String> lines = new ArrayList<>();

    private Diary(World w) {
        this.w = w;
        this.next = w.watcher;
    }

    static Diary of(World w) {
        Diary diary = new Diary(w);
        diary.line("begins: " + w.rules);
        w.diary = diary::line;
        w.watcher = diary;
        return diary;
    }

    private void line(String words) {
        double seconds = Duration.between(World.BEGIN, w.now).toMillis() / 1000.0;
        lines.add("%8.1f s  %s".formatted(seconds, words));
    }

    @Override
    public void saw(Event event, GroupState before, Transition step) {
        for (Entry e : step.entries()) {
            line("    " + e.event().wireName() + " (epoch " + e.epoch() + "): " + e.reason());
        }
        for (Effect effect : step.effects()) {
            if (effect instanceof Effect.RunStep run) {
                line("    begins step " + run.step() + ", epoch "
                        + run.decision().epoch() + ", attempt " + run.attempt());
            }
        }
        next.saw(event, before, step);
    }

    @Override
    public void found(DurableState durable) {
        line("    starts with epoch " + durable.epoch() + ", active " + durable.active());
        next.found(durable);
    }

    List<String> lines() {
        return lines;
    }
}
