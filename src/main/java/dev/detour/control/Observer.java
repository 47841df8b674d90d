package dev.detour.control;

import dev.detour.decision.Entry;
import dev.detour.decision.Event;
import dev.detour.decision.GroupRules;
import dev.detour.decision.ProbeResult;
import java.time.Instant;

/** Sees what happens, for metrics, the probe log and the like. Must neither block nor throw. */
public interface Observer {
    /** A group lives by these rules from now on: at the start, and after an edit. */
    default void ruled(GroupRules rules) {}

    void probed(ProbeResult result);

    /** A round of a group's canaries ended. */
    default void canaryProbed(String group, boolean up, Instant startedAt, Instant endedAt) {}

    /** An entry became durable, or was written as a note. */
    void written(Entry entry);

    /** An attempt of a step ended. */
    void stepped(String group, Event.StepEnded step);
}
