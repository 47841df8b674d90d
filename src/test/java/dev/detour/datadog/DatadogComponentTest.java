package dev.detour.datadog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.detour.peers.DatadogPeer;
import dev.detour.peers.DogStatsd;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.ProxyPeer;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The component in a plain Camel, against a strict Datadog and a strict DogStatsD. */
class DatadogComponentTest {
    private static final String KEY = "0123456789abcdef-k3y";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private DatadogPeer datadog;
    private CamelContext camel;
    private ProducerTemplate template;
    private DatadogConfiguration configuration;

    @BeforeEach
    void start() throws Exception {
        datadog = new DatadogPeer(KEY);
        camel = new DefaultCamelContext();
        var component = camel.getComponent("datadog", DatadogComponent.class);
        configuration = component.getConfiguration();
        configuration.setApiKey(KEY);
        configuration.setIntakeUrl(datadog.uri().toString());
        configuration.setService("shop");
        configuration.setHostname("host-1");
        configuration.setBatchDelay(50);
        camel.start();
        template = camel.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        camel.stop();
        datadog.close();
        assertThat(datadog.faults()).isEmpty();
    }

    private DatadogEndpoint endpoint(String uri) {
        return camel.getEndpoint(uri, DatadogEndpoint.class);
    }

    private void awaitLogs(int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(datadog.logs().size()).isEqualTo(count));
    }

    private List<Integer> numbers() {
        return datadog.logs().stream().map(log -> log.path("n").asInt()).toList();
    }

    @Test
    void logsComeInOrderInBatchesCompressed() {
        var all = IntStream.range(0, 2500).boxed().toList();

        all.forEach(n -> template.sendBody("datadog:logs?tags=env:test", Map.of("message", "log " + n, "n", n)));

        awaitLogs(2500);
        assertThat(numbers()).isEqualTo(all);
        assertThat(datadog.batches()).allMatch(n -> n <= 1000).hasSizeLessThan(2500);
        assertThat(datadog.encodings()).contains("gzip");
        var log = datadog.logs().get(0);
        assertThat(log.path("service").asText()).isEqualTo("shop");
        assertThat(log.path("hostname").asText()).isEqualTo("host-1");
        assertThat(log.path("ddsource").asText()).isEqualTo("camel");
        assertThat(log.path("ddtags").asText()).isEqualTo("env:test");
    }

    @Test
    void aLogThatIsTooLongIsCutAndMarkedNotLost() {
        // Control characters take six bytes of JSON each, and the emoji must not be halved.
        template.sendBody("datadog:logs", "\u0001😀\n\"\ud800".repeat(200_000));
        template.sendBodyAndHeaders(
                "datadog:logs",
                "short",
                Map.of(
                        DatadogConstants.STATUS,
                        "warn",
                        DatadogConstants.TAGS,
                        "a:b",
                        DatadogConstants.SERVICE,
                        "till"));

        awaitLogs(2);
        var cut = datadog.logs().get(0);
        assertThat(cut.path("truncated").asBoolean()).isTrue();
        assertThat(cut.path("message").asText())
                .startsWith("\u0001😀\n\"")
                .contains("\ufffd\u0001😀")
                .endsWith("… [cut, 1200000 characters]")
                .doesNotContain("\ud83d…");
        var whole = datadog.logs().get(1);
        assertThat(whole.has("truncated")).isFalse();
        assertThat(whole.path("status").asText()).isEqualTo("warn");
        assertThat(whole.path("ddtags").asText()).isEqualTo("a:b");
        assertThat(whole.path("service").asText()).isEqualTo("till");
    }

    @Test
    void waitsAsLongAsTheRateLimitSays() {
        datadog.say(429, "2");

        template.sendBody("datadog:logs", "one");

        awaitLogs(1);
        var arrivals = datadog.arrivals();
        assertThat(arrivals).hasSize(2);
        assertThat(Duration.ofNanos(arrivals.get(1) - arrivals.get(0))).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void triesAgainAfterFaultsOfTheOtherSide() {
        datadog.say(503).say(408);

        template.sendBody("datadog:logs", "one");

        awaitLogs(1);
        await().atMost(PATIENCE).until(() -> endpoint("datadog:logs").getDelivered() == 1);
        assertThat(endpoint("datadog:logs").getDropped()).isZero();
        await().atMost(PATIENCE).until(() -> endpoint("datadog:logs").getTrouble().isEmpty());
    }

    @Test
    void splitsWhatIsTooLargeForSomeoneInBetween() {
        datadog.takingNoMoreThan(2000);

        IntStream.range(0, 100)
                .forEach(n -> template.sendBody("datadog:logs", Map.of("message", "x".repeat(50), "n", n)));

        awaitLogs(100);
        assertThat(numbers()).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void aRefusedKeyCostsTheEntriesAndIsCounted() {
        datadog.say(403).say(401).say(400);
        var endpoint = endpoint("datadog:logs?batchSize=1");

        for (int dropped = 1; dropped <= 3; dropped++) {
            template.sendBody(endpoint, Map.of("message", "lost", "n", dropped));
            int count = dropped;
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(endpoint.getDropped()).isEqualTo(count));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(endpoint.getTrouble()).isEqualTo("HTTP 400"));
        template.sendBody(endpoint, Map.of("message", "arrives", "n", 4));

        awaitLogs(1);
        assertThat(numbers()).containsExactly(4);
    }

    @Test
    void whatWaitsWhenTheRoutesEndStillArrives() {
        configuration.setBatchDelay(60_000);
        template.sendBody("datadog:logs", "last words");

        camel.stop();

        assertThat(datadog.logs()).hasSize(1);
    }

    @Test
    void nobodyWaitsForADatadogThatIsSilent() throws IOException {
        try (var silent = FaultPeer.silent("127.0.0.1", 0)) {
            var endpoint = endpoint("datadog:logs?bufferSize=100&intakeUrl=http://" + silent.authority());

            for (int n = 0; n < 500; n++) {
                template.sendBody(endpoint, "entry");
            }

            assertThat(endpoint.getBuffered()).isEqualTo(100);
            assertThat(endpoint.getDropped()).isEqualTo(400);
        }
    }

    @Test
    void eventsKeepTheirLimits() {
        template.sendBody(
                "datadog:events?tags=team:ops",
                Map.of(
                        "title",
                        "down",
                        "text",
                        "ä".repeat(5000),
                        "alert_type",
                        "error",
                        "aggregation_key",
                        "k".repeat(200),
                        "priority",
                        "low",
                        "tags",
                        List.of("region:EU"),
                        "date_happened",
                        1_700_000_000L));
        template.sendBodyAndHeader("datadog:events", "text only", DatadogConstants.TITLE, "titled");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(datadog.events()).hasSize(2));
        var event = datadog.events().get(0);
        assertThat(event.path("text").asText()).hasSize(4000).endsWith("ä…");
        assertThat(event.path("aggregation_key").asText()).hasSize(100);
        assertThat(event.path("date_happened").asLong()).isEqualTo(1_700_000_000L);
        assertThat(event.path("tags"))
                .map(tag -> tag.asText())
                .containsExactly("team:ops", "region:EU", "service:shop");
        assertThat(datadog.events().get(1).path("title").asText()).isEqualTo("titled");
    }

    @Test
    void goesThroughTheProxyWithItsPassword() throws IOException {
        try (var proxy = new ProxyPeer().requiring("Basic dXNlcjpzM2NyZXQ=")) {
            configuration.setProxy(proxy.uri("user:s3cret@").toString());

            template.sendBody("datadog:logs", "by the way");

            awaitLogs(1);
            assertThat(proxy.asked()).anyMatch(line -> line.startsWith("POST " + datadog.uri() + "/api/v2/logs"));
        }
    }

    @Test
    @Fault("F9")
    void theKeyIsInNoAddressErrorDumpOrJmxValue() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").routeId("in").to("datadog:events?apiKey=RAW(" + KEY + ")");
            }
        });
        template.sendBody("direct:in", "text");
        datadog.say(403);
        template.sendBody("direct:in", "refused");
        var endpoint = (DatadogEndpoint) camel.getEndpoints().stream()
                .filter(DatadogEndpoint.class::isInstance)
                .findFirst()
                .orElseThrow();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(endpoint.getTrouble()).isEqualTo("the API key is refused (HTTP 403)"));
        assertThat(endpoint.toString() + endpoint.getConfiguration()).doesNotContain(KEY);
        assertThat(jmx()).contains("Delivered").doesNotContain(KEY);
        assertThatThrownBy(() -> template.requestBody("datadog:events?apiKey=" + KEY + "&proxy=https://u:p@h:1", "x"))
                .hasRootCauseMessage("datadog: proxy is to be written http://[user:password@]host:port")
                .hasMessageNotContaining(KEY);
    }

    /** Every attribute of this context's MBeans. */
    private String jmx() throws Exception {
        var server = ManagementFactory.getPlatformMBeanServer();
        var all = new StringBuilder();
        for (var name : server.queryNames(new ObjectName("org.apache.camel:context=" + camel.getName() + ",*"), null)) {
            all.append(name).append('\n');
            for (var attribute : server.getMBeanInfo(name).getAttributes()) {
                try {
                    all.append(attribute.getName())
                            .append('=')
                            .append(server.getAttribute(name, attribute.getName()))
                            .append('\n');
                } catch (javax.management.JMException unreadable) {
                    all.append(attribute.getName()).append('\n');
                }
            }
        }
        return all.toString();
    }

    @Test
    void metricsAreLinesOfDogStatsd() throws Exception {
        try (var agent = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            int port = ((InetSocketAddress) agent.getLocalAddress()).getPort();
            var to = "datadog:metrics?agent=127.0.0.1:" + port + "&tags=env:test&metricName=shop.visitors";
            template.sendBody(to, 42);
            template.sendBody(to + "&metricType=count", "3");
            template.sendBody(
                    to,
                    Map.of(
                            "name",
                            "shop price\n|x",
                            "type",
                            "histogram",
                            "value",
                            1.5e-7,
                            "tags",
                            List.of("a|b,c\nd", "#weird")));
            template.sendBodyAndHeaders(
                    to,
                    "all\nwell m:x",
                    Map.of(DatadogConstants.METRIC_TYPE, "check", DatadogConstants.STATUS, "critical"));

            var lines = new ArrayList<DogStatsd.Line>();
            while (lines.size() < 4) {
                lines.addAll(packet(agent));
            }
            assertThat(lines)
                    .extracting(DogStatsd.Line::kind, DogStatsd.Line::name, DogStatsd.Line::value)
                    .containsExactlyInAnyOrder(
                            tuple("g", "shop.visitors", "42"),
                            tuple("c", "shop.visitors", "3"),
                            tuple("h", "shop_price__x", "1.5E-7"),
                            tuple("check", "shop.visitors", "2"));
            assertThat(lines).allMatch(line -> line.tags().contains("env:test"));
        }
    }

    private static List<DogStatsd.Line> packet(DatagramChannel agent) throws Exception {
        agent.socket().setSoTimeout((int) PATIENCE.toMillis());
        var packet = new java.net.DatagramPacket(new byte[65_535], 65_535);
        agent.socket().receive(packet);
        return DogStatsd.read(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    @Test
    void withoutAKeyEventsGoToTheAgent() throws Exception {
        configuration.setApiKey(null);
        try (var agent = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            configuration.setAgent("udp://127.0.0.1:" + ((InetSocketAddress) agent.getLocalAddress()).getPort());

            template.sendBody(
                    "datadog:events",
                    Map.of("title", "Ö|\n", "text", "fünf 😀\nzwei".repeat(800), "alert_type", "warning"));

            var event = packet(agent).get(0);
            assertThat(event.kind()).isEqualTo("event");
            assertThat(event.name()).isEqualTo("Ö|");
            assertThat(event.value()).startsWith("fünf 😀\nzwei").endsWith("…");
            assertThat(event.fields()).containsEntry("t", "warning").containsEntry("h", "host-1");
            assertThat(event.tags()).containsExactly("service:shop");
        }
    }

    @Test
    void anAgentsUnixStreamSocketGetsLengthsBeforePackets() throws Exception {
        var socket = UnixDomainSocketAddress.of(folder.resolve("dsd.socket"));
        try (var agent = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(socket)) {
            var packet = CompletableFuture.supplyAsync(() -> {
                try (var client = agent.accept()) {
                    var in = new DataInputStream(Channels.newInputStream(client));
                    int length = ByteBuffer.wrap(in.readNBytes(4))
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getInt();
                    return in.readNBytes(length);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });

            template.sendBody("datadog:metrics?metricName=a&metricType=set&agent=unix://" + socket, "me:you");

            var line = DogStatsd.read(packet.get(30, java.util.concurrent.TimeUnit.SECONDS))
                    .get(0);
            assertThat(line.kind()).isEqualTo("s");
            assertThat(line.value()).isEqualTo("me_you");
        }
    }

    @Test
    void metricsForAnAgentThatIsGoneAreDroppedAndCounted() {
        var endpoint = endpoint("datadog:metrics?metricName=a&agent=unix://" + folder.resolve("none"));

        template.sendBody(endpoint, 1);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(endpoint.getDropped()).isEqualTo(1));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(endpoint.getTrouble()).contains("none").contains("No such file"));
    }

    @Test
    void whatIsWrongIsSaidWithTheRightForm() {
        assertThatThrownBy(() -> template.sendBody("datadog:metrics?metricName=a", "many"))
                .hasRootCauseMessage("a metric's value is a number, not \"many\"");
        assertThatThrownBy(() -> template.sendBody("datadog:metrics", 1))
                .hasRootCauseMessage("datadog:metrics needs a metricName");
        assertThatThrownBy(() -> camel.getEndpoint("datadog:traces"))
                .hasRootCauseMessage("datadog:traces: write datadog:logs, datadog:events or datadog:metrics");
        assertThatThrownBy(() -> template.sendBody("datadog:metrics?metricName=a&agent=unixgram:///run/dsd", 1))
                .hasStackTraceContaining("dogstatsd_stream_socket");
        configuration.setApiKey(" ");
        assertThatThrownBy(() -> template.sendBody("datadog:logs?service=other", "x"))
                .hasRootCauseMessage("datadog:logs needs an apiKey");
        configuration.setApiKey(KEY);
        configuration.setIntakeUrl(null);
        assertThatThrownBy(() -> template.sendBody("datadog:logs?site=evil.example/x", "x"))
                .hasStackTraceContaining("is no site; those of Datadog are datadoghq.com");
    }

    @Test
    void everySiteHasItsAddresses() {
        configuration.setIntakeUrl(null);
        assertThat(Site.KNOWN).hasSize(7);
        for (var site : Site.KNOWN) {
            configuration.setSite(site);
            assertThat(Site.logs(configuration)).hasToString("https://http-intake.logs." + site + "/api/v2/logs");
            assertThat(Site.api(configuration, "/api/v1/events")).hasToString("https://api." + site + "/api/v1/events");
        }
    }

    /** The catalog is generated at each build; it must know every option, and which of them are secret. */
    @Test
    void toolingKnowsEveryOption() throws Exception {
        var json = LogEntry.JSON.readTree(
                Files.readString(Path.of("src/generated/resources/META-INF/dev/detour/datadog/datadog.json")));

        var options = new ArrayList<String>();
        json.path("properties").fieldNames().forEachRemaining(options::add);
        for (var field : DatadogConfiguration.class.getDeclaredFields()) {
            assertThat(options).contains(field.getName());
        }
        assertThat(json.at("/properties/apiKey/secret").asBoolean()).isTrue();
        assertThat(json.at("/properties/proxy/secret").asBoolean()).isTrue();
        assertThat(json.at("/properties/kind/enum"))
                .map(kind -> kind.asText())
                .containsExactly("logs", "events", "metrics");
        assertThat(PluginHelper.getConfigurerResolver(camel)
                        .resolvePropertyConfigurer("datadog-endpoint-configurer", camel))
                .isNotNull();
    }

    @Test
    void dependsOnNothingOfDetour() {
        var classes = new ClassFileImporter()
                .withImportOption(new com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests())
                .importPackages("dev.detour.datadog");

        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.detour",
                        "dev.detour.act..",
                        "dev.detour.config..",
                        "dev.detour.control..",
                        "dev.detour.decision..",
                        "dev.detour.log..",
                        "dev.detour.serve..",
                        "dev.detour.store..",
                        "dev.detour.tell..",
                        "dev.detour.probe..")
                .check(classes);
    }
}
