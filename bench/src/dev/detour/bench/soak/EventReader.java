package dev.detour.bench.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Listens to the events as a browser does: comes back with the id of the last one. So every entry of the journal comes
 * once and in order, over any number of restarts.
 */
final class EventReader {
    private static final int SILENT_MILLIS = 40_000;

    private final Instance instance;
    private final Findings findings;
    private volatile long entries;
    private volatile long statuses;
    private volatile long last;
    private volatile int connections;

    EventReader(Instance instance, Findings findings) {
        this.instance = instance;
        this.findings = findings;
    }

    void listen() throws InterruptedException {
        while (true) {
            try {
                read();
            } catch (IOException away) {
                // Killed, or not yet there.
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private void read() throws IOException {
        var connection =
                (HttpURLConnection) new URL("http", "127.0.0.1", instance.port(), "/api/v1/events").openConnection();
        connection.setReadTimeout(SILENT_MILLIS);
        connection.setRequestProperty("Last-Event-ID", Long.toString(last));
        try (var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            connections++;
            String event = "";
            long id = last;
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("event:")) {
                    event = line.substring(6).strip();
                } else if (line.startsWith("id:")) {
                    id = Long.parseLong(line.substring(3).strip());
                } else if (line.isEmpty()) {
                    take(event, id);
                    event = "";
                }
            }
        }
    }

    private void take(String event, long id) {
        if (event.equals("journal")) {
            if (id != last + 1) {
                findings.add("stream", instance.name() + ": after entry " + last + " came " + id);
            }
            entries++;
            last = id;
        } else if (event.equals("status")) {
            statuses++;
        }
    }

    long entries() {
        return entries;
    }

    long statuses() {
        return statuses;
    }

    int connections() {
        return connections;
    }
}
