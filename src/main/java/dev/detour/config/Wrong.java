package dev.detour.config;

/** A text that is not what its key asks for. The message never quotes the text: it may be a secret. */
final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    private final String form;

    Wrong(String what, String form) {
        super(what, null, false, false);
        this.form = form;
    }

    String what() {
        return getMessage();
    }

    /** The right form, as a hint. */
    String form() {
        return form;
    }
}
