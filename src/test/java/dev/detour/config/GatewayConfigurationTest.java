package dev.detour.config;

import static dev.detour.config.Reading.ONE_GROUP;
import static dev.detour.config.Reading.problems;
import static dev.detour.config.Reading.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GatewayConfigurationTest {
    private static final String S = "detour.gateway.shop.";
    private static final String FILE = "application.properties:";

    @TempDir
    private Path folder;

    private Reading reading;

    @BeforeEach
    void read() {
        reading = new Reading(folder);
    }

    @Test
    void aServiceNeedsNoGroup() {
        var services = settings(reading.file(S + "upstreams=http://A.example.com/v1/, https://b.example.com"))
                .services();

        assertThat(services).hasSize(1);
        var service = services.get(0);
        assertThat(service.name()).isEqualTo("shop");
        assertThat(service.upstreams())
                .containsExactly(URI.create("http://a.example.com/v1"), URI.create("https://b.example.com"));
        assertThat(service.retry()).isEqualTo(new Service.Retry(3, Duration.ofSeconds(1), Duration.ofMillis(500)));
        assertThat(service.breaker()).isEqualTo(new Service.Breaker(3, Duration.ofSeconds(60)));
        assertThat(service.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(service.attemptTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(service.idleTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(service.rate()).isEmpty();
        assertThat(service.pool()).isEqualTo(100);
        assertThat(service.cache()).isEqualTo(new Service.Cache(Duration.ZERO, 100, 65_536));
        assertThat(service.cache().isOn()).isFalse();
        assertThat(service.retryBudgetPercent()).isEqualTo(20);
        assertThat(service.hedge()).isEmpty();
        assertThat(service.via()).isEmpty();
    }

    @Test
    void everyKeyIsRead() {
        var service = settings(reading.file("""
                        detour.gateway.shop.upstreams=http://a.example.com
                        detour.gateway.shop.attempts=2
                        detour.gateway.shop.base-delay=10ms
                        detour.gateway.shop.jitter=0s
                        detour.gateway.shop.timeout=3s
                        detour.gateway.shop.attempt-timeout=1s
                        detour.gateway.shop.idle-timeout=2s
                        detour.gateway.shop.failure-threshold=5
                        detour.gateway.shop.recovery-time=1m
                        detour.gateway.shop.rate=5/1s
                        detour.gateway.shop.pool=10
                        detour.gateway.shop.cache.ttl=300s
                        detour.gateway.shop.cache.size=7
                        detour.gateway.shop.cache.max-entry=1KB
                        detour.gateway.shop.retry-budget=0%
                        detour.gateway.shop.api-key=key
                        detour.gateway.shop.header.X-Tenant=t
                        detour.gateway.shop.token=12345678
                        detour.gateway.shop.hedge=50ms
                        detour.gateway.shop.via=direct:seen
                        """)).services().get(0);

        assertThat(service)
                .isEqualTo(new Service(
                        "shop",
                        List.of(URI.create("http://a.example.com")),
                        java.util.Optional.empty(),
                        new Service.Retry(2, Duration.ofMillis(10), Duration.ZERO),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        new Service.Breaker(5, Duration.ofMinutes(1)),
                        java.util.Optional.of(new Service.Rate(5, Duration.ofSeconds(1))),
                        10,
                        new Service.Cache(Duration.ofMinutes(5), 7, 1024),
                        0,
                        java.util.Optional.of("key"),
                        Map.of("X-Tenant", "t"),
                        java.util.Optional.of("12345678"),
                        java.util.Optional.of(Duration.ofMillis(50)),
                        java.util.Optional.of("seen")));
    }

    @Test
    void aGroupIsFollowedByItsRegions() {
        var service = settings(reading.file(ONE_GROUP + """
                        detour.group.a.region.EU.role=never
                        detour.gateway.shop.follow=a
                        detour.gateway.shop.url=https://{target}/{region}/
                        """)).services().get(0);

        assertThat(service.follow())
                .contains(new Service.Follow("a", Map.of("NAM", URI.create("https://cloud.nam.ext.com/NAM"))));
    }

    @Test
    void variablesMakeAService() {
        var loaded = reading.environment(Map.of(
                "DETOUR_GATEWAY_WEB_SHOP_UPSTREAMS", "http://a.example.com",
                "DETOUR_GATEWAY_WEB_SHOP_RETRY_BUDGET", "5%",
                "DETOUR_GATEWAY_WEB_SHOP_HEADER_X_TENANT", "t"));

        var service = settings(loaded).services().get(0);
        assertThat(service.name()).isEqualTo("web-shop");
        assertThat(service.retryBudgetPercent()).isEqualTo(5);
        assertThat(service.headers()).containsEntry("X-TENANT", "t");
    }

    @Test
    void secretsAreShownToNobody() {
        var loaded = reading.file(
                S + "upstreams=http://a.example.com\n" + S + "api-key=hunter2\n" + S + "header.X-Key=hunter2\n");

        assertThat(loaded.effective().toString()).contains("shop.api-key").doesNotContain("hunter2");
        assertThat(settings(loaded).toString()).doesNotContain("hunter2");
    }

    @Test
    void everyWrongUrlOfAListIsToldAndEachIsMaskedApart() {
        String list = S + "upstreams=ftp://x,http://a:99999,http://ok,http://a/?q=1,http://u:p,w@h/,,http://ok";
        String shown = FILE + "1: " + S
                + "upstreams=ftp://x,http://a:99999,http://ok,http://a/?q=1,http://***@h/,,http://ok: the URL number ";

        assertThat(problems(reading.file(list.replace("u:p,w@", "u:p@"))))
                .extracting(problem -> problem.replaceFirst("; write .*|; use .*", ""))
                .containsExactly(
                        shown + "1: not an http or https URL",
                        shown + "2: a port out of range",
                        shown + "4: a base URL holds no query and no fragment",
                        shown + "5: a base URL holds no user and password",
                        shown + "6: an empty entry",
                        shown + "7 is given twice");
        // A comma in a password does not show what is before it.
        assertThat(problems(reading.file(list))).allSatisfy(p -> assertThat(p).doesNotContain("u:p"));
    }

    @ParameterizedTest
    @MethodSource
    void whatDoesNotHoldIsTold(String text, String problem) {
        assertThat(problems(reading.file(text))).containsExactly(FILE + problem);
    }

    static Stream<Arguments> whatDoesNotHoldIsTold() {
        String up = S + "upstreams=http://a.example.com\n";
        return Stream.of(
                arguments(
                        S + "upstreams=ftp://x",
                        "1: " + S + "upstreams=ftp://x: not an http or https URL;"
                                + " write https://host/path or http://host/path"),
                arguments(
                        S + "upstreams=http://u:p@x",
                        "1: " + S + "upstreams=http://***@x: a base URL holds no user and password;"
                                + " use api-key or header.<Name>"),
                arguments(
                        S + "upstreams=http://x/a/../b",
                        "1: " + S + "upstreams=http://x/a/../b: a base URL holds no dots, double or encoded slashes in"
                                + " its path; write http://host/path or https://host:port, separated by commas"),
                arguments(
                        S + "upstreams=http://x,http://X/",
                        "1: " + S + "upstreams=http://x,http://X/: the URL number 2 is given twice;"
                                + " write http://host/path or https://host:port, separated by commas"),
                arguments(
                        up + S + "upstreems=x", "2: " + S + "upstreems: unknown key; did you mean " + S + "upstreams?"),
                arguments(up + S + "rate=5", "2: " + S + "rate=5: not a count in a time; write for example 5/1s"),
                arguments(
                        up + S + "header.Host=x",
                        "2: " + S + "header.Host=***: this header is not yours to set; remove it"),
                arguments(
                        up + S + "header.CamelHttpUri=x",
                        "2: " + S + "header.CamelHttpUri=***: this header is not yours to set; remove it"),
                arguments(
                        up + S + "follow=a\n" + S + "url=http://{target}\n" + ONE_GROUP,
                        "2: " + S + "follow=a: given beside " + S + "upstreams; keep one"),
                arguments(
                        S + "follow=a\n" + ONE_GROUP,
                        "1: " + S + "follow=a: needs " + S + "url; write for example " + S + "url=https://{target}"),
                arguments(
                        S + "follow=b\n" + S + "url=http://{target}\n" + ONE_GROUP,
                        "1: " + S + "follow=b: there is no group b; known are a, did you mean a?"),
                arguments(
                        up + S + "via=seda:x",
                        "2: " + S + "via=seda:x: not the name of a route's start;"
                                + " write direct:<name> for a route that begins from it"),
                arguments(
                        up + S + "api-key=k\ndetour.http.host=0.0.0.0\n",
                        "2: " + S + "api-key=***: on the address 0.0.0.0 it needs " + S + "token, or anyone could use"
                                + " it; give a token, or listen on 127.0.0.1"));
    }
}
