package dev.detour.tell;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * What a webhook gets: {@code text} is all that Slack and its like read, the rest is for programs.
 *
 * @param id the same for every attempt to tell the same thing
 * @param message what happened, in one sentence
 * @param why why it did; absent when the message says it
 * @param since when what led to it began: RFC 3339, UTC, by the wall clock
 * @param done what was done about it so far
 * @param next what people can do
 * @param at when it is told, likewise
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({
    "text", "id", "group", "region", "epoch", "event", "level", "message", "why", "since", "done", "next", "at"
})
public record NoticeMessage(
        String id,
        String group,
        String region,
        Long epoch,
        String event,
        String level,
        String message,
        String why,
        String since,
        String done,
        String next,
        String at) {

    /** All of it for people, a line for each question; Slack's special characters escaped. */
    @JsonProperty
    public String text() {
        return slackEscaped(plain());
    }

    /** The same as it is. */
    public String plain() {
        return title() + lines();
    }

    /** {@code [WARNING] shop: …}. */
    String title() {
        return "[%s] %s%s".formatted(level, group == null ? "" : group + ": ", message);
    }

    /** A line for each question that has an answer, each begun by a newline. */
    String lines() {
        return line("Why", why) + line("Since", since) + line("Done", done) + line("Next", next);
    }

    private static String line(String question, String answer) {
        return answer == null || answer.isEmpty() ? "" : "\n" + question + ": " + answer;
    }

    /** docs.slack.dev, "Formatting message text": only these three are special; they would make links and mentions. */
    private static String slackEscaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
