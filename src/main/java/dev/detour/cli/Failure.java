package dev.detour.cli;

import java.io.PrintStream;

/** Ends a verb: what to tell on standard error, and the exit status. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exit;

    public Failure(int exit, String message) {
        super(message, null, false, false);
        this.exit = exit;
    }

    public int exit() {
        return exit;
    }

    /** Says what ended a verb; returns its exit status. */
    static int say(Exception e, PrintStream err) {
        err.println("detour: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
        return e instanceof Failure f ? f.exit() : Exit.ERROR;
    }
}
