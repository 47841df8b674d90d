package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.act.StepFailedException;
import dev.detour.peers.DatadogPeer;
import dev.detour.peers.DogStatsd;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Kamelets that come along, used as a route of the user's would. */
class KameletsTest {
    private CamelContext camel;

    @BeforeEach
    void start() {
        camel = new DefaultCamelContext();
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private Exchange step(String url) {
        return camel.createProducerTemplate().request("kamelet:detour-step-webhook?url=" + url, exchange -> {
            exchange.setVariable("group", "shop");
            exchange.setVariable("region", "EU");
            exchange.setVariable("epoch", 7L);
            exchange.setVariable("reason", "\"NAM\" is down");
            exchange.getMessage().setBody("the decision");
            exchange.getMessage().setHeader("CamelHttpUri", "http://127.0.0.1:9/elsewhere");
        });
    }

    @Test
    void aStepPostsItsDecision() throws Exception {
        try (var balancer = FaultPeer.http(Toxics.ok())) {
            var result = step(balancer.uri("/drain").toString());

            assertThat(result.getException()).isNull();
            var request = balancer.seen().get(0);
            assertThat(request.line()).startsWith("POST /drain ");
            var json = new ObjectMapper().readTree(request.body());
            assertThat(json.path("region").asText()).isEqualTo("EU");
            assertThat(json.path("epoch").asLong()).isEqualTo(7);
            assertThat(json.path("reason").asText()).isEqualTo("\"NAM\" is down");
        }
    }

    @Test
    void aStepThatIsRefusedFails() throws Exception {
        try (var balancer = FaultPeer.http(Toxics.status(503))) {
            var result = step(balancer.uri("/drain").toString());

            assertThat(result.getException())
                    .isInstanceOf(StepFailedException.class)
                    .hasMessage("the webhook answered with HTTP status 503");
        }
    }

    @Test
    void theSinksOfDatadogSend() throws Exception {
        try (var datadog = new DatadogPeer("k3y-k3y-k3y");
                var agent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            agent.setSoTimeout(30_000);
            var template = camel.createProducerTemplate();
            var common = "?apiKey=k3y-k3y-k3y&tags=env:test&intakeUrl=" + datadog.uri();
            template.sendBody("kamelet:datadog-logs-sink" + common, "a log");
            template.sendBodyAndHeaders(
                    "kamelet:datadog-events-sink" + common, "text", Map.of("CamelDatadogTitle", "title"));
            template.sendBody("kamelet:datadog-metrics-sink?metricName=m&agent=127.0.0.1:" + agent.getLocalPort(), 3);

            var packet = new DatagramPacket(new byte[9000], 9000);
            agent.receive(packet);
            assertThat(DogStatsd.read(Arrays.copyOf(packet.getData(), packet.getLength())))
                    .singleElement()
                    .satisfies(line -> assertThat(line.kind() + line.value()).isEqualTo("g3"));
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(datadog.logs()).hasSize(1);
                assertThat(datadog.events()).hasSize(1);
            });
            assertThat(datadog.logs().get(0).path("ddtags").asText()).isEqualTo("env:test");
            assertThat(datadog.faults()).isEmpty();
        }
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThatThrownBy(() -> camel.createProducerTemplate().sendBody("kamelet:datadog-logs-sink", "x"))
                .isInstanceOfAny(CamelExecutionException.class, RuntimeException.class)
                .hasStackTraceContaining("apiKey");
    }
}
