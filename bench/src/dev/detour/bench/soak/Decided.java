package dev.detour.bench.soak;

/**
 * A decision as the journal has it.
 *
 * @param at when its line was stamped, by {@link System#nanoTime}
 */
record Decided(String group, long epoch, String trigger, String from, String to, String target, long at) {
    /** The env file of it. */
    String env() {
        return "EPOCH=" + epoch + "\nREGION=" + to + "\nTARGET=" + target;
    }

    @Override
    public String toString() {
        return group + " epoch " + epoch + " (" + trigger + ") " + from + " → " + to;
    }
}
