package dev.detour.probe;

/** Text that stops being readable at the deadline: a regular expression may need ages for a peer's unlucky body. */
record TimedText(String text, Attempt attempt) implements CharSequence {
    /** The attempt ended while its body was searched. */
    static final class Overdue extends IllegalStateException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public char charAt(int index) {
        if (attempt.expired()) {
            throw new Overdue();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
