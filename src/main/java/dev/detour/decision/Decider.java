package dev.detour.decision;

import java.time.Instant;

/** The decision: state and event and time in, new state and effects out. Pure; no I/O, no clock, no thread, no Camel. */
public final class Decider {
    private Decider() {}

    public static Transition step(GroupRules rules, GroupState state, Event event, Instant now) {
        throw new IllegalStateException("to come");
    }

    public static GroupView view(GroupRules rules, GroupState state, Instant now) {
        throw new IllegalStateException("to come");
    }

    public static Explanation explain(GroupRules rules, GroupState state, Instant now) {
        throw new IllegalStateException("to come");
    }
}
