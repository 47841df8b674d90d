package dev.detour.decision;

/** Why steps are carried out, and with that how much of them may be left alone. */
public enum Occasion {
    /** A new decision: all of it is done. */
    DECIDED,
    /** The first decision at a start, or a look whether the last one still holds: what is already so may be left alone. */
    ENSURED,
    /**
     * A crash or an edit cut the decision's steps short. What is already so may be left alone, but a restart that may not
     * have begun looks the same as one that did: it is run.
     */
    RESUMED
}
