package dev.detour.serve;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Locale;
import java.util.regex.Pattern;

/** Gives Camel's own meters what {@code promtool check metrics} asks of any: labels in snake case, and a help text. */
final class CamelLabels implements MeterFilter {
    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!id.getName().startsWith("camel.")) {
            return id;
        }
        var tags = id.getTags().stream()
                .map(tag -> Tag.of(snake(tag.getKey()), tag.getValue()))
                .toList();
        var said = id.getDescription();
        var help = said == null || said.isBlank() ? "Camel's " + id.getName().replace('.', ' ') : said;
        return new Meter.Id(id.getName(), Tags.of(tags), id.getBaseUnit(), help, id.getType());
    }

    private static String snake(String name) {
        return HUMP.matcher(name).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
    }
}
