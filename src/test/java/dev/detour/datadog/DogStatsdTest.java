package dev.detour.datadog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.detour.peers.DogStatsd;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics and events for an agent, against a strict reader of its protocol. */
class DogStatsdTest extends DatadogWorld {
    @TempDir
    Path folder;

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

    /** It ended the message, and what followed was taken for fields of the line. */
    @Test
    void strokeInTheMessageOfACheckForgesNoTag() throws Exception {
        try (var agent = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            int port = ((InetSocketAddress) agent.getLocalAddress()).getPort();
            template.sendBodyAndHeaders(
                    "datadog:metrics?agent=127.0.0.1:" + port + "&tags=env:test&metricName=shop.up&metricType=check",
                    "gone|#env:prod|h:other",
                    Map.of(DatadogConstants.STATUS, "critical"));

            var line = packet(agent).get(0);
            assertThat(line.tags()).containsExactly("env:test");
            assertThat(line.fields()).containsOnly(Map.entry("m", "gone_#env:prod_h:other"));
        }
    }

    @Test
    void oddNumbersAndMessagesOfNothingButControlsAreOfTheProtocolToo() throws Exception {
        try (var agent = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            var to = "datadog:metrics?metricName=a&agent=127.0.0.1:"
                    + ((InetSocketAddress) agent.getLocalAddress()).getPort();
            template.sendBody(to, "1.");
            assertThat(packet(agent).get(0).value()).isEqualTo("1.0");
            template.sendBodyAndHeader(to + "&metricType=check", "\u0001\r", DatadogConstants.STATUS, "ok");
            assertThat(packet(agent).get(0).fields()).isEmpty();
        }
    }

    @Test
    void whatSomeTakeForALineEndIsPassedOnNowhere() throws Exception {
        try (var agent = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            int port = ((InetSocketAddress) agent.getLocalAddress()).getPort();
            template.sendBodyAndHeaders(
                    "datadog:metrics?metricName=a&metricType=check&agent=127.0.0.1:" + port,
                    "gone\u2028b:1|c",
                    Map.of(DatadogConstants.STATUS, "ok", DatadogConstants.TAGS, "env\u0085a:b"));

            var line = packet(agent).get(0);
            assertThat(line.tags()).containsExactly("env_a:b");
            assertThat(line.fields()).containsEntry("m", "goneb:1_c");
        }
    }

    @Test
    void nameThatTheAgentDropsIsRefused() {
        assertThatThrownBy(() -> template.sendBody("datadog:metrics?metricName=1st&agent=127.0.0.1:9", 1))
                .hasRootCauseMessage("a metric's name begins with a letter, unlike \"1st\"");
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
                .untilAsserted(
                        () -> assertThat(endpoint.getTrouble()).contains("none").contains("No such file"));
    }
}
