package dev.detour.serve;

import dev.detour.config.Durations;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What may be asked of {@link MetricPath} behind the question mark.
 *
 * @param replicas whether the answer is a number of replicas instead of a number of regions
 * @param up replicas wanted while no other region is DOWN
 * @param down replicas wanted while one or more are
 * @param maxAge how old the evidence of the other regions may be
 */
record MetricQuery(boolean replicas, long up, long down, Optional<Duration> maxAge) {
    private static final MetricQuery NONE = new MetricQuery(false, 0, 0, Optional.empty());
    private static final Set<String> NAMES = Set.of("format", "up", "down", "max-age");
    private static final String FORM = "such as ?format=replicas&up=2&down=4 or ?max-age=30s";

    /** @throws Refusal 400 */
    static MetricQuery of(MultiMap query) {
        if (query.isEmpty()) {
            return NONE;
        }
        for (var name : query.names()) {
            if (!NAMES.contains(name)) {
                throw bad("there is no parameter \"" + Texts.shown(name) + "\"");
            }
        }
        var format = one(query, "format");
        if (format.filter(f -> !f.equals("replicas")).isPresent()) {
            throw bad("\"format\" is not replicas");
        }
        var up = one(query, "up").map(text -> replicas("up", text));
        var down = one(query, "down").map(text -> replicas("down", text));
        if (up.isPresent() != format.isPresent() || down.isPresent() != format.isPresent()) {
            throw bad("\"format\", \"up\" and \"down\" go together");
        }
        var maxAge = one(query, "max-age").map(MetricQuery::duration);
        return new MetricQuery(format.isPresent(), up.orElse(0L), down.orElse(0L), maxAge);
    }

    long value(int othersDown) {
        if (replicas) {
            return othersDown > 0 ? down : up;
        }
        return othersDown;
    }

    private static Optional<String> one(MultiMap query, String name) {
        var all = query.getAll(name);
        if (all.size() > 1) {
            throw bad("\"" + name + "\" is given more than once");
        }
        return all.stream().findFirst();
    }

    private static Long replicas(String name, String text) {
        if (!text.matches("\\d{1,6}")) {
            throw bad("\"" + name + "\" is not a whole number from 0 to 999999");
        }
        return Long.valueOf(text);
    }

    private static Duration duration(String text) {
        try {
            var duration = Durations.parse(text);
            if (!duration.isZero() && !duration.isNegative()) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            throw bad("\"max-age\" is no duration: " + e.getMessage());
        }
        throw bad("\"max-age\" must be longer than 0s");
    }

    private static Refusal bad(String error) {
        return new Refusal(400, error, FORM);
    }
}
