package dev.detour.bench.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Reads a journal while it is written, from what is known of its format, sharing no code with Detour. Every line has to
 * hold its seal, chain to the one before, have the next sequence, and stay what it was; each decision of a group the next
 * epoch.
 */
final class Journal {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param at by {@link System#nanoTime} */
    record Line(long seq, long at, JsonNode entry) {
        String group() {
            return entry.path("group").asText();
        }

        String event() {
            return entry.path("event").asText();
        }
    }

    private final String name;
    private final Path file;
    private final Findings findings;
    /** From the clock of the stamps to {@link System#nanoTime}. */
    private final long uptimeAhead;

    private final List<Line> lines = new ArrayList<>();
    private final Map<String, List<Decided>> decisions = new HashMap<>();
    private final Map<String, JsonNode> durable = new HashMap<>();
    private final Map<Long, String> seals = new HashMap<>();
    private Object key;
    private long read;
    private long seq;
    private long wrong;
    private String prev;

    /** @param name for the findings, which it counts */
    Journal(String name, Path file, Findings findings) throws IOException {
        this.name = name;
        this.file = file;
        this.findings = findings;
        var uptime = Files.readString(Path.of("/proc/uptime")).split(" ")[0];
        this.uptimeAhead = (long) (Double.parseDouble(uptime) * 1e9) - System.nanoTime();
    }

    /** Takes in what is new. */
    synchronized void look() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        var now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        if (!now.equals(key)) {
            // New, or compacted; what is in it again is compared with what it was.
            key = now;
            read = 0;
            prev = null;
        }
        String text;
        try (var in = Files.newInputStream(file)) {
            in.skipNBytes(read);
            text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        int end;
        for (int from = 0; (end = text.indexOf('\n', from)) >= 0; from = end + 1) {
            line(text.substring(from, end));
            read += end + 1 - from;
        }
    }

    private void line(String line) throws IOException {
        int seal = line.lastIndexOf(",\"crc\":\"");
        var crc = new CRC32C();
        crc.update(line.substring(0, Math.max(0, seal)).getBytes(StandardCharsets.ISO_8859_1));
        var node = JSON.readTree(line);
        var sealed = node.path("crc").asText();
        if (!sealed.equals(String.format("%08x", crc.getValue()))) {
            found("a seal does not hold: " + line);
        }
        long number = node.path("seq").asLong();
        if (prev == null) {
            seq = number;
            prev = node.path("prev").asText();
            return;
        }
        if (number != seq + 1 || !node.path("prev").asText().equals(prev)) {
            found("after " + seq + " comes " + number + ", chained to " + node.path("prev"));
        }
        seq = number;
        prev = sealed;
        var known = seals.putIfAbsent(number, sealed);
        if (known == null) {
            take(new Line(number, node.path("at").path("uptimeNanos").asLong() - uptimeAhead, node.path("entry")));
        } else if (!known.equals(sealed)) {
            found("entry " + number + " is not what it was");
        }
    }

    private void take(Line line) {
        lines.add(line);
        durable.put(line.group(), line.entry().path("durable"));
        if (line.event().equals("DECISION")) {
            var d = line.entry().path("durable").path("decision");
            var all = decisions.computeIfAbsent(line.group(), group -> new ArrayList<>());
            all.add(new Decided(
                    line.group(),
                    d.path("epoch").asLong(),
                    d.path("trigger").asText(),
                    d.path("from").asText(null),
                    d.path("to").asText(),
                    d.path("target").asText(),
                    line.at()));
            if (d.path("epoch").asLong() != all.size()) {
                found("epochs do not grow by one: " + all.get(all.size() - 1));
            }
        }
    }

    private void found(String words) {
        wrong++;
        findings.add("journal", name + ": " + words);
    }

    synchronized long wrong() {
        return wrong;
    }

    synchronized List<Line> lines() {
        return List.copyOf(lines);
    }

    synchronized List<Decided> decisions(String group) {
        return List.copyOf(decisions.getOrDefault(group, List.of()));
    }

    /** The group's newest durable state. */
    synchronized JsonNode durable(String group) {
        return durable.getOrDefault(group, JSON.createObjectNode());
    }
}
