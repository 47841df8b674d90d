package dev.detour.datadog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** A log as the intake takes it; a longer one than that is cut here, and says so. */
final class LogEntry {
    static final ObjectMapper JSON = JsonMapper.builder()
            .findAndAddModules()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();
    private static final String MESSAGE = "message";
    /** Tells who looks for it which entries are not whole. */
    private static final String CUT = "truncated";

    private LogEntry() {}

    /** @throws IllegalArgumentException when the rest of the entry alone is too large, or cannot be JSON */
    static byte[] of(Given given) {
        var entry = new LinkedHashMap<String, Object>();
        var message = given.map().get(MESSAGE);
        entry.put(MESSAGE, Texts.whole(message != null ? String.valueOf(message) : given.text()));
        given.map().forEach((key, value) -> entry.putIfAbsent(String.valueOf(key), value));
        entry.remove("tags");
        var c = given.configuration();
        put(entry, "ddsource", given.find("ddsource", "", c.getSource()));
        put(entry, "service", given.find("service", DatadogConstants.SERVICE, c.getService()));
        put(entry, "hostname", given.find("hostname", DatadogConstants.HOSTNAME, c.getHostname()));
        put(entry, "status", given.find("status", DatadogConstants.STATUS, null));
        var tags = String.join(",", given.tags());
        entry.computeIfAbsent("ddtags", name -> tags.isEmpty() ? null : tags);
        return cut(entry);
    }

    private static void put(Map<String, Object> entry, String field, java.util.Optional<String> value) {
        value.ifPresent(text -> entry.put(field, text));
    }

    private static byte[] cut(Map<String, Object> entry) {
        var whole = bytes(entry);
        if (whole.length <= Limits.LOG_BYTES) {
            return whole;
        }
        var text = String.valueOf(entry.get(MESSAGE));
        entry.put(CUT, true);
        entry.put(MESSAGE, "");
        var mark = "… [cut, " + text.length() + " characters]";
        int room = Limits.LOG_BYTES - bytes(entry).length - bytes(mark).length;
        if (room < 0) {
            throw new IllegalArgumentException("a log of " + whole.length + " bytes, more than " + Limits.LOG_BYTES
                    + ", of which the message is the smaller part");
        }
        entry.put(MESSAGE, Texts.fitting(text, room) + mark);
        return bytes(entry);
    }

    private static byte[] bytes(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "what cannot be written as JSON is no log: " + e.getOriginalMessage(), e);
        }
    }
}
