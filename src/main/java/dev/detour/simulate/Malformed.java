package dev.detour.simulate;

/** What was given to be played cannot be read; the message names file and line, and the right form. */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
        super(message);
    }
}
