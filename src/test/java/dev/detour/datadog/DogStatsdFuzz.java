package dev.detour.datadog;

import dev.detour.fuzz.Input;
import dev.detour.peers.DogStatsd;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * Whatever a message says, what goes to the agent is one line that a strict reader of the protocol takes, of the kind and
 * with as many tags as were meant; or the message is refused in words. A line each: type, name, value, status, tags
 * separated by tabs, option tags; the rest is the text.
 */
public final class DogStatsdFuzz {
    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    private DogStatsdFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var parts = Input.parts(input, 7);
        Map<String, Object> body = new HashMap<>(Map.of(
                "type", parts.get(0),
                "name", parts.get(1),
                "value", parts.get(2),
                "status", parts.get(3),
                "tags", List.of(parts.get(4).split("\t")),
                "message", parts.get(6)));
        var configuration = new DatadogConfiguration();
        configuration.setTags(parts.get(5));
        var message = new DefaultExchange(CAMEL).getMessage();
        message.setBody(body);
        var given = new Given(message, configuration);
        metric(given, parts);
        body.put("text", parts.get(6));
        body.put("title", parts.get(1));
        body.put("host", parts.get(2));
        body.put("aggregation_key", parts.get(3));
        event(given);
    }

    private static void metric(Given given, List<String> parts) {
        byte[] sent;
        try {
            sent = Statsd.metric(given);
        } catch (IllegalArgumentException e) {
            Input.require(e.getMessage() != null && !e.getMessage().isBlank(), "refused without a word");
            return;
        }
        var line = only(sent, given);
        boolean check = parts.get(0).strip().equalsIgnoreCase("check");
        Input.require(check == line.kind().equals("check"), "a " + line.kind() + " out of " + parts.get(0));
        Input.require(
                !line.fields().containsKey("h") && !line.fields().containsKey("d"), "fields from a text: " + line);
    }

    private static void event(Given given) {
        EventEntry entry;
        byte[] sent;
        try {
            entry = EventEntry.of(given, Instant.ofEpochSecond(1_700_000_000));
            sent = Statsd.event(entry);
        } catch (IllegalArgumentException e) {
            Input.require(e.getMessage() != null && !e.getMessage().isBlank(), "refused without a word");
            return;
        }
        var line = only(sent, given);
        Input.require(line.kind().equals("event"), "no event: " + line);
        Input.require(line.fields().get("d").equals("1700000000"), "another time: " + line);
        Input.require((entry.host() != null) == line.fields().containsKey("h"), "host: " + line);
    }

    private static DogStatsd.Line only(byte[] sent, Given given) {
        List<DogStatsd.Line> lines;
        try {
            lines = DogStatsd.read(sent);
        } catch (IllegalArgumentException e) {
            throw new AssertionError("not of the protocol: " + Input.text(sent), e);
        }
        Input.require(lines.size() == 1, "so many lines: " + lines);
        Input.require(lines.get(0).tags().size() == given.tags().size(), given.tags() + " became " + lines.get(0));
        return lines.get(0);
    }
}
