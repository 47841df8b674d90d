package dev.detour.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.config.OwnCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Talks to the controller's API. Every error is a {@link Failure} with its exit status. */
final class Client {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final Optional<String> token;
    private final String by;
    private final HttpClient http;

    /** @param certificate the only one that is trusted; empty for what the JVM trusts */
    Client(URI base, Optional<Path> certificate, Optional<String> token, String by) {
        this.base = base;
        this.token = token;
        this.by = by;
        var builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        certificate.map(this::trusting).ifPresent(builder::sslContext);
        http = builder.build();
    }

    private SSLContext trusting(Path certificate) {
        try {
            return OwnCertificate.context(certificate);
        } catch (IOException e) {
            throw unreachable(e.getMessage());
        }
    }

    /** An answer as it came, and read. */
    record Said(int status, String text, JsonNode json) {}

    JsonNode get(String path) {
        return checked(ask(path, HttpRequest.newBuilder().GET())).json();
    }

    /** Whatever the status. */
    int status(String path) {
        return send(path, HttpRequest.newBuilder().GET()).statusCode();
    }

    Said fetch(String path) {
        return checked(ask(path, HttpRequest.newBuilder().GET()));
    }

    Said post(String path, Map<String, Object> fields) {
        try {
            var body = HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(fields));
            return checked(ask(
                    path,
                    HttpRequest.newBuilder()
                            .POST(body)
                            .header("Content-Type", "application/json")
                            .header("X-Detour-By", by)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Said checked(Said said) {
        if (said.status() == 200) {
            return said;
        }
        var error = said.json().path("error").asText("the controller answered " + said.status());
        var hint = said.json().path("hint").asText("");
        throw new Failure(Exit.ofStatus(said.status()), Table.plain(error + (hint.isEmpty() ? "" : "\n  " + hint)));
    }

    private Said ask(String path, HttpRequest.Builder request) {
        var answer = send(path, request);
        try {
            return new Said(answer.statusCode(), answer.body(), JSON.readTree(answer.body()));
        } catch (JsonProcessingException e) {
            throw new Failure(
                    Exit.ERROR, base + " answered " + answer.statusCode() + " without JSON; is it Detour? See --url");
        }
    }

    private HttpResponse<String> send(String path, HttpRequest.Builder request) {
        request.uri(base.resolve(path)).timeout(ANSWER);
        token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (HttpConnectTimeoutException e) {
            throw unreachable("no answer to the connection");
        } catch (HttpTimeoutException e) {
            throw new Failure(Exit.TIMED_OUT, base + " did not answer within " + ANSWER.toSeconds() + " s");
        } catch (IOException e) {
            throw unreachable(e.getMessage() == null ? "connection refused" : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.ERROR, "interrupted");
        }
    }

    private Failure unreachable(String why) {
        return new Failure(
                Exit.UNREACHABLE,
                "no controller at " + base + " (" + why
                        + ")\n  start it with ./detour run, or name it with --url or DETOUR_URL");
    }
}
