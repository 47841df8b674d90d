package dev.detour.decision;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells, once, that a group holds although its active region is DOWN, or that it is blind. */
final class Holding {
    private Holding() {}

    static void tell(Turn t) {
        if (!t.watch.started()) {
            return;
        }
        Set<Gate> told = t.told.hold();
        // While the choice is being made it is open whether the hold ends with a decision, which tells enough.
        Set<Gate> now = t.asking == null ? heldBy(t) : told;
        if (!now.isEmpty() && !now.equals(told)) {
            holds(t, now, told.isEmpty());
        } else if (now.isEmpty() && !told.isEmpty()) {
            String words = "holding no more";
            t.tell(EventKind.HOLD_ENDED, Notice.Level.INFO, t.durable.active, words, !t.decided);
            t.note(EventKind.HOLD_ENDED, t.durable.active, words);
        }
        boolean blind = blind(t);
        boolean wouldHave = t.told.wouldHave() && Choosing.outage(t);
        t.told = new GroupState.Told(now, blind, wouldHave, t.told.failback());
    }

    /** The gates that keep a DOWN region active; empty when nothing has to be told. */
    static Set<Gate> heldBy(Turn t) {
        Set<Gate> gates = EnumSet.noneOf(Gate.class);
        if (Choosing.outage(t) && !t.is(GroupRules.Mode.OBSERVE) && t.asking == null) {
            gates.addAll(Gates.holding(t).keySet());
            gates.remove(Gate.APPROVAL);
            if (!gates.contains(Gate.STEP_FAILED)) {
                gates.remove(Gate.IN_PROGRESS);
            }
        }
        return gates;
    }

    private static void holds(Turn t, Set<Gate> gates, boolean first) {
        String why = gates.stream().map(Gate::wireName).collect(Collectors.joining(", "));
        String words = t.durable.active + " is DOWN; holding: " + why;
        t.tell(EventKind.HOLD, first ? Notice.Level.WARNING : Notice.Level.INFO, t.durable.active, words, first);
        t.note(EventKind.HOLD, t.durable.active, words);
    }

    /** The state can be made durable no more, or again. While it cannot, nothing is decided. */
    static void store(Turn t, Event.StoreHealth e) {
        GroupState.Watch w = t.watch;
        if (w.durable() && !e.durable()) {
            String words = "the state cannot be written: " + e.text() + "; nothing is decided until it can";
            t.tell(EventKind.HOLD, Notice.Level.ERROR, t.durable.active, words, true);
        } else if (!w.durable() && e.durable()) {
            t.tell(EventKind.HOLD_ENDED, Notice.Level.INFO, t.durable.active, "the state can be written again", true);
        }
        t.watch = new GroupState.Watch(w.now(), w.startedAt(), e.durable(), e.text(), w.isolatedSince(), w.tickets());
        if (!w.durable() && e.durable()) {
            Starting.storeWorks(t);
        }
    }

    private static boolean blind(Turn t) {
        boolean blind = t.active().filter(r -> Gates.blind(t, r)).isPresent();
        if (blind && !t.told.blind()) {
            String words = "blind: nothing known of " + t.durable.active + " for longer than "
                    + Words.span(t.rules.outage()) + "; never switched for that";
            t.tell(EventKind.HOLD, Notice.Level.WARNING, t.durable.active, words, true);
            t.note(EventKind.HOLD, t.durable.active, words);
        } else if (!blind && t.told.blind()) {
            t.tell(EventKind.HOLD_ENDED, Notice.Level.INFO, t.durable.active, "blind no more", false);
        }
        return blind;
    }
}
