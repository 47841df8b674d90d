package dev.detour.decision;

/**
 * Something worth telling.
 *
 * @param event the kind; null for a word of the shell that is none of them
 * @param level how loud
 * @param group the group's name
 * @param region the region concerned, or null
 * @param epoch the decision concerned, or null
 * @param message one sentence
 * @param loud whether the notify routes are called too (decision, hold, failure, recovery)
 */
public record Notice(
        EventKind event, Level level, String group, String region, Long epoch, String message, boolean loud) {
    public enum Level {
        DEBUG,
        INFO,
        WARNING,
        ERROR
    }
}
