package dev.detour.cli;

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
}
