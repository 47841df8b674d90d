package dev.detour.serve;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the program as a whole says of itself, group by group things aside. Every method is quick and safe from any thread. */
public interface ServerStatus {
    String version();

    Duration uptime();

    /** Why Detour is not ready (configuration, state, evidence, routes), one sentence each; empty when it is. */
    List<String> problems();

    /** The last reload. */
    Reload reload();

    /**
     * How the last reload went.
     *
     * @param at when, by the wall clock; null when there was none
     * @param file null unless it failed, as {@code line} and {@code reason}
     */
    record Reload(boolean failed, Instant at, String file, Integer line, String reason) {
        public static final Reload NONE = new Reload(false, null, null, null, null);
    }
}
