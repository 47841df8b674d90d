package dev.detour.tell;

/** Somebody who was told does not take it, and would not the next time. The message holds no secret. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
