package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.tools.attach.VirtualMachine;
import dev.detour.peers.DetourProcess;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The running program as JConsole, Hawtio and their like see it (SPEC §12). */
class JmxTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private FaultPeer nam;
    private FaultPeer eu;
    private DetourProcess detour;

    @BeforeEach
    void setUp() throws IOException {
        nam = FaultPeer.http(Toxics.ok());
        eu = FaultPeer.http(Toxics.ok());
        Files.writeString(folder.resolve("application.properties"), """
                detour.groups=shop
                detour.group.shop.regions=NAM=127.0.0.1:%d,EU=127.0.0.1:%d
                detour.group.shop.probe.url=http://{target}/
                detour.group.shop.probe.interval=200ms
                detour.group.shop.probe.timeout=1s
                detour.group.shop.outage=1s
                detour.group.shop.canary=http://127.0.0.1:%d/canary
                """.formatted(nam.port(), eu.port(), eu.port()));
        detour = DetourProcess.run(folder, Map.of(), List.of());
        detour.awaitEvent("started", SOON);
    }

    @AfterEach
    void tearDown() throws IOException {
        detour.close();
        nam.close();
        eu.close();
    }

    private String health(String region) {
        for (JsonNode each : detour.get("/api/v1/groups/shop").path("regions")) {
            if (each.path("name").asText().equals(region)) {
                return each.path("health").asText();
            }
        }
        return "none";
    }

    private void awaitHealth(String region, String health) {
        Awaitility.await(region + " " + health).atMost(SOON).untilAsserted(() -> assertThat(health(region))
                .as(() -> String.join("\n", detour.lines()))
                .isEqualTo(health));
    }

    private static ObjectName route(MBeanServerConnection beans, String id) throws Exception {
        var found = beans.queryNames(new ObjectName("org.apache.camel:type=routes,name=\"" + id + "\",*"), null);
        assertThat(found).as("MBean of route " + id).hasSize(1);
        return found.iterator().next();
    }

    // The address is that of our own child.
    @SuppressWarnings("BanJNDI")
    @Test
    void stoppingAProbeRouteTurnsItsRegionUnknownAndStartingResumes() throws Exception {
        awaitHealth("NAM", "UP");
        awaitHealth("EU", "UP");
        var machine = VirtualMachine.attach(Long.toString(detour.pid()));
        try (var jmx = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
            var beans = jmx.getMBeanServerConnection();
            var probe = route(beans, "probe-shop-NAM");
            assertThat(beans.getAttribute(probe, "State")).isEqualTo("Started");
            assertThat(beans.getAttribute(probe, "Description")).asString().contains("region");
            route(beans, "probe-shop-EU");
            route(beans, "canary-shop");
            route(beans, "step-write-env");

            beans.invoke(probe, "stop", new Object[0], new String[0]);
            awaitHealth("NAM", "UNKNOWN");
            assertThat(health("EU")).isEqualTo("UP");
            assertThat(beans.getAttribute(probe, "State")).isEqualTo("Stopped");
            var asked = nam.seen().size();
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
                            detour.events("region-unknown"))
                    .anyMatch(line -> line.path("region").asText().equals("NAM")));

            beans.invoke(probe, "start", new Object[0], new String[0]);
            awaitHealth("NAM", "UP");
            assertThat(nam.seen().size()).isGreaterThan(asked);
            assertThat(detour.events("decision")).as("no evidence is no outage").hasSize(1);
        } finally {
            machine.detach();
        }
    }

    @Test
    void listensOnItsOnePortAndNowhereElse() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
        assertThat(listening(detour.pid())).containsExactly(detour.port());
    }

    /** The TCP ports that a process listens on, as the kernel tells. */
    private static Set<Integer> listening(long pid) throws IOException {
        Set<String> inodes;
        try (var open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            inodes = open.map(JmxTest::link)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .collect(Collectors.toSet());
        }
        return List.of("tcp", "tcp6").stream()
                .flatMap(table -> rows(Path.of("/proc/" + pid + "/net/" + table)).stream())
                .map(row -> row.strip().split("\\s+"))
                .filter(row -> row[3].equals("0A") && inodes.contains(row[9]))
                .map(row -> Integer.parseInt(row[1].substring(row[1].indexOf(':') + 1), 16))
                .collect(Collectors.toSet());
    }

    private static String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }

    private static List<String> rows(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (IOException e) {
            return List.of();
        }
    }
}
