package dev.detour.datadog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Message;

/** A message and the options of its endpoint: what the message says by a map or a header goes before an option. */
record Given(Message message, DatadogConfiguration configuration) {
    /** The body where it is a map; else an empty one. */
    Map<?, ?> map() {
        return message.getBody() instanceof Map<?, ?> map ? map : Map.of();
    }

    /** The body as text; empty for a map or none. */
    String text() {
        if (message.getBody() == null || message.getBody() instanceof Map) {
            return "";
        }
        var text = message.getBody(String.class);
        return text == null ? message.getBody().toString() : text;
    }

    /** By the map's field, the header, or the option, whichever comes first. */
    Optional<String> find(String field, String header, String option) {
        var inMap = map().get(field);
        var found = inMap != null ? String.valueOf(inMap) : message.getHeader(header, String.class);
        return Optional.ofNullable(found == null ? option : found)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /** Of option, header and map together, in this order. */
    List<String> tags() {
        var tags = new ArrayList<String>();
        add(tags, configuration.getTags());
        add(tags, message.getHeader(DatadogConstants.TAGS));
        add(tags, map().get("tags"));
        return tags;
    }

    private static void add(List<String> tags, Object more) {
        if (more instanceof Iterable<?> several) {
            several.forEach(tag -> add(tags, tag));
        } else if (more != null) {
            for (var tag : String.valueOf(more).split(",")) {
                if (!tag.isBlank()) {
                    tags.add(tag.strip());
                }
            }
        }
    }
}
