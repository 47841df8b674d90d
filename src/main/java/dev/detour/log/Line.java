package dev.detour.log;

import java.util.ArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;

/** What the two forms of a log line share: level names, and a message that an exception is joined to. */
final class Line {
    static final int LONGEST = 16 * 1024;
    private static final int MOST_CAUSES = 5;
    private static final int MOST_FRAMES = 12;

    private Line() {}

    /** The four names of SPEC §7. */
    static String level(Level level) {
        if (level.isMoreSpecificThan(Level.ERROR)) {
            return "ERROR";
        }
        if (level.isMoreSpecificThan(Level.WARN)) {
            return "WARNING";
        }
        return level.isMoreSpecificThan(Level.INFO) ? "INFO" : "DEBUG";
    }

    /** The message, then what was thrown with its causes, then where the first of them came from; bounded. */
    static String message(LogEvent event) {
        var text = new StringBuilder();
        append(text, event.getMessage().getFormattedMessage());
        var thrown = event.getThrown();
        for (int i = 0; thrown != null && i < MOST_CAUSES; i++) {
            append(text, (i == 0 ? ": " : "; caused by ") + thrown);
            thrown = thrown.getCause() == thrown ? null : thrown.getCause();
        }
        if (event.getThrown() != null) {
            var frames = new ArrayList<String>();
            for (var frame : event.getThrown().getStackTrace()) {
                if (frames.size() == MOST_FRAMES) {
                    break;
                }
                frames.add(frame.toString());
            }
            append(text, " (at " + String.join(", ", frames) + ")");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String more) {
        if (more == null || text.length() > LONGEST) {
            return;
        }
        var room = LONGEST - text.length();
        text.append(more, 0, Math.min(room, more.length()));
        if (more.length() > room) {
            text.append('…');
        }
    }
}
