package dev.detour.doctor;

import java.util.Locale;

/**
 * What the doctor found of one thing.
 *
 * @param what the thing: {@code shop: region EU}
 * @param todo what to do about it; empty when nothing has to be done
 */
public record Finding(String what, State state, String text, String todo) {
    /** {@link #NOTE}: neither well nor wrong, such as what is not configured. */
    public enum State {
        OK,
        NOTE,
        PROBLEM;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Finding ok(String what, String text) {
        return new Finding(what, State.OK, text, "");
    }

    public static Finding note(String what, String text) {
        return new Finding(what, State.NOTE, text, "");
    }

    public static Finding problem(String what, String text, String todo) {
        return new Finding(what, State.PROBLEM, text, todo);
    }

    public boolean isProblem() {
        return state == State.PROBLEM;
    }

    /** One line, and a second with what to do. */
    @Override
    public String toString() {
        var mark =
                switch (state) {
                    case OK -> "ok      ";
                    case NOTE -> "-       ";
                    case PROBLEM -> "problem ";
                };
        return mark + what + ": " + text + (todo.isEmpty() ? "" : System.lineSeparator() + "        → " + todo);
    }
}
