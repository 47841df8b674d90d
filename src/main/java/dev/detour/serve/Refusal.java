package dev.detour.serve;

/** A request that cannot be served; carries what to answer. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String hint;

    Refusal(int status, String error, String hint) {
        super(error, null, false, false);
        this.status = status;
        this.hint = hint;
    }

    Answer answer() {
        return Answer.error(status, getMessage(), hint);
    }
}
