package dev.detour.control;

import dev.detour.decision.EventKind;
import dev.detour.decision.Notice;

/** Notices that the shell itself has to give. */
final class Notices {
    private Notices() {}

    static Notice warning(String group, String message) {
        return new Notice(null, Notice.Level.WARNING, group, null, null, message, false);
    }

    static Notice info(EventKind event, String group, Long epoch, String message) {
        return new Notice(event, Notice.Level.INFO, group, null, epoch, message, false);
    }
}
