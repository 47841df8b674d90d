package dev.detour.datadog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.ContextBuilder;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * Datadog's HTTP API: one request at a time, with a total deadline, no redirects, no cookies and no retries of its own.
 * Follows the proxy and nothing else. Not safe from several threads.
 */
final class Intake implements AutoCloseable {
    private static final String USER_AGENT = "camel-datadog";
    private static final int COMPRESS_FROM = 1024;

    private final DatadogConfiguration configuration;
    private final Duration deadline;
    private CloseableHttpClient client;

    Intake(DatadogConfiguration configuration) {
        this.configuration = configuration;
        this.deadline = Duration.ofMillis(configuration.getRequestTimeout());
    }

    /** @param uri of the API that takes it */
    Answer post(URI uri, byte[] json) {
        var request = new HttpPost(uri);
        boolean compress = json.length >= COMPRESS_FROM;
        request.setEntity(new ByteArrayEntity(compress ? gzip(json) : json, ContentType.create("application/json")));
        if (compress) {
            request.setHeader("Content-Encoding", "gzip");
        }
        return send(request);
    }

    /** Whether the key is one that the site knows. */
    Answer validate() {
        return send(new HttpGet(Site.api(configuration, "/api/v1/validate")));
    }

    private Answer send(HttpUriRequestBase request) {
        request.setHeader("DD-API-KEY", configuration.getApiKey());
        var late = CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        late.execute(request::cancel);
        try {
            return client().execute(request, context(), Intake::answer);
        } catch (IOException e) {
            return Answer.again(request.isCancelled() ? "no answer within " + deadline.toSeconds() + " s" : words(e));
        }
    }

    private static String words(IOException e) {
        return switch (e.getClass().getSimpleName()) {
            case "UnknownHostException" -> "its name cannot be resolved";
            case "HttpHostConnectException", "ConnectException" -> "the connection was refused";
            case "ConnectTimeoutException", "SocketTimeoutException" -> "no answer in time";
            case "SSLHandshakeException", "SSLException", "SSLPeerUnverifiedException" -> "TLS failed";
            default -> "the connection broke (" + e.getClass().getSimpleName() + ")";
        };
    }

    private static Answer answer(ClassicHttpResponse response) {
        int status = response.getCode();
        if (status >= 200 && status < 300) {
            return Answer.taken();
        }
        return switch (status) {
            case 413 -> new Answer.TooLarge();
            case 401, 403 -> new Answer.Refused("the API key is refused (HTTP " + status + ")");
            case 407 -> Answer.again("the proxy wants other credentials (HTTP 407)");
            case 408, 429 -> new Answer.Again("HTTP " + status, reset(response));
            default ->
                status >= 500
                        ? new Answer.Again("HTTP " + status, reset(response))
                        : new Answer.Refused("HTTP " + status);
        };
    }

    /** Seconds until there is room again, as Datadog says, or {@code Retry-After} as what stands between may. */
    private static Optional<Duration> reset(ClassicHttpResponse response) {
        return seconds(response.getFirstHeader("x-ratelimit-reset"))
                .or(() -> seconds(response.getFirstHeader("Retry-After")))
                .map(Outbox::believed);
    }

    private static Optional<Duration> seconds(Header header) {
        return header != null && header.getValue().strip().matches("[0-9]{1,9}")
                ? Optional.of(
                        Duration.ofSeconds(Long.parseLong(header.getValue().strip())))
                : Optional.empty();
    }

    private static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream(bytes.length / 4 + 64);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private CloseableHttpClient client() {
        if (client == null) {
            client = make();
        }
        return client;
    }

    private CloseableHttpClient make() {
        var timeout = Timeout.ofMilliseconds(deadline.toMillis());
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .setTimeToLive(Timeout.ofMinutes(1))
                        .build())
                .build();
        var builder = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout)
                        .setResponseTimeout(timeout)
                        .build())
                .setUserAgent(USER_AGENT)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression();
        Site.proxy(configuration).ifPresent(proxy -> builder.setProxy(host(proxy)));
        return builder.build();
    }

    /** With the proxy's password from the first request on: not every proxy asks before it closes. */
    private HttpClientContext context() {
        var context = ContextBuilder.create();
        Site.proxy(configuration).ifPresent(proxy -> credentials(proxy)
                .ifPresent(known -> context.preemptiveBasicAuth(host(proxy), known)));
        return context.build();
    }

    private static HttpHost host(URI proxy) {
        return new HttpHost("http", proxy.getHost(), proxy.getPort());
    }

    private static Optional<UsernamePasswordCredentials> credentials(URI proxy) {
        return Optional.ofNullable(proxy.getUserInfo())
                .filter(user -> user.contains(":"))
                .map(user -> new UsernamePasswordCredentials(
                        user.substring(0, user.indexOf(':')),
                        user.substring(user.indexOf(':') + 1).toCharArray()));
    }

    @Override
    public void close() {
        if (client != null) {
            client.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
        }
    }
}
