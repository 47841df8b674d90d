package dev.detour.act;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.detour.decision.EventKind;
import dev.detour.decision.Notice;
import dev.detour.peers.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shipped routes/notify.camel.yaml against a real HTTP server. */
class NotifyRouteTest {
    private static final Notice NOTICE = new Notice(
            EventKind.DECISION, Notice.Level.WARNING, "ext-cloud", "EU", 7L, "NAM is down <!channel> & \"out\"", true);

    /** As routes/errors.camel.yaml has it, only faster. */
    private static final String ERRORS = """
            - routeConfiguration:
                id: notify-errors
                onException:
                  - onException:
                      exception: [java.lang.Exception]
                      redeliveryPolicy: {maximumRedeliveries: 3, redeliveryDelay: 10, backOffMultiplier: 2}
            """;

    record Request(String method, String path, Map<String, List<String>> headers, String body) {}

    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private CamelContext camel;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                new HashMap<>(exchange.getRequestHeaders()),
                new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)));
        Integer status = answers.poll();
        exchange.sendResponseHeaders(status == null ? 200 : status, -1);
        exchange.close();
    }

    @AfterEach
    void stop() {
        camel.stop();
        server.stop(0);
    }

    private Exchange notify(String url, Map<String, Object> headers) throws Exception {
        camel = new DefaultCamelContext();
        camel.getPropertiesComponent().addInitialProperty("detour.notify.webhook.url", url);
        camel.getRegistry().bind("detourNotices", new Notices(InstantSource.fixed(Instant.ofEpochMilli(1))));
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(
                        ResourceHelper.fromString("errors.camel.yaml", ERRORS),
                        PluginHelper.getResourceLoader(camel).resolveResource("file:routes/notify.camel.yaml"));
        camel.start();
        return camel.createProducerTemplate().request("direct:notify-webhook", exchange -> {
            exchange.getIn().setBody(NOTICE);
            exchange.getIn().setHeaders(new HashMap<>(headers));
        });
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/services/T0/s3cret?wait=true&timeout=1";
    }

    @Test
    void postsWhatSlackAndProgramsRead() throws Exception {
        Exchange result = notify(
                url(),
                Map.of(
                        "CamelHttpUri",
                        "http://127.0.0.1:9/elsewhere",
                        "CamelHttpMethod",
                        "DELETE",
                        "X-Canary",
                        "tweet"));

        assertThat(result.getException()).isNull();
        assertThat(requests).hasSize(1);
        Request request = requests.remove();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/services/T0/s3cret?wait=true&timeout=1");
        assertThat(request.headers().keySet()).noneMatch(name -> name.startsWith("Camel") || name.contains("anary"));
        assertThat(request.headers().get("Content-type")).containsExactly("application/json");
        JsonNode json = new ObjectMapper().readTree(request.body());
        assertThat(json.get("text").asText())
                .isEqualTo("[WARNING] ext-cloud: NAM is down &lt;!channel&gt; &amp; \"out\"");
        assertThat(json.get("message").asText()).isEqualTo(NOTICE.message());
        assertThat(json.get("event").asText()).isEqualTo("decision");
        assertThat(json.get("epoch").asLong()).isEqualTo(7);
        assertThat(json.get("region").asText()).isEqualTo("EU");
        assertThat(json.get("at").asText()).isEqualTo("1970-01-01T00:00:00.001Z");
    }

    @Test
    void triesAgainUntilTheWebhookTakesIt() throws Exception {
        answers.addAll(List.of(503, 500));

        Exchange result = notify(url(), Map.of());

        assertThat(result.getException()).isNull();
        assertThat(requests)
                .hasSize(3)
                .allMatch(r -> r.method().equals("POST") && r.body().contains("NAM is down"));
    }

    @Test
    @Fault("F9")
    void givesUpWithoutNamingTheUrl() throws Exception {
        answers.addAll(List.of(404, 404, 404, 404));

        Exchange result = notify(url(), Map.of());

        assertThat(result.getException()).hasMessage("the webhook answered with HTTP status 404");
        assertThat(requests).hasSize(4);
    }

    @Test
    @Fault("F9")
    void aWebhookThatIsNotThereFailsWithoutNamingTheUrl() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }

        Exchange result = notify("http://127.0.0.1:" + closed + "/services/s3cret", Map.of());

        assertThat(result.getException()).isNotNull();
        assertThat(result.getException().toString()).contains("refused").doesNotContain("s3cret");
    }
}
