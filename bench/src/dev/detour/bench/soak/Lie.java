package dev.detour.bench.soak;

/** What the harness does wrong on purpose, to see that it is found. Each is found by the finding of its name. */
enum Lie {
    /** Says that the active region failed when it did not. */
    MISSED("missed"),
    /** Breaks the active region and says that all are merely slow. */
    FALSE_SWITCH("false-switch"),
    /** The restart command does nothing for one decision. */
    RESTART("restart"),
    /** One line of the journal twice. */
    JOURNAL("journal"),
    /** The env file is not the last decision's for a moment. */
    ENV_FILE("env-file");

    private final String finding;

    Lie(String finding) {
        this.finding = finding;
    }

    String finding() {
        return finding;
    }
}
