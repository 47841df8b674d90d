package dev.detour.control;

import dev.detour.decision.Event;
import dev.detour.decision.Explanation;
import dev.detour.decision.GroupView;
import dev.detour.decision.Outcome;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The groups as the API, the CLI and the metrics see them. Every method is safe from any thread and waits for no probe. */
public interface Groups {
    List<String> names();

    /**
     * Grows whenever {@link #view} may have changed by more than the passing of time, and never falls; 0 for an unknown
     * name. To be read before the view that it is kept with.
     */
    long version(String group);

    /** Empty for an unknown name. */
    Optional<GroupView> view(String group);

    Optional<Explanation> explain(String group);

    /**
     * Each region, in list order, with its last health that rested on evidence, in the life of the data directory. Empty
     * for an unknown name. Quick enough for an event loop.
     */
    Map<String, Evidenced> evidenced(String group);

    /** What the shell remembers of each region's probes, by region name. */
    Map<String, RegionHistory> regions(String group);

    /**
     * The outside as last looked at: the env file and the programs.
     */
    EffectView effect(String group);

    /** Hands an operator's request to the core; durable when this returns. */
    Reply ask(String group, Event.Operator request);

    /**
     * @param health UNKNOWN when there never was evidence
     * @param at when the newest evidence that is known of ended; null when there is none, as after a long stop
     */
    record Evidenced(Outcome health, Instant at) {}

    /**
     * @param last null before the first probe
     * @param p50 milliseconds over the last 100 answers; null before the first
     * @param ticks the last 60 outcomes, oldest first: U, D, ? (UNKNOWN)
     * @param millis how long each of those probes took
     */
    record RegionHistory(ProbeResult last, Double p50, Double p95, String ticks, List<Integer> millis) {}

    /**
     * @param path of the env file; null when the group has none
     * @param matches whether it holds what the last decision wants
     * @param modified null when it does not exist
     */
    record EffectView(String path, boolean matches, boolean writable, Instant modified, List<Program> programs) {}

    /** @param pid 0 when it does not run */
    record Program(String name, String state, int pid, Instant startedAt) {}
}
