package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;

/** Whether we ourselves are cut off: every canary fails and no region is UP (SPEC §4). */
final class Isolation {
    private Isolation() {}

    static void judge(Turn t) {
        boolean dark = t.rules.canary()
                && t.canary.saysOffline(t.rules, t.now)
                && t.regions.values().stream().noneMatch(h -> h.newestUp(t.rules, t.now));
        if (dark && !t.watch.isolated()) {
            enter(t);
        } else if (!dark && t.watch.isolated()) {
            leave(t, t.canary.saysOnline(t.rules, t.now) ? "a canary answers" : "the canaries are silent");
        }
    }

    private static void enter(Turn t) {
        set(t, t.now);
        if (!t.is(GroupRules.Mode.OBSERVE)) {
            Instant mark = t.canary.lastUp() == null ? t.watch.startedAt() : t.canary.lastUp();
            for (Region region : t.rules.regions()) {
                rollBack(t, region.name(), mark);
            }
            Verifying.unheard(t, t.durable.active);
        }
        String words = "isolated: no canary and no region answers, so the fault is on our side";
        t.tell(EventKind.ISOLATED, Notice.Level.ERROR, null, words, true);
        t.note(EventKind.ISOLATED, null, words);
    }

    private static void rollBack(Turn t, String region, Instant mark) {
        RegionHealth was = t.regions.get(region);
        RegionHealth is = mark == null ? was : was.rolledBack(mark);
        t.regions.put(region, is);
        if (was.health() == Outcome.DOWN && is.health() == Outcome.UP) {
            t.durable.evidenced(region, Outcome.UP);
        }
    }

    static void leave(Turn t, String why) {
        Instant since = t.watch.isolatedSince();
        set(t, null);
        if (!t.is(GroupRules.Mode.OBSERVE)) {
            t.regions.replaceAll((name, h) -> h.startAnew(t.now, t.now));
        }
        String words = "isolated no more: " + why + ", after " + Words.span(Duration.between(since, t.now));
        t.tell(EventKind.ISOLATED_END, Notice.Level.INFO, null, words, true);
        t.note(EventKind.ISOLATED_END, null, words);
    }

    private static void set(Turn t, Instant since) {
        GroupState.Watch w = t.watch;
        t.watch = new GroupState.Watch(w.now(), w.startedAt(), w.durable(), w.ailment(), since, w.tickets());
    }
}
