package dev.detour.act;

/** A step did not do what it was asked for. The message is one sentence for people and holds no secret. */
public final class StepFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StepFailedException(String message) {
        super(message);
    }

    public StepFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For a step whose thread was interrupted; leaves the thread's interrupt flag set. */
    static StepFailedException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new StepFailedException("ended early: superseded, or Detour is stopping", cause);
    }
}
