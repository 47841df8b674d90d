package dev.detour.regions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.peers.DetourProcess;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.ProxyPeer;
import dev.detour.peers.TestIdentity;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of probe, names that move, certificates that change and the speed of the network, as one running program
 * sees them. Names come from a file of hosts that the JDK reads in place of the resolver.
 */
class ProbeKindsTest {
    private static final String CRITICAL = "Network Latency is CRITICAL - ";

    private static FaultPeer plain;
    private static FaultPeer secure;
    private static FaultPeer mutual;
    private static FaultPeer speed;
    private static FaultPeer canary;
    private static ProxyPeer proxy;
    private static Path hosts;
    private static Path ca;
    private static Path written;
    private static DetourProcess program;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        plain = FaultPeer.http(Toxics.ok());
        secure = FaultPeer.https(TestIdentity.selfSigned().context(), Toxics.ok());
        mutual = FaultPeer.https(TestIdentity.selfSigned().contextFor(TestIdentity.client()), Toxics.ok())
                .askingForCertificate();
        canary = FaultPeer.http(Toxics.ok());
        speed = FaultPeer.http(Toxics.stream(8, Duration.ofMillis(50)));
        proxy = new ProxyPeer();
        hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 cloud.test gone.test moving.test canary.test\n");
        ca = Files.copy(TestIdentity.selfSigned().pem(), folder.resolve("ca.pem"));
        written = folder.resolve("speed.txt");
        Files.writeString(folder.resolve("application.properties"), """
                detour.groups=kinds,names,fast
                detour.group.kinds.regions=TLS=tls://127.0.0.1:%1$d,HTTPS=https://127.0.0.1:%1$d/,MUTUAL=tls://127.0.0.1:%2$d,\
                DNS=dns://cloud.test,PROXY=https://127.0.0.1:%1$d/p
                detour.group.kinds.probe.url={target}
                detour.group.kinds.probe.tls-ca=ca.pem
                detour.group.kinds.probe.tls-cert=%3$s
                detour.group.kinds.probe.tls-key=%4$s
                detour.group.kinds.probe.proxy=%5$s
                detour.group.kinds.mode=observe
                detour.group.kinds.probe.interval=300ms
                detour.group.kinds.outage=500ms
                detour.group.kinds.recovery=500ms
                detour.group.names.regions=A=moving.test:%6$d,B=gone.test:%6$d
                detour.group.names.probe.url=http://{target}/
                detour.group.names.mode=observe
                detour.group.names.canary=http://canary.test:%7$d/
                detour.group.names.probe.interval=300ms
                detour.group.names.outage=500ms
                detour.group.names.recovery=500ms
                detour.group.fast.regions=A=127.0.0.1:%6$d,B=127.0.0.1:%6$d
                detour.group.fast.probe.url=http://{target}/
                detour.group.fast.mode=observe
                detour.group.fast.throughput.url=http://127.0.0.1:%8$d/10MB.bin
                detour.group.fast.throughput.interval=1s
                detour.group.fast.throughput.file=speed.txt
                detour.group.fast.throughput.delay=500ms
                """.formatted(
                        secure.port(),
                        mutual.port(),
                        TestIdentity.client().pem(),
                        TestIdentity.client().keyPem(),
                        proxy.uri(),
                        plain.port(),
                        canary.port(),
                        speed.port()));
        program = DetourProcess.run(
                folder, Map.of(), List.of("-Djdk.net.hosts.file=" + hosts, "-Dsun.net.inetaddr.ttl=1"));
        program.awaitEvent("started", Shop.PATIENCE);
    }

    @AfterAll
    static void close() throws IOException {
        Files.write(Path.of("target", "probe-kinds.log"), program.lines());
        program.close();
        program.exitStatus(Duration.ofSeconds(20));
        for (AutoCloseable peer : new AutoCloseable[] {plain, secure, mutual, speed, canary, proxy}) {
            try {
                peer.close();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    @Test
    void everyKindIsUpAndTellsWhatItFound() {
        awaitHealth("kinds", "UP", "UP", "UP", "UP", "UP");
        var regions = program.get("/api/v1/groups/kinds").path("regions");

        assertThat(regions.path(0).path("last").path("text").asText())
                .matches("TLSv1.3, certificate good for (88|89|90) days");
        for (int i : new int[] {0, 1, 2, 4}) {
            assertThat(regions.path(i).path("certificateDays").asInt()).isBetween(88, 90);
        }
        assertThat(regions.path(3).path("certificateDays").isNull()).isTrue();
        assertThat(regions.path(3).path("last").path("text").asText()).isEqualTo("resolves to 127.0.0.1");
        assertThat(proxy.asked()).contains("CONNECT 127.0.0.1:" + secure.port() + " HTTP/1.1");
    }

    @Test
    @Fault("T7")
    void anAuthorityFileOfGarbageChangesNothingButTheLog() throws IOException {
        awaitHealth("kinds", "UP", "UP", "UP", "UP", "UP");
        int said = program.lines().size();

        Files.writeString(ca, "garbage");
        awaitLine(said, "what was read before stays in use");
        int asked = secure.connections();
        Awaitility.await().atMost(Shop.PATIENCE).until(() -> secure.connections() >= asked + 20);

        assertThat(health("kinds")).containsOnly("UP");
        assertThat(program.lines().subList(said, program.lines().size()))
                .filteredOn(line -> line.contains("stays in use"))
                .as("said once")
                .hasSize(1);
        assertThat(program.events("region-down").toString()).doesNotContain("\"kinds\"");

        Files.copy(TestIdentity.selfSigned().pem(), ca, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        awaitLine(said, "read anew");
        assertThat(health("kinds")).containsOnly("UP");
    }

    @Test
    @Fault({"D1", "D2", "D3"})
    void namesAreFollowedAndAllNamesGoneAtOnceIsOurOwnFault() throws IOException {
        awaitHealth("names", "UP", "UP");

        Files.writeString(hosts, "127.0.0.9 moving.test\n127.0.0.1 cloud.test gone.test canary.test\n");
        awaitHealth("names", "DOWN", "UP");
        Files.writeString(hosts, "127.0.0.1 cloud.test moving.test gone.test canary.test\n");
        awaitHealth("names", "UP", "UP");

        Files.writeString(hosts, "127.0.0.1 cloud.test\n");
        program.await(
                "isolated", Shop.PATIENCE, line -> line.path("event").asText().equals("isolated"));
        Files.writeString(hosts, "127.0.0.1 cloud.test moving.test gone.test canary.test\n");
        program.await("not any more", Shop.PATIENCE, line -> line.path("event")
                .asText()
                .equals("isolated-end"));
        awaitHealth("names", "UP", "UP");
    }

    @Test
    void aSlowNetworkIsWrittenDownToldAndHolds() {
        var line = program.await("the line that monitors match", Shop.PATIENCE, l -> l.path("message")
                .asText()
                .startsWith(CRITICAL));

        assertThat(line.path("level").asText()).isEqualTo("WARNING");
        assertThat(line.path("message").asText()).matches("Network Latency is CRITICAL - [0-9]{1,2}Mbit/s!");
        Awaitility.await().atMost(Shop.PATIENCE).untilAsserted(() -> assertThat(
                        Files.exists(written) ? Files.readString(written) : "")
                .matches("[0-9]{1,2}"));
        Awaitility.await("gate")
                .atMost(Shop.PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> gates("fast").contains("slow-network"));

        speed.now(Toxics.status(503));
        program.await("no evidence", Shop.PATIENCE, l -> l.path("message")
                .asText()
                .equals("The throughput of group fast could not be measured: broken answer: status 503"));
        Awaitility.await("over").atMost(Shop.PATIENCE).until(() -> !gates("fast")
                .contains("slow-network"));

        speed.now(Toxics.endlessBody());
        Awaitility.await("a fast one").atMost(Shop.PATIENCE).until(() -> Files.readString(written)
                .matches("[0-9]{3,}"));
    }

    private static List<String> gates(String group) {
        return Shop.gates(program.get("/api/v1/groups/" + group));
    }

    private static List<String> health(String group) {
        return program.get("/api/v1/groups/" + group).path("regions").findValuesAsText("health");
    }

    private static void awaitHealth(String group, String... wanted) {
        Awaitility.await(group + " " + List.of(wanted))
                .atMost(Shop.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .conditionEvaluationListener(null)
                .untilAsserted(() -> assertThat(health(group))
                        .as(() -> texts(program.get("/api/v1/groups/" + group)))
                        .containsExactly(wanted));
    }

    private static String texts(JsonNode group) {
        return group.path("regions").findValues("last").toString();
    }

    private static void awaitLine(int from, String words) {
        Predicate<String> wanted = line -> line.contains(words);
        Awaitility.await(words)
                .atMost(Shop.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> program.lines().stream().skip(from).anyMatch(wanted));
    }
}
