package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.config.Service;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import dev.detour.serve.Raw;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders to Camel, however they are spelled, reach neither an upstream nor a route of the user's, nor come back. */
class SpellingsTest {
    private static final Map<String, Object> routed = new ConcurrentHashMap<>();
    private static FaultPeer peer;
    private static Service via;

    @BeforeAll
    static void start() throws Exception {
        peer = FaultPeer.http(Toxics.ok());
        via = Gate.service("shop", List.of(peer.uri("").toString()), "via=direct:mine");
        Gate.of(via, new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:mine").process(exchange -> {
                            routed.clear();
                            routed.putAll(exchange.getMessage().getHeaders());
                            routed.put("variables", String.valueOf(exchange.getVariables()));
                        });
                    }
                })
                .close();
    }

    @AfterAll
    static void stop() throws Exception {
        peer.close();
    }

    private static String askDirect(String path, String headers) throws Exception {
        try (var gate = Gate.to(List.of(peer))) {
            return ask(gate, path, headers);
        }
    }

    private static String askVia(String path, String headers) throws Exception {
        try (var gate = Gate.of(via)) {
            return ask(gate, path, headers);
        }
    }

    private static String ask(Gate gate, String path, String headers) throws Exception {
        try (var client = new Raw(gate.live.port())) {
            return client.send("GET /gateway/shop" + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers
                            + "X-Seen: yes\r\nConnection: close\r\n\r\n")
                    .all();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri",
                "camelhttpuri",
                "CAMELHTTPURI",
                "cAmElHttpUri",
                "CamelExecCommandExecutable",
                "CamelExecCommandArgs",
                "CamelFileName",
                "CamelSshCommand",
                "CamelBeanMethodName",
                "CamelHttpMethod",
                "CamelRestHttpUri",
                "camel.canary",
                "Camel.canary",
                "camel-canary",
                "camel_canary",
                "Camel",
                "org.apache.camel.canary",
                "ORG.APACHE.CAMEL.canary",
                "Org.Apache.Camel.FileName",
                "org.apache.camelx"
            })
    @Fault("G9")
    void headerOfAnySpellingIsStripped(String name) throws Exception {
        assertThat(askDirect("/a", name + ": canary-7\r\n")).startsWith("HTTP/1.1 200");
        var seen = peer.seen().get(peer.seen().size() - 1);
        assertThat(seen.header("X-Seen")).isEqualTo("yes");
        assertThat(String.join("\n", seen.headers())).doesNotContain("canary-7");

        assertThat(askVia("/a", name + ": canary-7\r\n")).startsWith("HTTP/1.1 200");
        assertThat(routed.toString()).doesNotContain("canary-7").contains("X-Seen=yes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri=canary-7",
                "camelhttpuri=canary-7",
                "CAMELX=canary-7",
                "%43amelHttpUri=canary-7",
                "c%61mel=canary-7",
                "%63%61%6d%65%6c=canary-7",
                "+camel=canary-7",
                "%20CamelX=canary-7",
                "camel.x=canary-7",
                "org.apache.camel.x=canary-7",
                "org%2Eapache%2Ecamel.x=canary-7",
                "ORG.apache.CAMEL=canary-7",
                "%zzcamel=canary-7",
                "camel%00x=canary-7"
            })
    @Fault("G9")
    void parameterOfAnySpellingIsStripped(String parameter) throws Exception {
        assertThat(askDirect("/a?b=1&" + parameter + "&c=2", "")).startsWith("HTTP/1.1 200");
        var seen = peer.seen().get(peer.seen().size() - 1);
        assertThat(seen.line()).isEqualTo("GET /a?b=1&c=2 HTTP/1.1");

        assertThat(askVia("/a?b=1&" + parameter + "&c=2", "")).startsWith("HTTP/1.1 200");
        assertThat(routed.toString()).doesNotContain("canary-7").contains("b=1&c=2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CamelHttpUri", "camelx", "CAMEL.X", "org.apache.camel.x", "ORG.APACHE.CAMELX"})
    @Fault("G9")
    void upstreamsHeaderOfAnySpellingIsStripped(String name) throws Exception {
        try (var other = FaultPeer.http(Toxics.status(200, name + ": canary-7", "X-Kept: yes"));
                var gate = Gate.to(List.of(other))) {
            assertThat(ask(gate, "/a", "")).contains("X-Kept: yes").doesNotContain("canary-7");
        }
    }
}
