package dev.detour.log;

import dev.detour.config.Instants;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;

/**
 * One JSON object per line with the fields of SPEC §7, valid for any input. Written by hand: log4j's template layout
 * costs 75 ms of processor time at start (measured with 2.25.5 and a CDS archive), and a start has a second for all.
 */
public final class JsonLine extends AbstractStringLayout {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final String service;

    /** @param service the {@code service} of each line */
    public JsonLine(String service) {
        super(StandardCharsets.UTF_8);
        this.service = service;
    }

    @Override
    public String toSerializable(LogEvent event) {
        var json = new StringBuilder(256).append('{');
        text(json, "timestamp", Instants.text(Instant.ofEpochMilli(event.getTimeMillis())));
        text(json, "level", Line.level(event.getLevel()));
        text(json, "service", service);
        text(json, "message", Line.message(event));
        if (event.getMessage() instanceof NoticeMessage m) {
            var notice = m.notice();
            text(json, "group", notice.group());
            text(json, "region", notice.region());
            if (notice.epoch() != null) {
                json.append(",\"epoch\":").append(notice.epoch().longValue());
            }
            // The shell's own warnings are of no event.
            text(json, "event", notice.event() == null ? null : notice.event().wireName());
        }
        return json.append("}\n").toString();
    }

    /** Nothing for null. */
    private static void text(StringBuilder json, String name, String value) {
        if (value == null) {
            return;
        }
        json.append(json.length() == 1 ? "\"" : ",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                json.append(c).append(value.charAt(++i));
            } else {
                character(json, c);
            }
        }
        json.append('"');
    }

    private static void character(StringBuilder json, char c) {
        switch (c) {
            case '"', '\\' -> json.append('\\').append(c);
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            default -> {
                if (Character.isSurrogate(c)) {
                    json.append("\\ufffd");
                } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                    json.append("\\u")
                            .append(HEX[c >> 12])
                            .append(HEX[c >> 8 & 15])
                            .append(HEX[c >> 4 & 15])
                            .append(HEX[c & 15]);
                } else {
                    json.append(c);
                }
            }
        }
    }
}
