package dev.detour.tell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.detour.act.NotifyCommand;
import dev.detour.datadog.DatadogComponent;
import dev.detour.decision.EventKind;
import dev.detour.decision.Notice;
import dev.detour.decision.Timeline;
import dev.detour.peers.DatadogPeer;
import dev.detour.peers.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped routes/notify.camel.yaml against a real HTTP server. */
class NotifyRouteTest {
    private static final Notice NOTICE = new Notice(
            EventKind.DECISION, Notice.Level.WARNING, "ext-cloud", "EU", 7L, "NAM is down <!channel> & \"out\"", true);

    private static final Timeline TIMELINE = new Timeline() {
        @Override
        public Instant now() {
            return Instant.ofEpochMilli(1);
        }

        @Override
        public Instant toWall(Instant at) {
            return at;
        }
    };

    record Request(String method, String path, Map<String, List<String>> headers, String body) {}

    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private String command = "/bin/false";
    private Consumer<CamelContext> more = context -> {};
    private CamelContext camel;

    @TempDir
    Path folder;

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
        return notify("webhook", url, headers);
    }

    private Exchange notify(String route, String url, Map<String, Object> headers) throws Exception {
        camel = new DefaultCamelContext();
        camel.getPropertiesComponent().addInitialProperty("detour.notify.webhook.url", url);
        camel.getRegistry().bind("detourNotices", new Notices(TIMELINE, group -> Optional.empty(), words -> words));
        more.accept(camel);
        camel.getRegistry().bind("detourNotify", new NotifyCommand(() -> command, () -> Duration.ofSeconds(20)));
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(
                        ResourceHelper.fromString("errors.camel.yaml", quickErrors()),
                        PluginHelper.getResourceLoader(camel).resolveResource("file:routes/notify.camel.yaml"));
        camel.start();
        return camel.createProducerTemplate().request("direct:notify-" + route, exchange -> {
            exchange.getIn().setBody(NOTICE);
            exchange.getIn().setHeaders(new HashMap<>(headers));
        });
    }

    /** The shipped errors.camel.yaml, only faster. */
    private static String quickErrors() throws IOException {
        return Files.readString(Path.of("routes/errors.camel.yaml"))
                .replace("redeliveryDelay: \"1000\"", "redeliveryDelay: \"5\"")
                .replace("maximumRedeliveryDelay: \"60000\"", "maximumRedeliveryDelay: \"20\"");
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
                .isEqualTo("[WARNING] ext-cloud: NAM is down &lt;!channel&gt; &amp; \"out\"\nNext: see detour status");
        assertThat(json.get("id").asText()).matches("ext-cloud-7-decision-[0-9a-f]{8}");
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
        answers.addAll(Collections.nCopies(20, 503));

        Exchange result = notify(url(), Map.of());

        assertThat(result.getException()).hasMessage("the webhook answered with HTTP status 503");
        assertThat(requests).hasSize(9);
    }

    @Test
    void doesNotRepeatWhatIsRefusedForGood() throws Exception {
        answers.addAll(List.of(404));

        Exchange result = notify(url(), Map.of());

        assertThat(result.getException()).hasMessage("the webhook answered with HTTP status 404");
        assertThat(requests).hasSize(1);
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

    @Test
    void aCommandGetsTheNoticeInItsEnvironmentAndNowhereElse() throws Exception {
        var told = folder.resolve("told");
        var script = Files.writeString(folder.resolve("page"), """
                #!/bin/sh
                printf '%s|%s|%s|%s|%s\\n' "$#" "$DETOUR_GROUP" "$DETOUR_EPOCH" "$DETOUR_MESSAGE" "$DETOUR_TEXT" > '%s'
                """.replace("'%s'", "'" + told + "'"));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        command = "'" + script + "' 'one argument'";

        Exchange result = notify("exec", url(), Map.of("CamelExecCommandExecutable", "/bin/false"));

        assertThat(result.getException()).isNull();
        assertThat(Files.readString(told))
                .startsWith(
                        "1|ext-cloud|7|NAM is down <!channel> & \"out\"|[WARNING] ext-cloud: NAM is down <!channel>");
    }

    @Test
    void aCommandThatFailsIsRunAgainAndThenTold() throws Exception {
        Exchange result = notify("exec", url(), Map.of());

        assertThat(result.getException()).hasMessage("/bin/false ended with status 1");
    }

    @Test
    void datadogGetsAnEventForEachDecision() throws Exception {
        try (var datadog = new DatadogPeer("k3y-k3y-k3y")) {
            more = context -> {
                var component = new DatadogComponent();
                component.getConfiguration().setApiKey("k3y-k3y-k3y");
                component.getConfiguration().setIntakeUrl(datadog.uri().toString());
                context.getRegistry().bind("datadog", component);
            };

            Exchange result = notify("datadog", url(), Map.of());

            assertThat(result.getException()).isNull();
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(datadog.events())
                    .hasSize(1));
            var event = datadog.events().get(0);
            assertThat(event.path("title").asText()).startsWith("[WARNING] ext-cloud: NAM is down <!channel>");
            assertThat(event.path("aggregation_key").asText()).isEqualTo("detour-ext-cloud-7");
            assertThat(event.path("alert_type").asText()).isEqualTo("warning");
            assertThat(event.path("tags"))
                    .map(JsonNode::asText)
                    .containsExactly("event:decision", "group:ext-cloud", "region:EU");
            assertThat(datadog.faults()).isEmpty();
        }
    }
}
