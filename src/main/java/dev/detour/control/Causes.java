package dev.detour.control;

/** What went wrong, in one sentence. */
public final class Causes {
    private Causes() {}

    /** The innermost message that says something; frameworks wrap it in their own. */
    public static String sentence(Throwable thrown) {
        var best = thrown.getClass().getSimpleName();
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                best = cause.getMessage();
            }
        }
        return best;
    }
}
