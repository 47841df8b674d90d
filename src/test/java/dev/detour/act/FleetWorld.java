package dev.detour.act;

import static dev.detour.act.ActFixtures.seedFile;
import static dev.detour.act.ActFixtures.settings;

import dev.detour.config.FleetHost;
import dev.detour.config.FleetWave;
import dev.detour.config.Settings;
import dev.detour.config.Settings.Restart;
import dev.detour.decision.Decision;
import dev.detour.peers.SshdPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;

/** The shipped steps, and hosts to restart: what a test changes of them, and a Camel that a crash takes away. */
final class FleetWorld implements AutoCloseable {
    final Path folder;
    List<FleetHost> hosts = new ArrayList<>();
    Path key;
    String user;
    Path knownHosts;
    FleetWave wave = FleetWave.ALL;
    Duration timeout = Duration.ofSeconds(30);
    List<String> command;
    Optional<String> remoteFile = Optional.empty();
    volatile long newest;
    Fleet fleet;
    Settings settings;
    private CamelContext camel;

    FleetWorld(Path folder, SshdPeer... peers) throws IOException {
        this.folder = folder;
        this.knownHosts = folder.resolve("known_hosts");
        var lines = new ArrayList<String>();
        for (var peer : peers) {
            hosts.add(new FleetHost("127.0.0.1", peer.port()));
            lines.add(peer.knownHost("ed25519"));
            // One key is let in everywhere.
            Files.copy(
                    peers[0].folder().resolve("id.pub"),
                    peer.folder().resolve("authorized_keys"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        Files.write(knownHosts, lines);
        key = peers[0].userKey();
        user = peers[0].user();
    }

    FleetWorld script(String text) {
        command = List.of("sh", "-c", text);
        return this;
    }

    /** A process that just started. */
    FleetWorld start() throws Exception {
        crash();
        var how = new Restart.Ssh(hosts, user, key, knownHosts, command, remoteFile, wave);
        settings = settings(seedFile(folder.resolve("local.env")), how, timeout);
        EpochGuard guard = (group, epoch) -> epoch >= newest;
        var files = new EnvFiles(() -> settings, guard);
        var restarter = new Restarter(() -> settings, files, guard);
        var attempts = new HostAttempts();
        camel = new DefaultCamelContext();
        var registry = camel.getRegistry();
        fleet = new Fleet(
                () -> settings,
                files,
                guard,
                restarter,
                attempts,
                new HostRoute(camel.createProducerTemplate()),
                () -> registry.lookupByNameAndType("detourSsh", FleetSsh.class));
        registry.bind("detourEnv", files);
        registry.bind("detourRestart", restarter);
        registry.bind("detourRestartCommand", new RestartCommand(restarter));
        registry.bind("detourFleet", fleet);
        registry.bind("detourSsh", FleetSsh.class, () -> new FleetSsh(attempts), null, "close");
        var loader = PluginHelper.getResourceLoader(camel);
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(
                        loader.resolveResource("file:routes/errors.camel.yaml"),
                        loader.resolveResource("file:routes/steps.camel.yaml"),
                        loader.resolveResource("file:routes/fleet.camel.yaml"));
        camel.start();
        return this;
    }

    /** The step {@code restart} through its route; throws what failed it. */
    void restart(Decision decision, boolean ensure, boolean resumed) throws Exception {
        step("restart", decision, ensure, resumed);
    }

    void step(String name, Decision decision, boolean ensure, boolean resumed) throws Exception {
        newest = Math.max(newest, decision.epoch());
        var result = camel.createProducerTemplate().request("direct:step-" + name, exchange -> {
            exchange.getIn().setBody(decision);
            exchange.setVariable("group", decision.group());
            exchange.setVariable("epoch", decision.epoch());
            exchange.setVariable("ensure", Boolean.toString(ensure));
            exchange.setVariable("resumed", Boolean.toString(resumed));
        });
        if (result.getException() != null) {
            throw result.getException();
        }
    }

    void crash() {
        if (camel != null) {
            camel.stop();
            camel = null;
        }
    }

    @Override
    public void close() {
        crash();
    }
}
