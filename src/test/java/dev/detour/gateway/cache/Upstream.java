package dev.detour.gateway.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cache with a clock that stands until it is moved, and an upstream that answers what it is told to. */
final class Upstream {
    static final Duration TTL = Duration.ofSeconds(60);
    static final Instant WALL = Instant.parse("2026-11-20T08:00:00Z");

    final ResponseCache cache;
    Instant now = Instant.EPOCH;

    Upstream() {
        this(100, 64 * 1024);
    }

    Upstream(int size, int maxEntry) {
        cache = new ResponseCache(TTL, size, maxEntry);
    }

    /** @param lines {@code Name: value}, one below the other or divided by |; empty for none */
    static Fields fields(String lines) {
        var fields = new ArrayList<Map.Entry<String, String>>();
        for (String line : lines.split("[|\n]")) {
            if (!line.isBlank()) {
                String[] parts = line.split(":", 2);
                fields.add(Map.entry(parts[0].strip(), parts[1].strip()));
            }
        }
        return Fields.of(fields);
    }

    static Question get(String uri, String lines) {
        return new Question("GET", uri, fields(lines), false);
    }

    static Question request(String method, String uri, String lines) {
        return new Question(method, uri, fields(lines), false);
    }

    void later(Duration time) {
        now = now.plus(time);
    }

    /** Asks, and answers a miss; why the answer was not kept, if it was not. */
    Optional<Rule> ask(Question question, int status, String lines, String body) {
        var found = find(question);
        if (found instanceof Found.Off off) {
            return Optional.of(off.why());
        }
        // Anything else here is an error of the test.
        var filling = ((Found.Miss) found).filling();
        return filling.isEmpty() ? Optional.of(Rule.METHOD) : answer(filling.get(), status, lines, body);
    }

    Optional<Rule> answer(Filling filling, int status, String lines, String body) {
        Optional<Rule> refusal = filling.head(status, fields(lines), now, WALL);
        filling.body(body.getBytes(StandardCharsets.UTF_8));
        boolean kept = filling.end();
        return refusal.or(() -> kept ? Optional.empty() : Optional.of(Rule.TOO_LARGE));
    }

    Found find(Question question) {
        return cache.find(question, now);
    }

    /** {@code hit <status> <age> <body>}, {@code miss} or {@code off <rule>}. */
    String found(Question question) {
        var found = find(question);
        if (found instanceof Found.Hit hit) {
            return "hit " + hit.status() + " " + hit.ageSeconds() + " " + text(hit);
        }
        return found instanceof Found.Off off ? "off " + off.why() : "miss";
    }

    static String text(Found.Hit hit) {
        return hit.notModified() ? "" : new String(hit.entry().body(), StandardCharsets.UTF_8);
    }

    static List<String> names(Fields fields) {
        var names = new ArrayList<String>();
        fields.each((name, value) -> names.add(name));
        return names;
    }
}
