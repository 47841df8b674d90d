package dev.detour.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.DetourProcess;
import dev.detour.peers.RealPeers;
import dev.detour.peers.SupervisordPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code deploy/} holds, as far as it can be tried without the engines that it is for. */
class DeployTest {
    @TempDir
    Path folder;

    private record Said(int exit, String text) {}

    private static Said run(String... argv) throws Exception {
        var process = new ProcessBuilder(argv).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Said(process.exitValue(), text);
    }

    /** The unit as it stands, but for the program, which is this checkout's: it must exist. */
    private String unit(String file) throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/systemd-analyze"))) {
            RealPeers.missing("systemd-analyze is not installed");
        }
        var text = Files.readString(Path.of(file))
                .replace(
                        "/opt/detour/detour", Path.of("detour").toAbsolutePath().toString());
        return Files.writeString(folder.resolve(Path.of(file).getFileName()), text)
                .toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/detour.service", "examples/keda/failover-monitor.service"})
    void systemdTakesTheUnit(String file) throws Exception {
        var said = run("systemd-analyze", "verify", unit(file));

        assertThat(said.exit()).as(said.text()).isZero();
    }

    @Test
    void theUnitIsHardlyExposed() throws Exception {
        // In tenths: 30 is 3.0.
        var said =
                run("systemd-analyze", "security", "--offline=true", "--threshold=30", unit("deploy/detour.service"));

        assertThat(said.exit()).as(said.text()).isZero();
    }

    @Test
    @Tag("slow")
    void supervisordRunsTheProgram() throws Exception {
        Files.writeString(folder.resolve("application.properties"), """
                detour.groups=shop
                detour.group.shop.mode=observe
                detour.group.shop.regions=EU=127.0.0.1:9
                detour.group.shop.probe.url=http://{target}/
                """);
        var port = DetourProcess.freePort();
        var section = Files.readString(Path.of("deploy/supervisord-detour.conf"))
                .replace(
                        "/opt/detour/detour", Path.of("detour").toAbsolutePath().toString())
                .replace("/etc/detour", folder.toString())
                .replace("/var/lib/detour", folder.resolve("data").toString())
                .replace("/var/log/detour.log", folder.resolve("log").toString())
                .replace("user=detour\n", "")
                .replace(
                        "environment=",
                        "environment=DETOUR_NO_ARCHIVE=\"1\",DETOUR_HTTP_PORT=\"" + port + "\",JAVA_HOME=\""
                                + System.getProperty("java.home") + "\",");
        try (var peer = SupervisordPeer.start(section)) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                            run("supervisorctl", "-s", peer.unixAddress().toString(), "status", "detour")
                                    .text())
                    .contains("RUNNING"));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.readString(folder.resolve("log"))
                    .contains("\"event\":\"started\""));
            assertThat(folder.resolve("data/journal.jsonl")).exists();
        }
    }

    @Test
    void prometheusTakesItsConfiguration() throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/promtool"))) {
            RealPeers.missing("promtool is not installed");
        }
        var said = run("promtool", "check", "config", "examples/monitoring/prometheus.yml");

        assertThat(said.exit()).as(said.text()).isZero();
    }

    /** Fields that a reviewer of manifests looks for, and that each reference leads to something there. */
    @Test
    void theManifestsHoldTogether() throws Exception {
        var all = Manifests.read(Path.of("deploy/kubernetes/detour.yaml"));
        assertThat(all.kinds())
                .containsExactlyInAnyOrder(
                        "v1 ServiceAccount",
                        "v1 ConfigMap",
                        "apps/v1 StatefulSet",
                        "v1 Service",
                        "policy/v1 PodDisruptionBudget",
                        "networking.k8s.io/v1 NetworkPolicy");
        assertThat(all.unknownFields()).isEmpty();
        var pod = all.at("StatefulSet", "spec", "template", "spec");
        assertThat(pod)
                .containsEntry("enableServiceLinks", false)
                .containsEntry("automountServiceAccountToken", false)
                .containsEntry("serviceAccountName", all.name("ServiceAccount"));
        var container = all.container();
        for (var probe : Map.of("startupProbe", "/healthz", "livenessProbe", "/healthz", "readinessProbe", "/readyz")
                .entrySet()) {
            assertThat(Manifests.in(container, probe.getKey(), "httpGet"))
                    .containsEntry("path", probe.getValue())
                    .containsEntry("port", "http");
        }
        assertThat(Manifests.in(container, "securityContext"))
                .containsEntry("readOnlyRootFilesystem", true)
                .containsEntry("allowPrivilegeEscalation", false);
        assertThat(Manifests.in(pod, "securityContext"))
                .containsEntry("runAsNonRoot", true)
                .containsEntry("runAsUser", 10001);
        assertThat(Files.readString(Path.of("Dockerfile"))).contains("USER 10001:10001");
        assertThat(all.mounts()).as("each mount has its volume").isSubsetOf(all.volumes());
        assertThat(all.volumes()).as("each volume is mounted").isSubsetOf(all.mounts());
        var labels = Manifests.in(all.at("StatefulSet", "spec", "template", "metadata"), "labels");
        for (var selector : List.of(
                all.at("StatefulSet", "spec", "selector", "matchLabels"),
                all.at("Service", "spec", "selector"),
                all.at("PodDisruptionBudget", "spec", "selector", "matchLabels"),
                all.at("NetworkPolicy", "spec", "podSelector", "matchLabels"))) {
            assertThat(labels).containsAllEntriesOf(selector);
        }
    }

    @Test
    void theConfigurationOfTheManifestsHolds() throws Exception {
        var properties = Manifests.read(Path.of("deploy/kubernetes/detour.yaml"))
                .at("ConfigMap", "data")
                .get("application.properties")
                .toString();
        var token = Files.writeString(folder.resolve("token"), "x".repeat(64));
        Files.writeString(
                folder.resolve("application.properties"),
                properties.replace("/run/secrets/detour/token", token.toString()));
        try (var shell = new Shell(folder, DetourProcess.freePort())) {
            var said = shell.run("./detour check");

            assertThat(said.exit()).as(said.text()).isZero();
        }
    }
}
