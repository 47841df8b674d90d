package dev.detour.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Asks as KEDA's metrics-api scaler does: three seconds, status 200 and nothing else, a number at {@code value}.
 * (<a href="https://keda.sh/docs/latest/scalers/metrics-api/">KEDA's documentation</a>; its default HTTP timeout.)
 */
public final class KedaScaler {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final HttpRequest request;

    public KedaScaler(URI url) {
        request = HttpRequest.newBuilder(url).timeout(TIMEOUT).build();
    }

    /** The value; empty where KEDA would report a failing scaler. */
    public OptionalLong poll() throws InterruptedException {
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            var value = JSON.readTree(answer.body()).path("value");
            return answer.statusCode() == 200 && value.isNumber()
                    ? OptionalLong.of(value.asLong())
                    : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
