package dev.detour.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A client of server-sent events, by the HTML standard's rules as far as Detour's server needs them. */
public final class EventReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public final List<Event> events = new CopyOnWriteArrayList<>();
    public final List<String> comments = new CopyOnWriteArrayList<>();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private final HttpResponse<InputStream> response;
    private volatile boolean ended;

    /** @param id the last one that was sent, with this event or before; null when there was none */
    public record Event(String id, String name, String data) {}

    /** @param headers names and values by turns */
    public EventReader(URI url, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url);
        if (headers.length > 0) {
            request.headers(headers);
        }
        response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        var body = response.body();
        var thread = new Thread(() -> read(new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))));
        thread.setDaemon(true);
        thread.start();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    private void read(BufferedReader lines) {
        String id = null;
        var name = "message";
        var data = new ArrayList<String>();
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        events.add(new Event(id, name, String.join("\n", data)));
                    }
                    name = "message";
                    data.clear();
                } else if (line.startsWith(":")) {
                    comments.add(line.substring(1).strip());
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.add(line.substring(6));
                }
            }
        } catch (IOException e) {
            comments.add("ended: " + e);
        } finally {
            ended = true;
        }
    }

    public List<Event> named(String name) {
        return events.stream().filter(event -> event.name().equals(name)).toList();
    }

    /** Waits for one, among those that came and those to come. */
    public Event await(Predicate<Event> wanted) {
        Awaitility.await().atMost(PATIENCE).until(() -> events.stream().anyMatch(wanted));
        return events.stream().filter(wanted).findFirst().orElseThrow();
    }

    public void awaitEnd() {
        Awaitility.await().atMost(PATIENCE).until(() -> ended);
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
