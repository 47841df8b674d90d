package dev.detour.act;

import dev.detour.config.FleetHost;
import dev.detour.config.Settings;
import dev.detour.config.Settings.Restart;
import dev.detour.decision.Decision;
import dev.detour.halt.HaltPoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.sshd.client.session.ClientSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step {@code restart} of groups whose application runs on several hosts, bean {@code detourFleet}: which hosts still
 * owe a restart, so many of them at a time, each through the route {@code restart-host}; a wave with a failure stops the
 * next. What was done is durable per host, so that only the rest is tried again, also after a crash. Safe from any thread;
 * one attempt per group at a time.
 */
public final class Fleet {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    private final Supplier<Settings> settings;
    private final EnvFiles envFiles;
    private final EpochGuard guard;
    private final RestartLocks locks;
    private final HostAttempts attempts;
    private final Supplier<FleetSsh> ssh;
    private final HostWorkers workers;
    private final Refusals refusals = new Refusals();
    private final Map<String, Map<FleetHost, HostState>> seen = new ConcurrentHashMap<>();

    /** @param ssh asked for on first use only: its classes are many */
    public Fleet(
            Supplier<Settings> settings,
            EnvFiles envFiles,
            EpochGuard guard,
            Restarter restarter,
            HostAttempts attempts,
            HostRoute route,
            Supplier<FleetSsh> ssh) {
        this.settings = settings;
        this.envFiles = envFiles;
        this.guard = guard;
        this.locks = restarter.locks();
        this.attempts = attempts;
        this.ssh = ssh;
        this.workers = new HostWorkers(attempts, route);
    }

    /**
     * What is known of a host.
     *
     * @param state {@code RESTARTED}, {@code WORKING}, {@code WAITING}, {@code FAILED}, {@code UNKNOWN}
     * @param at when it was restarted, by the wall clock; null otherwise
     */
    record HostState(String state, Instant at) {
        static final HostState WORKING = new HostState("WORKING", null);
        static final HostState WAITING = new HostState("WAITING", null);
        static final HostState FAILED = new HostState("FAILED", null);
        static final HostState UNKNOWN = new HostState("UNKNOWN", null);
    }

    /**
     * Restarts the hosts that have not had this epoch's restart.
     *
     * @param ensure {@code true}: only when the env file was written since, a crash cut the epoch's restart short, or hosts
     *     were left over or added
     * @throws StepFailedException naming each host that failed, and why
     */
    @SuppressWarnings("try") // held, not used
    public void restart(Decision decision, String ensure, String resumed) {
        Restart.Ssh how = how(decision.group());
        Duration timeout = timeout(decision.group());
        List<String> things = how.hosts().stream().map(host -> "host " + host).toList();
        try (RestartLocks.Held held = locks.hold(things, timeout)) {
            guard.require(decision.group(), decision.epoch());
            FleetRecord record = record(decision.group());
            List<FleetHost> owing =
                    owing(decision, how, record, Boolean.parseBoolean(ensure), Boolean.parseBoolean(resumed));
            new Waves(decision, how, record, owing, timeout).run();
        } catch (InterruptedException e) {
            throw StepFailedException.interrupted(e);
        } catch (IOException e) {
            throw new StepFailedException("cannot remember which hosts are restarted: " + Reason.of(e), e);
        }
    }

    /** Hosts in their order that still owe the restart. */
    private List<FleetHost> owing(
            Decision decision, Restart.Ssh how, FleetRecord record, boolean ensure, boolean resumed)
            throws IOException {
        RestartDebt debt = new RestartDebt(settings.get().data(), decision.group());
        boolean rewritten = ensure && debt.owed();
        boolean known = record.epoch() == decision.epoch();
        if (ensure && !resumed && !rewritten && !known) {
            return List.of();
        }
        if (rewritten || !known) {
            record.begin(decision.epoch());
        }
        if (rewritten) {
            debt.paid();
        }
        return how.hosts().stream()
                .filter(host -> !record.done(host.toString()))
                .toList();
    }

    /** One attempt of the step: the hosts that owe, so many at a time. */
    private final class Waves {
        private final Decision decision;
        private final Restart.Ssh how;
        private final FleetRecord record;
        private final List<FleetHost> owing;
        private final Duration timeout;
        private final String command;
        private final Map<FleetHost, HostState> states = new ConcurrentHashMap<>();

        Waves(Decision decision, Restart.Ssh how, FleetRecord record, List<FleetHost> owing, Duration timeout) {
            this.decision = decision;
            this.how = how;
            this.record = record;
            this.owing = owing;
            this.timeout = timeout;
            this.command = RemoteCommand.of(how.command(), decision);
        }

        void run() throws InterruptedException {
            owing.forEach(host -> states.put(host, HostState.WAITING));
            seen.put(decision.group(), states);
            int size = how.wave().of(how.hosts().size());
            for (int from = 0; from < owing.size(); from += size) {
                List<FleetHost> wave = owing.subList(from, Math.min(from + size, owing.size()));
                List<String> failures = wave(wave);
                if (!failures.isEmpty()) {
                    throw new StepFailedException(partial(failures, owing.size() - from - wave.size()));
                }
            }
        }

        private List<String> wave(List<FleetHost> hosts) throws InterruptedException {
            guard.require(decision.group(), decision.epoch());
            List<String> failures = new ArrayList<>();
            List<HostAttempt> begun = new ArrayList<>();
            for (FleetHost host : hosts) {
                Optional<String> refused = refusals.standing(host, decision.epoch());
                if (refused.isPresent()) {
                    states.put(host, HostState.FAILED);
                    failures.add(host + ": " + refused.get());
                } else {
                    states.put(host, HostState.WORKING);
                    begun.add(attempt(host));
                }
            }
            workers.run(begun, timeout, (attempt, failure) -> ended(attempt, failure, failures));
            return failures;
        }

        private HostAttempt attempt(FleetHost place) {
            Host host = new Host(decision.group(), place.name(), place.port(), how.user(), command);
            return new HostAttempt(host, how, decision);
        }

        private synchronized void ended(HostAttempt attempt, Optional<String> failure, List<String> failures) {
            FleetHost host = attempt.host().place();
            if (failure.isEmpty()) {
                Instant now = Instant.now();
                states.put(host, new HostState("RESTARTED", now));
                refusals.forget(host);
                remember(host, now);
                HaltPoint.at("host-recorded", decision.epoch());
                LOG.info("group {}: {} was restarted for epoch {}", decision.group(), host, decision.epoch());
                return;
            }
            states.put(host, HostState.FAILED);
            if (attempt.hopeless()) {
                refusals.remember(host, decision.epoch(), failure.get());
            }
            LOG.warn(
                    "group {}: {} was not restarted for epoch {}: {}",
                    decision.group(),
                    host,
                    decision.epoch(),
                    failure.get());
            failures.add(host + ": " + failure.get());
        }

        private void remember(FleetHost host, Instant at) {
            try {
                record.done(host.toString(), at);
            } catch (IOException e) {
                // One crash later the host is restarted once more: no reason to stop now.
                LOG.warn("{} could not be written: {}", record, Reason.of(e));
            }
        }

        private String partial(List<String> failures, int unbegun) {
            long done = how.hosts().stream()
                    .filter(host -> record.done(host.toString()))
                    .count();
            return done + " of " + how.hosts().size() + " hosts restarted; " + String.join("; ", failures)
                    + (unbegun == 0 ? "" : "; the other " + unbegun + " wait for these");
        }
    }

    /**
     * Brings the group's env file to the host; for the route, before the command.
     *
     * @throws StepFailedException when it could not be written there; the old file is whole then
     */
    public void upload(Host host) {
        HostAttempt attempt = attempts.of(host.name(), host.port());
        Optional<String> path = attempt.how().envFile();
        if (path.isEmpty()) {
            return;
        }
        byte[] content = envFiles.content(attempt.decision())
                .orElseThrow(() -> new StepFailedException("group " + host.group() + " has no env file to upload"));
        attempt.requireCurrent(guard);
        try (ClientSession session = ssh.get().connect(attempt)) {
            new EnvUpload(attempt, guard, path.get(), content).run(session);
        } catch (IOException e) {
            throw new StepFailedException("cannot log in: " + Printable.of(Reason.of(e)), e);
        }
    }

    /**
     * Looks at how the command ended; for the route, after it.
     *
     * @param exit null when the connection ended before the host told
     * @throws StepFailedException unless it is 0
     */
    public void succeeded(Host host, Integer exit) {
        HostAttempt attempt = attempts.of(host.name(), host.port());
        attempt.judged();
        if (exit == null) {
            throw new StepFailedException(
                    "the connection ended before the command's exit status: whether it was restarted"
                            + " is not known, so it is done again");
        }
        if (exit != 0) {
            String last = attempt.output().lastLine();
            throw new StepFailedException(
                    "the command ended with status " + exit + (last.isEmpty() ? "" : ": " + last));
        }
    }

    /** What is known of each host, in their order, without asking any; empty for a group without hosts. */
    Map<FleetHost, HostState> states(String group) {
        if (!(restartOf(group) instanceof Restart.Ssh how)) {
            return Map.of();
        }
        FleetRecord record = record(group);
        Map<FleetHost, HostState> now = seen.getOrDefault(group, Map.of());
        var states = new java.util.LinkedHashMap<FleetHost, HostState>();
        for (FleetHost host : how.hosts()) {
            Instant at = record.hosts().get(host.toString());
            HostState known = at == null ? HostState.UNKNOWN : new HostState("RESTARTED", at);
            states.put(host, now.getOrDefault(host, known));
        }
        return states;
    }

    private FleetRecord record(String group) {
        return new FleetRecord(settings.get().data(), group);
    }

    private Restart restartOf(String group) {
        return settings.get().restart(group);
    }

    private Restart.Ssh how(String group) {
        if (restartOf(group) instanceof Restart.Ssh how) {
            return how;
        }
        throw new StepFailedException("group " + group + " has no hosts");
    }

    private Duration timeout(String group) {
        return Restarter.timeout(settings.get().group(group).orElseThrow());
    }
}
