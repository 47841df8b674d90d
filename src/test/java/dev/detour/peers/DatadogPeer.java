package dev.detour.peers;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/**
 * Datadog as strict as its documentation, on 127.0.0.1: the key, the content type, gzip that is announced and is gzip, the
 * limits of logs and of events. What breaks one of them is answered 400 (413 for size) and remembered as a fault; what
 * holds is kept in order.
 */
public final class DatadogPeer implements AutoCloseable {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();
    private static final int MOST_LOGS = 1000;
    private static final int MOST_BYTES = 5_000_000;
    private static final int MOST_LOG = 1_000_000;
    private static final Set<String> EVENT_FIELDS = Set.of(
            "title",
            "text",
            "alert_type",
            "aggregation_key",
            "priority",
            "host",
            "source_type_name",
            "tags",
            "date_happened",
            "device_name",
            "related_event_id");

    /**
     * An answer out of turn.
     *
     * @param reset {@code x-ratelimit-reset}; null for none
     */
    public record Say(int status, String reset) {}

    private final HttpServer server;
    private final String key;
    private final Queue<Say> next = new ConcurrentLinkedQueue<>();
    private final List<JsonNode> logs = new CopyOnWriteArrayList<>();
    private final List<Integer> batches = new CopyOnWriteArrayList<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final List<String> encodings = new CopyOnWriteArrayList<>();
    private final List<Long> arrivals = new CopyOnWriteArrayList<>();
    private volatile int bytesTaken = MOST_BYTES;

    public DatadogPeer(String key) throws IOException {
        this.key = key;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Answers the next requests so, whatever they are, and keeps nothing of them. */
    public DatadogPeer say(int status) {
        next.add(new Say(status, null));
        return this;
    }

    /** The same with {@code x-ratelimit-reset}. */
    public DatadogPeer say(int status, String reset) {
        next.add(new Say(status, reset));
        return this;
    }

    /** From now on larger requests are answered 413, as by a proxy in between. */
    public DatadogPeer takingNoMoreThan(int bytes) {
        bytesTaken = bytes;
        return this;
    }

    public List<JsonNode> logs() {
        return List.copyOf(logs);
    }

    /** How many logs each request that was taken held. */
    public List<Integer> batches() {
        return List.copyOf(batches);
    }

    public List<JsonNode> events() {
        return List.copyOf(events);
    }

    /** Every breach of the protocol so far. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** {@code Content-Encoding} of each request, {@code none} without. */
    public List<String> encodings() {
        return List.copyOf(encodings);
    }

    /** When each request came, by {@link System#nanoTime}. */
    public List<Long> arrivals() {
        return List.copyOf(arrivals);
    }

    private void serve(HttpExchange exchange) throws IOException {
        arrivals.add(System.nanoTime());
        try (exchange) {
            int status;
            var said = next.poll();
            var body = exchange.getRequestBody().readAllBytes();
            if (said != null) {
                status = said.status();
                if (said.reset() != null) {
                    exchange.getResponseHeaders().set("x-ratelimit-reset", said.reset());
                }
            } else {
                status = answer(exchange, body);
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private int answer(HttpExchange exchange, byte[] body) throws IOException {
        if (!List.of(key).equals(exchange.getRequestHeaders().get("DD-API-KEY"))) {
            return 403;
        }
        var call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        if (call.equals("GET /api/v1/validate")) {
            return 200;
        }
        if (!List.of("application/json").equals(exchange.getRequestHeaders().get("Content-Type"))) {
            return fault("content type " + exchange.getRequestHeaders().get("Content-Type"));
        }
        var encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        encodings.add(encoding == null ? "none" : encoding);
        var plain = plain(encoding, body);
        return switch (call) {
            case "POST /api/v2/logs" -> logs(plain);
            case "POST /api/v1/events" -> event(plain);
            default -> fault("no such call: " + call);
        };
    }

    private static byte[] plain(String encoding, byte[] body) throws IOException {
        if (!"gzip".equals(encoding)) {
            return body;
        }
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return gzip.readAllBytes();
        }
    }

    private int logs(byte[] body) throws IOException {
        if (body.length > bytesTaken) {
            return 413;
        }
        var array = JSON.readTree(body);
        if (!array.isArray() || array.isEmpty() || array.size() > MOST_LOGS) {
            return fault("no array of 1 to 1000: " + array.size());
        }
        for (var log : array) {
            if (!log.path("message").isTextual()) {
                return fault("a log without a message");
            }
            if (JSON.writeValueAsBytes(log).length > MOST_LOG) {
                return fault("a log of more than 1 MB, which would be cut in silence");
            }
        }
        array.forEach(logs::add);
        batches.add(array.size());
        return 202;
    }

    private int event(byte[] body) throws IOException {
        var event = JSON.readTree(body);
        for (var names = event.fieldNames(); names.hasNext(); ) {
            var name = names.next();
            if (!EVENT_FIELDS.contains(name)) {
                return fault("unknown field of an event: " + name);
            }
        }
        if (!event.path("title").isTextual() || event.path("title").asText().isEmpty()) {
            return fault("an event without a title");
        }
        if (!event.path("text").isTextual() || event.path("text").asText().length() > 4000) {
            return fault("an event's text is of 0 to 4000 characters");
        }
        if (event.path("aggregation_key").asText().length() > 100) {
            return fault("an aggregation key of more than 100 characters");
        }
        if (!Set.of("error", "warning", "info", "success")
                .contains(event.path("alert_type").asText())) {
            return fault("alert type " + event.path("alert_type"));
        }
        if (!Set.of("normal", "low").contains(event.path("priority").asText("normal"))) {
            return fault("priority " + event.path("priority"));
        }
        events.add(event);
        return 202;
    }

    private int fault(String what) {
        faults.add(what);
        return 400;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
