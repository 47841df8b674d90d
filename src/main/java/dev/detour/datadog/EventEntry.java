package dev.detour.datadog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An event within the limits of the API; what was longer is cut, with an ellipsis.
 *
 * @param dateHappened seconds since 1970
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record EventEntry(
        String title,
        String text,
        @JsonProperty("alert_type") String alertType,
        @JsonProperty("aggregation_key") String aggregationKey,
        String priority,
        String host,
        @JsonProperty("source_type_name") String source,
        List<String> tags,
        @JsonProperty("date_happened") long dateHappened) {
    private static final Set<String> ALERTS = Set.of("error", "warning", "info", "success");

    /** @throws IllegalArgumentException for an alert type or a priority that Datadog does not know */
    static EventEntry of(Given given, Instant now) {
        var c = given.configuration();
        var text = given.map().get("text");
        var title = given.find("title", DatadogConstants.TITLE, null);
        var body = text == null ? given.text() : String.valueOf(text);
        var tags = given.tags();
        given.find("service", DatadogConstants.SERVICE, c.getService())
                .filter(service -> tags.stream().noneMatch(tag -> tag.startsWith("service:")))
                .ifPresent(service -> tags.add("service:" + service));
        return new EventEntry(
                Texts.most(title.orElseGet(() -> body.lines().findFirst().orElse("")), Limits.EVENT_TITLE),
                Texts.most(body, Limits.EVENT_TEXT),
                one(given, "alert_type", DatadogConstants.ALERT_TYPE, "info", ALERTS),
                given.find("aggregation_key", DatadogConstants.AGGREGATION_KEY, null)
                        .map(key -> Texts.most(key, Limits.EVENT_KEY))
                        .orElse(null),
                one(given, "priority", DatadogConstants.PRIORITY, "normal", Set.of("normal", "low")),
                given.find("host", DatadogConstants.HOSTNAME, c.getHostname()).orElse(null),
                c.getSource(),
                tags,
                happened(given, now));
    }

    private static String one(Given given, String field, String header, String usual, Set<String> known) {
        var value = given.find(field, header, usual).orElse(usual).toLowerCase(Locale.ROOT);
        if (!known.contains(value)) {
            throw new IllegalArgumentException(field + " is one of " + known + ", not " + value);
        }
        return value;
    }

    private static long happened(Given given, Instant now) {
        var at = given.find("date_happened", DatadogConstants.DATE_HAPPENED, null);
        try {
            return at.map(Long::parseLong).orElse(now.getEpochSecond());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("date_happened is a number of seconds since 1970, not " + at.get(), e);
        }
    }

    byte[] json() {
        try {
            return LogEntry.JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts is JSON", e);
        }
    }
}
