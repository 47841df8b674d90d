package dev.detour.datadog;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Lines of the DogStatsD protocol (docs.datadoghq.com, "DogStatsD datagram format"). What would end a field inside a
 * name or a tag becomes an underscore, so that no text forges a second line.
 */
final class Statsd {
    private static final Map<String, String> TYPES =
            Map.of("count", "c", "gauge", "g", "histogram", "h", "distribution", "d", "timing", "ms", "set", "s");
    private static final Map<String, Integer> STATES = Map.of("ok", 0, "warning", 1, "critical", 2, "unknown", 3);

    /** Some readers take more than a newline for the end of a line (Unicode, UAX #14). */
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]");
    /** What every agent reads as it stands; other ways to write a number are Java's own. */
    private static final Pattern PLAIN = Pattern.compile("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?");

    private Statsd() {}

    /** @throws IllegalArgumentException naming what is missing or wrong */
    static byte[] metric(Given given) {
        var c = given.configuration();
        var name = given.find("name", DatadogConstants.METRIC_NAME, c.getMetricName())
                .orElseThrow(() -> new IllegalArgumentException("datadog:metrics needs a metricName"));
        var type = given.find("type", DatadogConstants.METRIC_TYPE, c.getMetricType())
                .orElse("gauge")
                .toLowerCase(Locale.ROOT);
        if (type.equals("check")) {
            return check(name, given);
        }
        var code = TYPES.get(type);
        if (code == null) {
            throw new IllegalArgumentException("metricType " + type + " is not known: count, gauge, histogram,"
                    + " distribution, timing, set or check");
        }
        return line(named(name) + ":" + value(given, code) + "|" + code + tags(given.tags()));
    }

    /** A set counts texts, everything else takes a number. */
    private static String value(Given given, String code) {
        var inMap = given.map().get("value");
        var text = (inMap == null ? given.text() : String.valueOf(inMap)).strip();
        if (code.equals("s") && !text.isEmpty()) {
            return clean(text).replace(':', '_');
        }
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return PLAIN.matcher(text).matches() ? text : Double.toString(number);
            }
        } catch (NumberFormatException e) {
            throw noNumber(text);
        }
        throw noNumber(text);
    }

    private static IllegalArgumentException noNumber(String text) {
        return new IllegalArgumentException("a metric's value is a number, not \"" + Texts.most(text, 40) + "\"");
    }

    private static byte[] check(String name, Given given) {
        var state = given.find("status", DatadogConstants.STATUS, "").orElse("").toLowerCase(Locale.ROOT);
        if (!STATES.containsKey(state)) {
            throw new IllegalArgumentException(
                    "a service check's status is ok, warning, critical or unknown, not \"" + state + "\"");
        }
        var map = given.map().get("message");
        var message = escaped(map == null ? given.text() : String.valueOf(map))
                .replace('|', '_')
                .replace("m:", "m\\:");
        return line("_sc|" + clean(name) + "|" + STATES.get(state) + tags(given.tags())
                + (message.isEmpty() ? "" : "|m:" + message));
    }

    /** Lengths count UTF-8 bytes of what is sent, escapes included. */
    static byte[] event(EventEntry event) {
        int room = Limits.LONGEST_DATAGRAM / 2;
        var title = cut(escaped(event.title()), Limits.EVENT_TITLE);
        var text = cut(escaped(event.text()), room);
        return line("_e{" + utf8(title).length + "," + utf8(text).length + "}:" + title + "|" + text
                + "|d:" + event.dateHappened()
                + field("h", event.host())
                + field("k", event.aggregationKey())
                + field("p", event.priority())
                + field("s", event.source())
                + field("t", event.alertType())
                + tags(event.tags()));
    }

    /** So many bytes at most, and never half an escape. */
    private static String cut(String text, int bytes) {
        var cut = text;
        while (utf8(cut).length > bytes) {
            cut = Texts.most(cut, Math.max(2, cut.codePointCount(0, cut.length()) * 3 / 4));
        }
        return cut.replaceFirst("\\\\…$", "…");
    }

    private static String field(String key, String value) {
        return value == null || value.isEmpty() ? "" : "|" + key + ":" + clean(value);
    }

    private static String tags(List<String> tags) {
        return tags.isEmpty()
                ? ""
                : "|#" + String.join(",", tags.stream().map(Statsd::tag).toList());
    }

    private static String tag(String tag) {
        return Texts.most(clean(tag).replace(',', '_').replace('#', '_'), 200);
    }

    /** Another beginning than a letter makes the agent's side drop the metric without a word. */
    private static String named(String name) {
        if (!name.matches("(?s)[a-zA-Z].*")) {
            throw new IllegalArgumentException(
                    "a metric's name begins with a letter, unlike \"" + Texts.most(name, 40) + "\"");
        }
        return name.replaceAll("[^a-zA-Z0-9_.]", "_");
    }

    private static String escaped(String text) {
        return CONTROL.matcher(text.replace("\n", "\\n")).replaceAll("");
    }

    private static String clean(String text) {
        return CONTROL.matcher(text.replace('|', '_')).replaceAll("_");
    }

    private static byte[] line(String line) {
        var bytes = utf8(line);
        if (bytes.length > Limits.LONGEST_DATAGRAM) {
            throw new IllegalArgumentException("a line of " + bytes.length + " bytes is longer than the agent takes ("
                    + Limits.LONGEST_DATAGRAM + ")");
        }
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
