package dev.detour.datadog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.fuzz.Answering;
import dev.detour.fuzz.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * The component's options, entries and answers. Options are addresses of the site and the agent that were meant, or are
 * refused without what may be a password; entries are JSON within Datadog's limits; any answer of the intake, over a real
 * connection, is an {@link Answer}. A line each: site, intake, proxy, agent, query of the URI; the rest is the body, and
 * the answer where it begins with a status line.
 */
public final class DatadogFuzz {
    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();
    private static final Answering PEER = peer();
    private static final int PARTS = 6;

    private DatadogFuzz() {}

    private static Answering peer() {
        try {
            return new Answering();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        var parts = Input.parts(input, PARTS);
        options(parts);
        uri(parts.get(4));
        entries(parts);
        if (parts.get(5).startsWith("HTTP/")) {
            answer(parts.get(5));
        }
    }

    private static void options(List<String> parts) {
        var configuration = new DatadogConfiguration();
        configuration.setApiKey("k");
        configuration.setSite(parts.get(0));
        configuration.setIntakeUrl(parts.get(1));
        configuration.setProxy(parts.get(2));
        try {
            Site.check(configuration);
            URI logs = Site.logs(configuration);
            Input.require(logs.getHost() != null && logs.getScheme().startsWith("http"), "goes to " + logs);
            boolean usual = parts.get(1).isBlank();
            Input.require(!usual || logs.getHost().equals("http-intake.logs." + parts.get(0)), "goes to " + logs);
        } catch (IllegalArgumentException e) {
            boolean secret = parts.get(2).contains("@")
                    && parts.stream()
                                    .filter(part -> part.contains(parts.get(2)))
                                    .count()
                            == 1;
            Input.require(!secret || !e.getMessage().contains(parts.get(2)), "shows the proxy: " + e.getMessage());
        }
        try {
            AgentAddress agent = AgentAddress.of(parts.get(3));
            Input.require(agent.isUnix() || agent.port() >= 1 && agent.port() <= 65_535, "port " + agent.port());
        } catch (IllegalArgumentException e) {
            Input.require(e.getMessage().startsWith("datadog: agent "), e.getMessage());
        }
    }

    private static void uri(String query) {
        // Camel itself looks into the registry, and makes objects, for these.
        if (query.indexOf('#') >= 0 || query.indexOf('{') >= 0) {
            return;
        }
        try {
            var endpoint = CAMEL.getEndpoint("datadog:" + query, DatadogEndpoint.class);
            Input.require(endpoint != null && endpoint.getKind() != null, "no endpoint");
            Input.require(endpoint.getConfiguration().toString().startsWith("DatadogConfiguration["), "no options");
        } catch (RuntimeCamelException | IllegalArgumentException e) {
            Input.require(e.getMessage() != null, "refused without a word");
        }
    }

    private static void entries(List<String> parts) throws IOException {
        var configuration = new DatadogConfiguration();
        configuration.setService(parts.get(0));
        configuration.setHostname(parts.get(1));
        configuration.setTags(parts.get(3));
        var message = new DefaultExchange(CAMEL).getMessage();
        message.setBody(parts.get(5));
        message.setHeader(DatadogConstants.TITLE, parts.get(2));
        var given = new Given(message, configuration);
        byte[] log = LogEntry.of(given);
        Input.require(log.length <= Limits.LOG_BYTES, "a log of " + log.length);
        JsonNode entry = LogEntry.JSON.readTree(log);
        Input.require(entry.path("message").asText().equals(Texts.whole(parts.get(5))), "another message");
        EventEntry event = EventEntry.of(given, Instant.EPOCH);
        JsonNode json = LogEntry.JSON.readTree(event.json());
        Input.require(length(json.path("title").asText()) <= Limits.EVENT_TITLE, "a title too long");
        Input.require(length(json.path("text").asText()) <= Limits.EVENT_TEXT, "a text too long");
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static void answer(String answer) {
        PEER.says(answer.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var configuration = new DatadogConfiguration();
        configuration.setApiKey("k");
        configuration.setRequestTimeout(5000);
        try (var intake = new Intake(configuration)) {
            var said =
                    intake.post(URI.create("http://127.0.0.1:" + PEER.port() + "/api/v2/logs"), new byte[] {'[', ']'});
            if (said instanceof Answer.Again again) {
                var wait = again.after().orElse(Duration.ZERO);
                Input.require(!wait.isNegative() && wait.compareTo(Duration.ofMinutes(10)) <= 0, "waits " + wait);
                Input.require(again.why().chars().noneMatch(Character::isISOControl), "control signs: " + again);
            }
        }
    }
}
