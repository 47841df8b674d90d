package dev.detour.halt;

import java.util.List;

/**
 * Named moments between any two of which a crash must lose nothing (DESIGN S7, S8). With the system property {@code
 * detour.halt=<name>}, or {@code <name>@<epoch>} for one decision only, the process ends there as {@code kill -9} would
 * end it. Without it a point is a comparison with an empty constant. For crash tests; safe from any thread.
 */
public final class HaltPoint {
    /** Every point, in the order in which a decision passes them. */
    public static final List<String> NAMES = List.of(
            "before-decision",
            "journal-written",
            "journal-forced",
            "journal-marked",
            "after-decision",
            "before-write-env",
            "temp-created",
            "temp-written",
            "before-rename",
            "after-rename",
            "write-env-done",
            "write-env-recorded",
            "before-restart",
            "command-started",
            "first-stopped",
            "all-stopped",
            "first-started",
            "host-recorded",
            "restart-done",
            "restart-recorded",
            "before-verify",
            "verify-done",
            "before-verified",
            "after-verified");

    private static final String WANTED = System.getProperty("detour.halt", "");
    /** As the kernel reports a process that was killed: 128 + SIGKILL. */
    private static final int STATUS = 137;

    private HaltPoint() {}

    /** Ends the process when this is the point it was told to end at. */
    public static void at(String name, long epoch) {
        if (!WANTED.isEmpty() && (WANTED.equals(name) || WANTED.equals(name + "@" + epoch))) {
            Runtime.getRuntime().halt(STATUS);
        }
    }
}
