package dev.detour.peers;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A strict reader of DogStatsD packets (docs.datadoghq.com, "Datagram Format"): whatever is not exactly of the protocol
 * is an {@link IllegalArgumentException} with the line.
 */
public final class DogStatsd {
    private static final Pattern METRIC = Pattern.compile("([a-zA-Z][a-zA-Z0-9_.]*):([^|:]+)\\|(c|g|h|d|ms|s)(\\|.*)?");
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?");
    private static final Pattern CHECK = Pattern.compile("_sc\\|([^|]+)\\|([0-3])(\\|.*)?");
    private static final Pattern EVENT = Pattern.compile("_e\\{([0-9]+),([0-9]+)}:");
    private static final Pattern TAG = Pattern.compile("[^|,#\\s][^|,#\\n]{0,199}");

    /**
     * A line.
     *
     * @param kind {@code c}, {@code g} …, {@code check} or {@code event}
     * @param value of a metric; the state of a check; the text of an event, escapes undone
     * @param fields by their letter
     */
    public record Line(String kind, String name, String value, Map<String, String> fields, List<String> tags) {}

    private DogStatsd() {}

    /** The lines of a packet. */
    public static List<Line> read(byte[] packet) {
        if (packet.length > 8192) {
            throw new IllegalArgumentException("a packet of " + packet.length + " bytes");
        }
        var lines = new ArrayList<Line>();
        for (var line : utf8(packet, 0, packet.length).split("\n", -1)) {
            lines.add(line(line));
        }
        return lines;
    }

    private static Line line(String line) {
        if (line.chars().anyMatch(c -> c < 0x20)) {
            throw new IllegalArgumentException("control character: " + line);
        }
        if (line.startsWith("_e{")) {
            return event(line);
        }
        var check = CHECK.matcher(line);
        if (check.matches()) {
            return with("check", check.group(1), check.group(2), check.group(3), line);
        }
        var metric = METRIC.matcher(line);
        if (!metric.matches()) {
            throw new IllegalArgumentException("no line of DogStatsD: " + line);
        }
        if (!metric.group(3).equals("s") && !NUMBER.matcher(metric.group(2)).matches()) {
            throw new IllegalArgumentException("no number: " + line);
        }
        return with(metric.group(3), metric.group(1), metric.group(2), metric.group(4), line);
    }

    private static Line event(String line) {
        var head = EVENT.matcher(line);
        if (!head.lookingAt()) {
            throw new IllegalArgumentException("no event: " + line);
        }
        var bytes = line.getBytes(StandardCharsets.UTF_8);
        int title = Integer.parseInt(head.group(1));
        int text = Integer.parseInt(head.group(2));
        int from = head.end();
        int end = from + title + 1 + text;
        if (end > bytes.length || bytes[from + title] != '|' || (end < bytes.length && bytes[end] != '|')) {
            throw new IllegalArgumentException("lengths that do not fit: " + line);
        }
        return with(
                "event",
                utf8(bytes, from, title).replace("\\n", "\n"),
                utf8(bytes, from + title + 1, text).replace("\\n", "\n"),
                end == bytes.length ? null : utf8(bytes, end, bytes.length - end),
                line);
    }

    private static Line with(String kind, String name, String value, String rest, String line) {
        var fields = new TreeMap<String, String>();
        var tags = new ArrayList<String>();
        for (var field : Optional.ofNullable(rest).orElse("|").substring(1).split("\\|", -1)) {
            if (field.startsWith("#")) {
                tags.addAll(List.of(field.substring(1).split(",", -1)));
            } else if (field.matches("[dhkpstm]:.+")) {
                if (fields.put(field.substring(0, 1), field.substring(2)) != null) {
                    throw new IllegalArgumentException("a field twice: " + line);
                }
            } else if (rest != null) {
                throw new IllegalArgumentException("unknown field " + field + ": " + line);
            }
        }
        if (!tags.stream().allMatch(tag -> TAG.matcher(tag).matches())) {
            throw new IllegalArgumentException("no tag among " + tags + ": " + line);
        }
        return new Line(kind, name, value, fields, tags);
    }

    /** Malformed bytes, such as half a character, are an error. */
    private static String utf8(byte[] bytes, int from, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("no UTF-8", e);
        }
    }
}
