package dev.detour.act;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.detour.decision.Notice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a webhook gets: {@code text} is all that Slack and its like read, the rest is for programs.
 *
 * @param at RFC 3339, UTC, milliseconds, by the wall clock
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"text", "group", "region", "epoch", "event", "level", "message", "at"})
public record NoticeMessage(
        String text, String group, String region, Long epoch, String event, String level, String message, String at) {

    static NoticeMessage of(Notice notice, Instant now) {
        String where = notice.group() == null ? "" : notice.group() + ": ";
        return new NoticeMessage(
                slackEscaped("[%s] %s%s".formatted(notice.level(), where, notice.message())),
                notice.group(),
                notice.region(),
                notice.epoch(),
                notice.event().wireName(),
                notice.level().name(),
                notice.message(),
                now.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /** docs.slack.dev, "Formatting message text": only these three are special; they would make links and mentions. */
    private static String slackEscaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
