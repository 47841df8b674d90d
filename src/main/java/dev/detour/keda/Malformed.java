package dev.detour.keda;

/** A file that is not what it should be; the message says why. */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
        super(message);
    }
}
