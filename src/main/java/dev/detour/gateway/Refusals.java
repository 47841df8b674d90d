package dev.detour.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The answers that are the gateway's own (SPEC §9). */
final class Refusals {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Refusals() {}

    /** @param status null when there was no answer */
    record Tried(String url, String error, Integer status) {}

    record AllFailed(String error, List<Tried> upstreams) {}

    record Refused(String error, String hint) {}

    record None(String error) {}

    static void allFailed(Answering to, HttpMethod method, List<Tried> tried) {
        send(to, method, 502, new AllFailed("All services failed.", tried));
    }

    static void noServices(Answering to, HttpMethod method) {
        send(to, method, 404, new None("No services registered."));
    }

    /** To a caller within the program. */
    static Reply noServices(HttpMethod method) {
        var answer = new CompletableFuture<Reply>();
        noServices(new Gathering(answer), method);
        return answer.join();
    }

    static void refused(Answering to, HttpMethod method, int status, String error, String hint) {
        send(to, method, status, new Refused(error, hint));
    }

    private static void send(Answering to, HttpMethod method, int status, Object body) {
        if (to.isGone()) {
            return;
        }
        byte[] json;
        try {
            json = JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts is always JSON", e);
        }
        to.status(status, null);
        to.headers()
                .set("Content-Type", "application/json")
                .set("Cache-Control", "no-store")
                .set("X-Content-Type-Options", "nosniff")
                .set("Content-Length", Integer.toString(json.length));
        if (method == HttpMethod.HEAD) {
            to.end();
        } else {
            to.end(Buffer.buffer(json));
        }
    }
}
