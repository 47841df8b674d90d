package dev.detour.datadog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.peers.FaultPeer;
import dev.detour.peers.ProxyPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Logs and events, against a strict Datadog. */
class DatadogLogsTest extends DatadogWorld {
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
        datadog.say(429, "1");

        template.sendBody("datadog:logs", "one");

        awaitLogs(1);
        var arrivals = datadog.arrivals();
        assertThat(arrivals).hasSize(2);
        assertThat(Duration.ofNanos(arrivals.get(1) - arrivals.get(0))).isBetween(Duration.ofSeconds(1), PATIENCE);
    }

    @Test
    void triesAgainAfterFaultsOfTheOtherSide() {
        datadog.say(503);

        template.sendBody("datadog:logs", "one");

        awaitLogs(1);
        await().atMost(PATIENCE).until(() -> endpoint("datadog:logs").getDelivered() == 1);
        assertThat(endpoint("datadog:logs").getDropped()).isZero();
        await().atMost(PATIENCE)
                .until(() -> endpoint("datadog:logs").getTrouble().isEmpty());
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
        // Another endpoint, with a queue of its own.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(datadog.events()).hasSize(1));
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

    private void awaitLogs(int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(datadog.logs().size()).isEqualTo(count));
    }

    private List<Integer> numbers() {
        return datadog.logs().stream().map(log -> log.path("n").asInt()).toList();
    }
}
