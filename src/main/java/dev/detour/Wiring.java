package dev.detour;

import dev.detour.act.Effects;
import dev.detour.act.EnvFiles;
import dev.detour.act.EpochGuard;
import dev.detour.act.Fleet;
import dev.detour.act.FleetSsh;
import dev.detour.act.HostAttempts;
import dev.detour.act.HostRoute;
import dev.detour.act.RestartCheck;
import dev.detour.act.RestartCommand;
import dev.detour.act.Restarter;
import dev.detour.config.LivePlaceholders;
import dev.detour.config.Service;
import dev.detour.config.Settings;
import dev.detour.config.Sources;
import dev.detour.control.CamelRoutes;
import dev.detour.control.Causes;
import dev.detour.control.Controllers;
import dev.detour.control.Heart;
import dev.detour.control.Observer;
import dev.detour.control.SystemTimeline;
import dev.detour.control.Threads;
import dev.detour.gateway.ExecuteRoute;
import dev.detour.gateway.FailoverManager;
import dev.detour.gateway.Gateway;
import dev.detour.log.EventLog;
import dev.detour.probe.Probes;
import dev.detour.reload.Edition;
import dev.detour.reload.Exchange;
import dev.detour.reload.Rejected;
import dev.detour.reload.Reloader;
import dev.detour.serve.Api;
import dev.detour.serve.DemoRegions;
import dev.detour.serve.Events;
import dev.detour.serve.GroupGauges;
import dev.detour.serve.MetricPath;
import dev.detour.serve.Metrics;
import dev.detour.serve.Page;
import dev.detour.serve.Paths;
import dev.detour.serve.Polls;
import dev.detour.serve.Readiness;
import dev.detour.serve.Server;
import dev.detour.serve.Snapshots;
import dev.detour.serve.Token;
import dev.detour.serve.Words;
import dev.detour.store.FileStore;
import dev.detour.store.ProbeLog;
import dev.detour.store.TokenFile;
import dev.detour.tell.Notices;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every object of the program, made and joined by hand in one place. To be made before the context starts, {@link #begin}
 * once its routes run, {@link #close} at the end. Before {@code begin} nothing is probed or restarted, and nothing written
 * but the data directory.
 */
final class Wiring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

    private final CamelContext context;
    private final AtomicReference<Settings> settings;
    private final FileStore store;
    private final SystemTimeline timeline;
    private final ProbeLog probeLog;
    private final Metrics metrics = new Metrics();
    private final EnvFiles envFiles;
    private final Effects effects;
    private final RestartCheck restartCheck;
    private final Restarter restarter;
    private final HostAttempts hosts = new HostAttempts();
    private final Fleet fleet;
    private final Controllers controllers;
    private final Heart heart;
    private final EventLog log;
    private final Status status;
    private final Probes probes;
    private final Optional<Heartbeat> heartbeat;
    /** Read while a step or a choice is in the routes, written while routes are exchanged. */
    private final ReentrantReadWriteLock routesInUse = new ReentrantReadWriteLock();

    private final Polls polls = new Polls();
    private Optional<Reloader> reloader = Optional.empty();
    private volatile Optional<Gateway> gateway = Optional.empty();
    private Snapshots snapshots;
    private Api api;
    private Server server;
    private FleetSsh ssh;
    /** Whether it was told that Detour watches. */
    private volatile boolean begun;

    /**
     * Opens the data directory.
     *
     * @throws Exception when it is locked, damaged or cannot be used; nothing was changed then
     */
    Wiring(CamelContext context, Settings settings) throws Exception {
        this.context = context;
        this.settings = new AtomicReference<>(settings);
        this.store = FileStore.open(settings.data());
        this.timeline = new SystemTimeline(store.lastStamp());
        store.stamps(timeline::stamp);
        store.notices().forEach(LOG::warn);
        this.probeLog = new ProbeLog(settings.data(), timeline);
        var words = new Words(timeline, ZoneId.systemDefault());
        this.log = new EventLog(words::fill);
        EpochGuard guard = (group, epoch) -> epoch >= epoch(group);
        this.envFiles = new EnvFiles(this.settings::get, guard);
        this.restarter = new Restarter(this.settings::get, envFiles, guard);
        this.fleet = new Fleet(
                this.settings::get,
                envFiles,
                guard,
                restarter,
                hosts,
                new HostRoute(context.createProducerTemplate()),
                this::ssh);
        this.effects = new Effects(this.settings::get, envFiles, fleet);
        this.restartCheck = new RestartCheck(this.settings::get);
        this.controllers = new Controllers(
                settings,
                store,
                timeline,
                new Controllers.World(
                        new CamelRoutes(context.createProducerTemplate(), routesInUse.readLock()),
                        this::probeNow,
                        log::tell,
                        new Watching(metrics, probeLog, context.getRegistry().findByType(Observer.class)),
                        this::look));
        this.probes = Probes.prepare(context, controllers, timeline, late -> metrics.late(Duration.ofNanos(late)));
        this.heart = new Heart(controllers, timeline::suspended);
        this.status = new Status(controllers);
        this.heartbeat = settings.heartbeat().map(url -> new Heartbeat(url, status));
        bind(words);
    }

    private long epoch(String group) {
        return controllers.epoch(group);
    }

    private void bind(Words words) {
        var readiness = new Readiness(controllers, controllers::restartAilment);
        this.snapshots = new Snapshots(controllers, timeline, status, readiness, words, polls);
        var registry = context.getRegistry();
        registry.bind("detourControl", controllers);
        registry.bind("detourTimeline", timeline);
        registry.bind("detourEnv", envFiles);
        registry.bind("detourRestart", restarter);
        registry.bind("detourRestartCommand", new RestartCommand(restarter));
        registry.bind("detourFleet", fleet);
        registry.bind("detourSsh", FleetSsh.class, this::ssh);
        registry.bind("detourNotices", new Notices(timeline, controllers::view, words::fill));
        Telling.bind(context);
        this.api = new Api(controllers, store::history, snapshots);
        registry.bind("detourApi", api);
        metrics.add(new GroupGauges(controllers, timeline, status, readiness));
    }

    /** The SSH client, made when the first route asks for it: it takes half a second, and most need none. */
    private synchronized FleetSsh ssh() {
        if (ssh == null) {
            ssh = new FleetSsh(hosts);
        }
        return ssh;
    }

    private synchronized void closeSsh() {
        if (ssh != null) {
            ssh.close();
        }
    }

    /** Opens the one port. Before the context starts, and not where Camel has a server of its own. */
    void serve(Optional<DemoRegions> demo) throws IOException {
        var http = settings.get().http();
        var configured = http.token();
        var token = configured.isPresent()
                ? configured.get()
                : TokenFile.loadOrCreate(settings.get().data());
        server = Server.install(context, http, new Token(token), paths());
        new Page(controllers, snapshots, demo).mount(context, server.getPort());
    }

    /** Has edits looked for, from {@link #begin} on. */
    void reload(Sources files, Edition inForce, LivePlaceholders placeholders, Optional<Rejected> broken) {
        var exchange = new Exchange(
                (ModelCamelContext) context,
                controllers,
                probes,
                settings,
                placeholders,
                this::envRegion,
                routesInUse.writeLock(),
                (group, regions) -> metrics.forget(group, regions::contains),
                this::serve);
        var trial = new Trial(context.getRegistry(), timeline, Wiring::tidyUp);
        var made = new Reloader(files, inForce, broken, trial, exchange, log::tell);
        reloader = Optional.of(made);
        status.reloads(made::state);
    }

    /**
     * Has what a start, or an edit tried out beside what runs, leaves behind given back to the system: with a thousand
     * regions half of the memory, which no collection would find for hours. A moment later, when it is over.
     */
    private static void tidyUp() {
        CompletableFuture.delayedExecutor(10, TimeUnit.SECONDS).execute(System::gc);
    }

    Paths paths() {
        return new Paths(
                status,
                new MetricPath(controllers, timeline, polls),
                metrics.registry(),
                new Events(controllers, snapshots, store::history, store::newest),
                api);
    }

    Metrics metrics() {
        return metrics;
    }

    /** Begins to watch and to act. */
    void begin() throws Exception {
        restarter.endOrphans();
        status.begin();
        controllers.start(timeline.downtime(), this::envRegion, settings.get().startRegion());
        probes.add(settings.get());
        heart.start();
        addExecute();
        heartbeat.ifPresent(Heartbeat::start);
        reloader.ifPresent(Reloader::start);
        Threads.named("rehearsal").newThread(controllers::rehearse).start();
        serve(settings.get().services());
        log.tell(Status.started(settings.get(), server == null ? 0 : server.boundPort()));
        begun = true;
        tidyUp();
    }

    /** For users' routes, which may call it before there is a service, or after the last is gone. */
    private void addExecute() {
        try {
            context.addRoutes(new ExecuteRoute(() -> gateway.map(FailoverManager::new)));
        } catch (Exception e) {
            throw new IllegalStateException("direct:execute cannot be made: " + Causes.sentence(e), e);
        }
    }

    /** The gateway is made when the first service is: most need none. */
    private synchronized void serve(List<Service> services) {
        if (gateway.isEmpty() && services.isEmpty()) {
            server.noGateway();
            return;
        }
        if (gateway.isEmpty()) {
            var made = new GatewayWiring(context, server, timeline, metrics, controllers).make();
            snapshots.gateway(made::view);
            gateway = Optional.of(made);
        }
        gateway.get().become(services);
    }

    private Optional<String> envRegion(String group) {
        return settings.get().group(group).flatMap(g -> g.envFile()
                .flatMap(file -> EnvFiles.envRegion(file, g.rules().regions())));
    }

    private void probeNow(String group, List<String> regions) {
        regions.forEach(region -> probes.schedule().probeNow(group, region));
    }

    private Controllers.Look look(String group) {
        try {
            return new Controllers.Look(
                    effects.look(
                            group,
                            Optional.ofNullable(controllers.durable(group).decision())),
                    restartCheck.ailment(group));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking at group " + group, e);
        }
    }

    Controllers controllers() {
        return controllers;
    }

    int port() {
        return server == null ? 0 : server.boundPort();
    }

    /**
     * Ends everything that acts before what remembers, each part whatever became of the one before it. Takes at most two
     * seconds and a half.
     */
    @Override
    public void close() {
        reloader.ifPresent(edits -> end("the look for edits", edits::close));
        end("the beat", heart::close);
        heartbeat.ifPresent(beat -> end("the heartbeat", beat::close));
        end("the probes", probes::close);
        end("the groups", controllers::close);
        end("the SSH client", this::closeSsh);
        if (begun) {
            log.tell(Status.stopped());
        }
        end("the probe log", probeLog::close);
        end("the journal", store::close);
    }

    private static void end(String part, Runnable close) {
        try {
            close.run();
        } catch (RuntimeException e) {
            LOG.warn("{} did not end in good order: {}", part, Causes.sentence(e), e);
        }
    }
}
