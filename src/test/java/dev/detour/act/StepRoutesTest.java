package dev.detour.act;

import static dev.detour.act.ActFixtures.decision;
import static dev.detour.act.ActFixtures.seedFile;
import static dev.detour.act.ActFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.Settings;
import dev.detour.config.Settings.Restart;
import dev.detour.decision.Decision;
import dev.detour.peers.Fault;
import dev.detour.peers.RealPeers;
import dev.detour.peers.SupervisordPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped routes/steps.camel.yaml on real parts. */
class StepRoutesTest {
    @TempDir
    Path folder;

    private CamelContext camel;

    @AfterEach
    void stop() {
        if (camel != null) {
            camel.stop();
        }
    }

    private ProducerTemplate routes(Settings settings, EpochGuard guard) throws Exception {
        camel = new DefaultCamelContext();
        EnvFiles envFiles = new EnvFiles(() -> settings, guard);
        Restarter restarter = new Restarter(() -> settings, envFiles, guard);
        camel.getRegistry().bind("detourEnv", envFiles);
        camel.getRegistry().bind("detourRestart", restarter);
        camel.getRegistry().bind("detourRestartCommand", new RestartCommand(restarter));
        HostRoute hosts = new HostRoute(camel.createProducerTemplate());
        camel.getRegistry()
                .bind(
                        "detourFleet",
                        new Fleet(() -> settings, envFiles, guard, restarter, new HostAttempts(), hosts, () -> null));
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(PluginHelper.getResourceLoader(camel).resolveResource("file:routes/steps.camel.yaml"));
        camel.start();
        return camel.createProducerTemplate();
    }

    private void step(
            ProducerTemplate template, String name, Decision decision, boolean ensure, Map<String, Object> headers)
            throws Exception {
        Exchange result = template.request("direct:step-" + name, exchange -> {
            exchange.getIn().setBody(decision);
            exchange.getIn().setHeaders(new java.util.HashMap<>(headers));
            exchange.setVariable("group", decision.group());
            exchange.setVariable("epoch", decision.epoch());
            exchange.setVariable("ensure", Boolean.toString(ensure));
        });
        if (result.getException() != null) {
            throw result.getException();
        }
        assertThat(result.getMessage().getBody()).isSameAs(decision);
    }

    @Test
    void writesTheSeedsExactBytesAndLeavesNoTemp() throws Exception {
        Path odd = Files.createDirectory(folder.resolve("a b%20é?"));
        Path file = odd.resolve("ext_cloud.env");
        ProducerTemplate template =
                routes(settings(seedFile(file), new Restart.None(), Duration.ofSeconds(5)), (group, epoch) -> true);

        step(template, "write-env", decision(7, "EU"), false, Map.of());
        step(template, "restart", decision(7, "EU"), false, Map.of());
        step(template, "verify", decision(7, "EU"), false, Map.of());

        assertThat(file).hasContent("export EXT_CLOUD=cloud.eu.ext.com\nexport EXT_REGION=EU");
        assertThat(Files.size(file)).isEqualTo("export EXT_CLOUD=cloud.eu.ext.com\nexport EXT_REGION=EU".length());
        assertThat(Files.list(odd)).containsExactly(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
    }

    @Test
    @Fault("G9")
    void noHeaderOfAMessageReachesTheCommandOrTheFile() throws Exception {
        Path file = folder.resolve("e.env");
        Path said = folder.resolve("said");
        Restart exec = new Restart.Exec(List.of(
                "sh",
                "-c",
                "printf '%s|' \"$@\" \"$DETOUR_REGION\" \"$DETOUR_EPOCH\" > " + said,
                "x",
                "{target}",
                "{reason}"));
        ProducerTemplate template = routes(settings(seedFile(file), exec, Duration.ofSeconds(5)), (g, e) -> true);
        Map<String, Object> canary = Map.of(
                "CamelExecCommandArgs",
                List.of("-c", "touch " + folder.resolve("canary")),
                "CamelExecCommandExecutable",
                "touch",
                "CamelFileName",
                "canary",
                "CamelOverruleFileName",
                folder.resolve("canary").toString().substring(1));

        step(template, "write-env", decision(7, "EU"), false, canary);
        step(template, "restart", decision(7, "EU"), false, canary);

        assertThat(said).hasContent("cloud.eu.ext.com|it was down|EU|7|");
        assertThat(folder.resolve("canary")).doesNotExist();
        assertThat(file).exists();
    }

    @Test
    void anEnsuredCommandRunsOnlyAfterTheFileWasWritten() throws Exception {
        Path count = folder.resolve("count");
        Restart exec = new Restart.Exec(List.of("sh", "-c", "echo x >> " + count));
        ProducerTemplate template =
                routes(settings(seedFile(folder.resolve("e.env")), exec, Duration.ofSeconds(5)), (g, e) -> true);

        step(template, "write-env", decision(7, "EU"), true, Map.of());
        step(template, "restart", decision(7, "EU"), true, Map.of());
        assertThat(count).hasContent("x");

        camel.stop();
        ProducerTemplate afterwards =
                routes(settings(seedFile(folder.resolve("e.env")), exec, Duration.ofSeconds(5)), (g, e) -> true);
        step(afterwards, "write-env", decision(7, "EU"), true, Map.of());
        step(afterwards, "restart", decision(7, "EU"), true, Map.of());
        assertThat(count).hasContent("x");
    }

    @Test
    @Fault("A13")
    void aSupersededEpochWritesNothing() throws Exception {
        Path file = folder.resolve("e.env");
        ProducerTemplate template = routes(
                settings(seedFile(file), new Restart.None(), Duration.ofSeconds(5)), (group, epoch) -> epoch > 7);

        assertThatThrownBy(() -> step(template, "write-env", decision(7, "EU"), false, Map.of()))
                .rootCause()
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("superseded");
        assertThat(file).doesNotExist();
    }

    @Test
    void writesAndRestartsUnderSupervisord() throws Exception {
        try (SupervisordPeer peer = SupervisordPeer.start("""
                [program:app]
                command=sh -c '. FOLDER/e.env; echo $EXT_REGION > FOLDER/read; exec sleep 1000'
                autostart=false
                startsecs=1
                """)) {
            Path file = peer.folder().resolve("e.env");
            Restart restart = new Restart.Supervisor(List.of(peer.unixAddress()), List.of("app"));
            ProducerTemplate template =
                    routes(settings(seedFile(file), restart, Duration.ofSeconds(5)), (g, e) -> true);

            step(template, "write-env", decision(1, "NAM"), false, Map.of());
            step(template, "restart", decision(1, "NAM"), false, Map.of());
            assertThat(peer.folder().resolve("read")).hasContent("NAM");
            step(template, "write-env", decision(2, "EU"), false, Map.of());
            step(template, "restart", decision(2, "EU"), false, Map.of());

            assertThat(peer.folder().resolve("read")).hasContent("EU");
            assertThat(peer.deeds()).containsExactly("spawned app", "stopped app", "spawned app");
        }
    }

    @Test
    @Fault("O1")
    void aFullDiskFailsTheStepAndKeepsTheOldFileWhole() throws Exception {
        try (AutoCloseable unmount =
                RealPeers.mount(folder.toString(), "-t", "tmpfs", "-o", "size=64k", "none", folder.toString())) {
            Path file = Files.writeString(folder.resolve("e.env"), "old");
            Path filler = folder.resolve("filler");
            fill(filler);
            ProducerTemplate template =
                    routes(settings(seedFile(file), new Restart.None(), Duration.ofSeconds(5)), (g, e) -> true);

            assertThatThrownBy(() -> step(template, "write-env", decision(7, "EU"), false, Map.of()))
                    .isInstanceOf(StepFailedException.class)
                    .hasMessage("env file " + file + " could not be written: No space left on device");
            assertThat(file).hasContent("old");
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left).containsExactlyInAnyOrder(file, filler);
            }

            Files.delete(filler);
            step(template, "write-env", decision(7, "EU"), false, Map.of());
            assertThat(file).hasContent("export EXT_CLOUD=cloud.eu.ext.com\nexport EXT_REGION=EU");
        }
    }

    private static void fill(Path filler) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(Files.size(filler)).isPositive();
        }
    }

    @Test
    @Fault({"A2", "A3"})
    void aCommandThatHangsOrFailsFailsTheStep() throws Exception {
        Restart hangs = new Restart.Exec(List.of("sh", "-c", "echo {region} waits; sleep 60"));
        ProducerTemplate template = routes(settings(null, hangs, Duration.ofMillis(300)), (g, e) -> true);
        assertThatThrownBy(() -> step(template, "restart", decision(7, "EU"), false, Map.of()))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("did not end within 0.3 s")
                .hasMessageContaining("EU waits");
        camel.stop();

        Restart missing = new Restart.Exec(List.of("/no/such/command"));
        ProducerTemplate other = routes(settings(null, missing, Duration.ofSeconds(5)), (g, e) -> true);
        assertThatThrownBy(() -> step(other, "restart", decision(7, "EU"), false, Map.of()))
                .hasMessage("command not found: /no/such/command");
    }
}
