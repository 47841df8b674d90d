package dev.detour.bench.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;

/** Asks Detour, as anyone would. */
final class Http {
    static final int TIMEOUT_MILLIS = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Http() {}

    static byte[] get(int port, String path) throws IOException {
        var connection = (HttpURLConnection) new URL("http", "127.0.0.1", port, path).openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        try (var in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }

    static JsonNode json(int port, String path) throws IOException {
        return JSON.readTree(get(port, path));
    }
}
