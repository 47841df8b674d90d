package dev.detour.log;

import dev.detour.decision.Notice;
import org.apache.logging.log4j.message.AsynchronouslyFormattable;
import org.apache.logging.log4j.message.Message;

/** A log message that carries a notice's fields beside its sentence. */
@AsynchronouslyFormattable
final class NoticeMessage implements Message {
    private static final long serialVersionUID = 1L;

    private final transient Notice notice;
    private final String sentence;

    NoticeMessage(Notice notice, String sentence) {
        this.notice = notice;
        this.sentence = sentence;
    }

    Notice notice() {
        return notice;
    }

    @Override
    public String getFormattedMessage() {
        return sentence;
    }

    @Override
    public Object[] getParameters() {
        return new Object[0];
    }

    @Override
    public Throwable getThrowable() {
        return null;
    }
}
