package dev.detour.log;

import dev.detour.decision.Notice;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Writes notices with their fields (SPEC §7). Safe from any thread; never waits for the reader of the log. */
public final class EventLog {
    private final Logger log = LogManager.getLogger(EventLog.class);
    private final UnaryOperator<String> words;

    /** @param words makes a core's sentence readable, as {@code serve.Words::fill} does */
    public EventLog(UnaryOperator<String> words) {
        this.words = words;
    }

    public void tell(Notice notice) {
        var dropped = Log.takeDropped();
        if (dropped > 0) {
            log.warn("{} log lines were dropped because nobody read them", dropped);
        }
        log.log(level(notice.level()), new NoticeMessage(notice, words.apply(notice.message())));
    }

    private static Level level(Notice.Level level) {
        return switch (level) {
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARN;
            case ERROR -> Level.ERROR;
        };
    }
}
