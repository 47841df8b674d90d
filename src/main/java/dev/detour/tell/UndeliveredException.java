package dev.detour.tell;

/** Somebody who was told did not take it, and may the next time. The message holds no secret. */
public final class UndeliveredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UndeliveredException(String message) {
        super(message);
    }
}
