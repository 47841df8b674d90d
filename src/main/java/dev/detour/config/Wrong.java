package dev.detour.config;

import java.util.List;

/** A text that is not what its key asks for. The message never quotes the text: it may be a secret. */
final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    private final String form;
    private final transient List<Wrong> each;

    Wrong(String what, String form) {
        super(what, null, false, false);
        this.form = form;
        this.each = List.of(this);
    }

    /** Several that one text holds. */
    Wrong(List<Wrong> each) {
        super(each.get(0).what(), null, false, false);
        this.form = each.get(0).form();
        this.each = List.copyOf(each);
    }

    /** All that is wrong: mostly this alone. */
    List<Wrong> each() {
        return each;
    }

    String what() {
        return getMessage();
    }

    /** The right form, as a hint. */
    String form() {
        return form;
    }
}
