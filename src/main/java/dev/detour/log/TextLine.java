package dev.detour.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;

/** {@code --log text}: one line for people; control characters are shown as {@code ?} so that none reaches a terminal. */
public final class TextLine extends AbstractStringLayout {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final ZoneId zone;

    public TextLine(ZoneId zone) {
        super(StandardCharsets.UTF_8);
        this.zone = zone;
    }

    @Override
    public String toSerializable(LogEvent event) {
        var line = new StringBuilder(160)
                .append(TIME.format(Instant.ofEpochMilli(event.getTimeMillis()).atZone(zone)))
                .append(String.format(" %-7s ", Line.level(event.getLevel())));
        if (event.getMessage() instanceof NoticeMessage m && m.notice().group() != null) {
            line.append(m.notice().group());
            if (m.notice().region() != null) {
                line.append('/').append(m.notice().region());
            }
            line.append(' ');
        }
        var message = Line.message(event);
        for (int i = 0; i < message.length(); i++) {
            var c = message.charAt(i);
            line.append(Character.isISOControl(c) ? '?' : c);
        }
        return line.append('\n').toString();
    }
}
