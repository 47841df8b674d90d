package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.DetourProcess;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Ports;
import dev.detour.peers.Toxics;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent with the two files of {@code examples/jolokia}, at a real program. */
@Tag("slow")
class JolokiaTest {
    private static final Duration SOON = Duration.ofSeconds(45);
    private static final Path EXAMPLE = Path.of("examples", "jolokia").toAbsolutePath();
    private static final String PROBE = "org.apache.camel:context=camel-1,type=routes,name=\"probe-shop-EU\"";

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = Ports.free();

    @TempDir
    Path folder;

    @Test
    void readsRoutesAndNothingElse() throws Exception {
        try (var eu = FaultPeer.http(Toxics.ok())) {
            Files.writeString(folder.resolve("application.properties"), """
                    detour.groups=shop
                    detour.group.shop.regions=EU=127.0.0.1:%d
                    detour.group.shop.probe.url=http://{target}/
                    """.formatted(eu.port()));
            var properties = Files.readString(EXAMPLE.resolve("jolokia.properties"))
                    .replace("port=8778", "port=" + port)
                    .replace("file:examples/jolokia", "file:" + EXAMPLE);
            var config = Files.writeString(folder.resolve("jolokia.properties"), properties);
            try (var program =
                    DetourProcess.run(folder, Map.of(), List.of("-javaagent:" + agent() + "=config=" + config))) {
                program.awaitEvent("started", SOON);
                assertThat(get("read", PROBE, "State")).contains("Started");
                assertThat(get("read", "java.lang:type=Memory", "HeapMemoryUsage"))
                        .contains("\"used\":");
                for (var forbidden : List.of(
                        get("exec", PROBE, "stop()"),
                        get("exec", PROBE, "dumpRouteAsXml()"),
                        get("write", PROBE, "TracingEnabled", "true"),
                        get("read", "java.lang:type=Runtime", "SystemProperties"),
                        get("read", "java.lang:type=Runtime", "InputArguments"),
                        get("read", "java.lang:type=Runtime", "ClassPath"),
                        get("exec", "com.sun.management:type=DiagnosticCommand", "vmSystemProperties()"),
                        get("list"),
                        post("{\"type\":\"exec\",\"mbean\":" + quoted(PROBE) + ",\"operation\":\"stop()\"}"))) {
                    assertThat(forbidden).contains("\"status\":403").doesNotContain("\"value\":{");
                }
                assertThat(post("{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"target\":"
                                + "{\"url\":\"service:jmx:rmi:///jndi/rmi://127.0.0.1:1/x\"}}"))
                        .as("asks no other JVM, whatever the request says")
                        .contains("\"used\":");
                assertThat(get("read", PROBE, "State")).contains("Started");
            }
        }
    }

    private static Path agent() {
        for (var path : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            if (path.contains("jolokia-agent-jvm")) {
                return Path.of(path);
            }
        }
        throw new AssertionError("the agent is not on the class path");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }

    private String get(String... parts) throws Exception {
        var path = new StringBuilder();
        for (var part : parts) {
            path.append('/').append(URLEncoder.encode(part, StandardCharsets.UTF_8));
        }
        return send(HttpRequest.newBuilder(uri(path.toString())));
    }

    private String post(String json) throws Exception {
        return send(HttpRequest.newBuilder(uri("/")).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + "/jolokia" + path);
    }

    private String send(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(SOON).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
