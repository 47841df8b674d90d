package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.Service;
import dev.detour.gateway.Gate.Peers;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SPEC §9: following a group, the API, the metrics, Camel's and Java's doors. */
class DoorsTest {
    private final Peers peers = new Peers();

    @AfterEach
    void end() throws Exception {
        peers.close();
    }

    @Test
    void theActiveRegionComesFirstAndMovesWithTheDecision() throws Exception {
        var eu = peers.add(Toxics.ok("eu"));
        var us = peers.add(Toxics.ok("us"));
        try (var gate = Gate.of(following(eu, us))) {
            gate.active = "US";
            gate.version++;
            assertThat(gate.get("/").body()).isEqualTo("us");

            gate.active = "EU";
            gate.version++;
            assertThat(gate.get("/").body()).isEqualTo("eu");
        }
    }

    private static Service following(FaultPeer eu, FaultPeer us) {
        var urls = new LinkedHashMap<String, URI>();
        urls.put("EU", eu.uri(""));
        urls.put("US", us.uri(""));
        var plain = Gate.service("shop", List.of("http://localhost"));
        return new Service(
                "shop",
                List.of(),
                Optional.of(new Service.Follow("a", urls)),
                plain.retry(),
                plain.timeout(),
                plain.attemptTimeout(),
                plain.idleTimeout(),
                plain.breaker(),
                plain.rate(),
                plain.pool(),
                plain.cache(),
                plain.retryBudgetPercent(),
                plain.apiKey(),
                plain.headers(),
                plain.token(),
                plain.hedge(),
                plain.via());
    }

    @Test
    void anOperatorOpensAndClosesABreaker() throws Exception {
        var first = peers.add(Toxics.ok("first"));
        var second = peers.add(Toxics.ok("second"));
        try (var gate = Gate.to(List.of(first, second))) {
            var path = "/api/v1/gateway/shop/breaker";
            var order = "{\"upstream\":\"" + first.uri("") + "\",\"state\":\"%s\"}";
            assertThat(gate.live
                            .send("POST", path, order.formatted("open"), "Content-Type", "application/json")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(gate.live.post(path, order.formatted("open")).statusCode())
                    .isEqualTo(200);
            assertThat(gate.get("/").body()).isEqualTo("second");
            assertThat(gate.live.get("/api/v1/gateway").body())
                    .contains("\"breaker\":\"open\",\"forced\":true", "\"service\":\"shop\"");

            assertThat(gate.live.post(path, order.formatted("auto")).statusCode())
                    .isEqualTo(200);
            assertThat(gate.get("/").body()).isEqualTo("first");
            assertThat(gate.live.post(path, order.formatted("ajar")).statusCode())
                    .isEqualTo(400);
            assertThat(gate.live
                            .post(path, "{\"upstream\":\"http://x\",\"state\":\"open\"}")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(gate.live
                            .post("/api/v1/gateway/none/breaker", order.formatted("open"))
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void theTimeOfAnErrorHasMillisecondsAsAllTimesHave() throws Exception {
        var sick = peers.add(Toxics.status(503));
        try (var gate = Gate.to(List.of(sick), "attempts=1")) {
            gate.get("/");

            assertThat(gate.live.get("/api/v1/gateway").body())
                    .containsPattern("\"lastErrorAt\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"");
        }
    }

    @Test
    void callsAreCountedByServiceAndUpstreamAndNeverByPath() throws Exception {
        var sick = peers.add(Toxics.status(503));
        var well = peers.add(Toxics.ok());
        try (var gate = Gate.to(List.of(sick, well))) {
            for (var i = 0; i < 3; i++) {
                gate.get("/secret-path-" + i);
            }
            var text = gate.live.get("/metrics").body();

            assertThat(text)
                    .contains(
                            "external_service_requests_total{method=\"GET\",service=\"shop\",status=\"503\",upstream=\""
                                    + sick.uri("") + "\"} 3.0")
                    .contains(
                            "external_service_requests_total{method=\"GET\",service=\"shop\",status=\"200\",upstream=\""
                                    + well.uri("") + "\"} 3.0")
                    .contains("external_service_errors_total{error_type=\"status\",service=\"shop\"} 3.0")
                    .contains("external_service_request_latency_seconds_count{service=\"shop\"} 3")
                    .contains("external_service_health_status{service=\"shop\",upstream=\"" + well.uri("") + "\"} 1.0")
                    .contains("external_service_health_status{service=\"shop\",upstream=\"" + sick.uri("") + "\"} 0.0")
                    .doesNotContain("secret-path");
        }
    }

    @Test
    void anyRouteMayAskAService() throws Exception {
        var peer = peers.add(Toxics.ok("from the upstream"));
        try (var gate = Gate.to(List.of(peer))) {
            var exchange = gate.live
                    .context
                    .createFluentProducerTemplate()
                    .to("direct:execute")
                    .withVariable("service", "shop")
                    .withVariable("method", "PUT")
                    .withVariable("path", "/a?b=c")
                    .withHeader("X-Mine", "1")
                    .withHeader("CamelFileName", "x")
                    .withBody("body")
                    .request(org.apache.camel.Exchange.class);

            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("from the upstream");
            assertThat(exchange.getMessage().getHeader("CamelHttpResponseCode")).isEqualTo(200);
            var seen = peer.seen().get(0);
            assertThat(seen.line()).isEqualTo("PUT /a?b=c HTTP/1.1");
            assertThat(seen.body()).isEqualTo("body");
            assertThat(seen.header("X-Mine")).isEqualTo("1");
            assertThat(seen.header("CamelFileName")).isNull();
        }
    }

    /** The attempt died of them, and the upstream was blamed. */
    @Test
    void headersThatAreNoFieldsAreLeftOutOfWhatARouteAsks() throws Exception {
        var peer = peers.add(Toxics.ok("well"));
        try (var gate = Gate.to(List.of(peer), "attempt-timeout=1s")) {
            var exchange = gate.live
                    .context
                    .createFluentProducerTemplate()
                    .to("direct:execute")
                    .withVariable("service", "shop")
                    .withHeader("X-Mine", "1")
                    .withHeader("X-Lines", "a\nb")
                    .withHeader("a name", "1")
                    .request(org.apache.camel.Exchange.class);

            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("well");
            assertThat(peer.seen().get(0).header("X-Mine")).isEqualTo("1");
            assertThat(String.join("\n", peer.seen().get(0).headers())).doesNotContain("X-Lines", "a name");
            assertThat(gate.upstream(0).failures()).isZero();
        }
    }

    /** Its client waited for ever. */
    @Test
    void whatARouteMakesOfAnAnswerMayBeNone() throws Exception {
        var odd = new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:odd-status").setHeader("CamelHttpResponseCode", constant(-1));
                from("direct:no-status").setHeader("CamelHttpResponseCode", constant(100));
                from("direct:odd-field")
                        .setHeader("X-Lines", constant("a\nb"))
                        .setHeader("X-Mine", constant("1"))
                        .setBody(constant("well"));
            }
        };
        for (var route : List.of("odd-status", "no-status")) {
            var service = Gate.service("shop", List.of("http://localhost"), "via=direct:" + route);
            try (var gate = route.equals("odd-status") ? Gate.of(service, odd) : Gate.of(service)) {
                var answer = gate.get("/");

                assertThat(answer.statusCode()).isEqualTo(502);
                assertThat(answer.body()).contains("the route direct:" + route + " made an answer that is none");
            }
        }
        try (var gate = Gate.of(Gate.service("shop", List.of("http://localhost"), "via=direct:odd-field"))) {
            var answer = gate.get("/");

            assertThat(answer.body()).isEqualTo("well");
            assertThat(Gate.header(answer, "X-Mine")).isEqualTo("1");
            assertThat(Gate.header(answer, "X-Lines")).isNull();
        }
    }

    @Test
    void requestsGoThroughARouteOfTheUsers() throws Exception {
        var peer = peers.add(Toxics.ok("answer"));
        var seen = new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:seen")
                        .setHeader("X-Route", constant("was here"))
                        .to("direct:execute")
                        .setBody(simple("<${body}>"));
            }
        };
        var service = Gate.service("shop", List.of(peer.uri("").toString()), "via=direct:seen");
        try (var gate = Gate.of(service, seen)) {
            var answer = gate.get("/x");

            assertThat(answer.body()).isEqualTo("<answer>");
            assertThat(peer.seen().get(0).header("X-Route")).isEqualTo("was here");
            assertThat(Gate.header(answer, "X-Detour-Upstream"))
                    .isEqualTo(peer.uri("").toString());
        }
    }

    /** It waited for an answer that nobody was left to give. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void javaIsToldWhatItAskedWrong() {
        try (var manager = FailoverManager.start(new SimpleMeterRegistry())) {
            manager.registerService("one", "http://localhost");

            assertThatThrownBy(() -> manager.execute("/", "GET X", Map.of(), new byte[0]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> manager.execute("/", "GET", Map.of(), null))
                    .hasCauseInstanceOf(NullPointerException.class);
        }
    }

    @Test
    void javaAsksServicesInOrder() throws Exception {
        var sick = peers.add(Toxics.status(500));
        var well = peers.add(Toxics.ok("well"));
        try (var manager = FailoverManager.start(new SimpleMeterRegistry())) {
            manager.registerService(
                    "one", Map.of("upstreams", sick.uri("").toString(), "attempts", "1", "base-delay", "0s"));
            manager.registerService("two", well.uri("").toString());

            var reply = manager.execute("/a", "GET", Map.of("b", "c d"), new byte[0]);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).isEqualTo("well");
            assertThat(well.seen().get(0).line()).isEqualTo("GET /a?b=c+d HTTP/1.1");

            var failed = manager.execute("one", "/a", "POST", Map.of(), "x".getBytes(StandardCharsets.UTF_8));
            assertThat(failed.status()).isEqualTo(500);
            assertThat(manager.healthCheck("one")).isFalse();
            assertThat(manager.healthCheck("two")).isTrue();
            assertThat(manager.execute("none", "/", "GET", Map.of(), new byte[0])
                            .text())
                    .isEqualTo("{\"error\":\"No services registered.\"}");
            assertThatThrownBy(() -> manager.registerService("three", "ftp://x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not an http or https URL");
        }
    }

    /** Each was read on for ever, and who asked for the second waited as long. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void answersWithoutEndAreEndedForWhoWantsThemWhole() throws Exception {
        var longer = peers.add(Toxics.endlessBody());
        var slow = peers.add(Toxics.dripBody(Duration.ofMillis(20)));
        try (var manager = FailoverManager.start(new SimpleMeterRegistry())) {
            manager.registerService("long", longer.uri("").toString());
            manager.registerService(
                    "slow", Map.of("upstreams", slow.uri("").toString(), "timeout", "300ms", "idle-timeout", "2s"));
            assertThatThrownBy(() -> manager.execute("long", "/", "GET", Map.of(), new byte[0]))
                    .hasMessage("no answer: the answer is longer than 64 MB");
            assertThatThrownBy(() -> manager.execute("slow", "/", "GET", Map.of(), new byte[0]))
                    .hasMessage("no answer: the answer did not end in time");

            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> longer.open() == 0 && slow.open() == 0);
        }
    }

    @Test
    void aServiceThatStaysAsItWasKeepsItsBreakersOverAnEdit() throws Exception {
        var sick = peers.add(Toxics.status(500));
        var service = Gate.service("shop", List.of(sick.uri("").toString()), "attempts=1", "failure-threshold=1");
        try (var gate = Gate.of(service)) {
            gate.get("/");
            assertThat(gate.upstream(0).breaker()).isEqualTo("open");

            gate.gateway
                    .become(List.of(service, Gate.service("other", List.of("http://localhost"))))
                    .toCompletableFuture()
                    .join();
            assertThat(gate.upstream(0).breaker()).isEqualTo("open");
            assertThat(gate.gateway.names()).containsExactly("shop", "other");
        }
    }
}
