package dev.detour.gateway.cache;

import dev.detour.fuzz.Input;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Any header fields are read, and none makes an answer fresh for longer than 68 years (RFC 9111, 1.2.2) beyond its own dates, or younger
 * than it came. A request that carries what another did not is never alike, unless the field is known not to choose. A
 * field per line.
 */
public final class CacheFieldsFuzz {
    private static final Instant NOW = Instant.parse("2026-11-20T08:00:00Z");

    private CacheFieldsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        for (String line : Input.text(input).split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                lines.add(Map.entry(line.substring(0, colon), line.substring(colon + 1)));
            }
        }
        Fields fields = Fields.of(lines);
        var directives = Directives.of(fields);
        directives.named().keySet().forEach(name -> {
            Duration time = directives.time(name).orElseThrow();
            Input.require(!time.isNegative() && time.getSeconds() <= 1L << 31, name + " " + time);
        });
        Duration lifetime = Freshness.lifetime(directives, fields, NOW, Duration.ZERO);
        boolean dated = fields.has("Expires") && !directives.has("max-age") && !directives.has("s-maxage");
        Input.require(dated || !lifetime.isNegative() && lifetime.getSeconds() <= 1L << 31, "fresh for " + lifetime);
        Input.require(!Freshness.initialAge(fields, Duration.ZERO).isNegative(), "younger than new");
        Conditions.notModified(fields, fields);
        Input.require(!Conditions.notModified(Fields.of(List.of()), fields), "not asked, and not modified");
        var names = Variant.names(fields);
        Input.require(names.stream().distinct().count() == names.size(), "twice: " + names);
        variants(lines, fields);
    }

    private static void variants(List<Map.Entry<String, String>> lines, Fields fields) {
        String own = Variant.own(fields);
        Input.require(own.equals(Variant.own(Fields.of(List.copyOf(lines)))), "another the second time");
        List<Map.Entry<String, String>> more = new ArrayList<>(lines);
        more.add(Map.entry("X-Api-Key", "k"));
        Input.require(!Variant.own(Fields.of(more)).equals(own), "a key of another's makes no difference");
    }
}
