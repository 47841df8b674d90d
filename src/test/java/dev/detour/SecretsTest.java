package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import dev.detour.peers.DetourProcess;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running program that is given every secret there is, while whatever needs one fails and is told about. */
@Tag("slow")
class SecretsTest {
    private static final String SECRET = "hunter2-hunter2";
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final List<String> PATHS = List.of(
            "/",
            "/api/v1/status",
            "/api/v1/groups/shop",
            "/api/v1/groups/shop/explain",
            "/api/v1/groups/shop/history",
            "/metrics",
            "/observe/metrics",
            "/observe/health",
            "/readyz",
            "/nowhere");

    @TempDir
    Path folder;

    @Test
    @Fault("F9")
    void noSecretIsInAnyLogPageMetricErrorOrJmxValue() throws Exception {
        try (var nam = FaultPeer.http(Toxics.ok());
                var eu = FaultPeer.http(Toxics.ok())) {
            configure(nam, eu);
            try (var detour = DetourProcess.run(folder, Map.of("DETOUR_LOG_LEVEL", "DEBUG"), List.of())) {
                detour.await("the first decision", PATIENCE, line -> line.path("event")
                        .asText()
                        .equals("step-failed"));
                detour.await("the heartbeat failed", PATIENCE, line -> line.path("message")
                        .asText()
                        .contains("heartbeat"));
                nam.now(Toxics.redirect("http://u:p@127.0.0.1:1/"));
                detour.awaitEvent("probe-failed", PATIENCE);

                assertThat(nam.seen().get(0).header("Authorization")).isEqualTo("Bearer " + SECRET);
                for (var path : PATHS) {
                    assertThat(detour.ask(path).body()).as(path).doesNotContain(SECRET);
                }
                for (var verb : List.of("status", "regions", "explain", "history", "check -v", "probe")) {
                    var said = detour.verb(verb.split(" "));
                    assertThat(said.out() + said.err()).as(verb).isNotBlank().doesNotContain(SECRET);
                }
                assertThat(jmx(detour.pid()))
                        .hasSizeGreaterThan(10_000)
                        .contains("step-restart")
                        .doesNotContain(SECRET);
                assertThat(state()).contains("restart").doesNotContain(SECRET);
                assertThat(PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("data/last-good.json"))))
                        .isEqualTo("rw-------");
                detour.terminate();
                detour.exitStatus(PATIENCE);
                assertThat(String.join("\n", detour.lines())).doesNotContain(SECRET);
            }
        }
    }

    private void configure(FaultPeer nam, FaultPeer eu) throws IOException {
        var closed = FaultPeer.closedPort();
        Files.writeString(folder.resolve("application.properties"), """
                detour.groups=shop
                detour.group.shop.regions=NAM=%s,EU=%s
                detour.group.shop.probe.url=http://{target}/
                detour.group.shop.probe.interval=300ms
                detour.group.shop.probe.timeout=2s
                detour.group.shop.probe.header.Authorization=Bearer SECRET
                detour.group.shop.env-file=shop.env
                detour.group.shop.variable.SHOP_HOST={target}
                detour.group.shop.restart=supervisor
                detour.group.shop.restart.supervisor=http://user:SECRET@127.0.0.1:%d
                detour.group.shop.restart.programs=app
                detour.group.shop.notify=webhook,datadog
                detour.datadog.api-key=SECRET
                detour.datadog.url=http://127.0.0.1:%d
                detour.datadog.proxy=http://user:SECRET@127.0.0.1:%d
                detour.notify.webhook.url=http://127.0.0.1:%d/hook/SECRET
                detour.heartbeat.url=http://127.0.0.1:%d/beat/SECRET
                detour.http.token=SECRET
                """.formatted(
                        nam.authority(), eu.authority(), closed, closed, closed, closed, closed)
                .replace("SECRET", SECRET));
    }

    /** Every attribute of every MBean, and what Camel says of its routes. */
    // The address is that of our own child.
    @SuppressWarnings("BanJNDI")
    private static String jmx(long pid) throws Exception {
        var machine = VirtualMachine.attach(Long.toString(pid));
        try (var jmx = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
            var beans = jmx.getMBeanServerConnection();
            var all = new StringBuilder();
            for (var name : beans.queryNames(null, null)) {
                all.append(name).append('\n');
                for (var attribute : beans.getMBeanInfo(name).getAttributes()) {
                    all.append(attribute.getName())
                            .append('=')
                            .append(value(beans, name, attribute.getName()))
                            .append('\n');
                }
                for (var operation : beans.getMBeanInfo(name).getOperations()) {
                    if (operation.getName().startsWith("dump") && operation.getSignature().length == 0) {
                        all.append(dump(beans, name, operation.getName())).append('\n');
                    }
                }
            }
            return all.toString();
        } finally {
            machine.detach();
        }
    }

    /** Not every way to dump a route is there without the library that writes it. */
    private static String dump(MBeanServerConnection beans, ObjectName name, String operation) throws IOException {
        try {
            return String.valueOf(beans.invoke(name, operation, new Object[0], new String[0]));
        } catch (JMException e) {
            return String.valueOf(e);
        }
    }

    private static String value(MBeanServerConnection beans, ObjectName name, String attribute) throws IOException {
        try {
            var value = beans.getAttribute(name, attribute);
            return value instanceof Object[] several ? Arrays.deepToString(several) : String.valueOf(value);
        } catch (JMException | RuntimeException e) {
            return String.valueOf(e);
        }
    }

    /** Everything in the data folder but the token, which is there to be kept secret. */
    private String state() throws IOException {
        try (var files = Files.walk(folder.resolve("data"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("token"))
                    // The properties file's own text, for its owner only (ADR 10).
                    .filter(file -> !file.endsWith("last-good.json"))
                    .map(SecretsTest::read)
                    .collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
