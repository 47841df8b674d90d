package dev.detour.cli;

/** Exit statuses (SPEC §10). */
public final class Exit {
    public static final int FINE = 0;
    public static final int ERROR = 1;
    public static final int USAGE = 2;
    public static final int DEGRADED = 3;
    public static final int REFUSED = 4;
    public static final int UNREACHABLE = 5;
    public static final int NOT_ALLOWED = 6;
    public static final int TIMED_OUT = 7;
    public static final int CONFIGURATION = 8;

    private Exit() {}

    /** What an HTTP error of the API means to a caller of the command line. */
    static int ofStatus(int status) {
        return switch (status) {
            case 400, 404, 413, 414, 415, 431 -> USAGE;
            case 401, 403 -> NOT_ALLOWED;
            case 409, 422 -> REFUSED;
            default -> ERROR;
        };
    }
}
