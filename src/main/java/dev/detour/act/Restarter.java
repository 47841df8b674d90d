package dev.detour.act;

import dev.detour.act.Supervisord.Program;
import dev.detour.config.Settings;
import dev.detour.config.Settings.Restart;
import dev.detour.decision.Decision;
import dev.detour.halt.HaltPoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step {@code restart}, bean {@code detourRestart}: which kind of restart a group has, and the two that need more than
 * a route. Safe from any thread; one attempt per group at a time.
 */
public final class Restarter {
    private static final Logger LOG = LoggerFactory.getLogger(Restarter.class);

    private final Supplier<Settings> settings;
    private final EnvFiles envFiles;
    private final EpochGuard guard;
    private final Systemctl systemctl;
    private final Runner runner;
    private final RestartLocks locks = new RestartLocks();
    private final Map<String, SupervisorRestart> unfinished = new ConcurrentHashMap<>();
    private final Map<String, SystemdRestart> unfinishedUnits = new ConcurrentHashMap<>();

    public Restarter(Supplier<Settings> settings, EnvFiles envFiles, EpochGuard guard) {
        this(settings, envFiles, guard, Systemctl.OF_SYSTEM);
    }

    Restarter(Supplier<Settings> settings, EnvFiles envFiles, EpochGuard guard, Systemctl systemctl) {
        this(settings, envFiles, guard, systemctl, ProcessRunner::run);
    }

    Restarter(Supplier<Settings> settings, EnvFiles envFiles, EpochGuard guard, Systemctl systemctl, Runner runner) {
        this.settings = settings;
        this.envFiles = envFiles;
        this.guard = guard;
        this.systemctl = systemctl;
        this.runner = runner;
    }

    /** Runs a command to its end, as {@link ProcessRunner#run(ProcessRunner.Command, String, Runnable)} does. */
    @FunctionalInterface
    interface Runner {
        ProcessRunner.Result run(ProcessRunner.Command command, String id, Runnable started)
                throws InterruptedException;
    }

    /** What all kinds of restart hold while they work. */
    RestartLocks locks() {
        return locks;
    }

    /** {@code supervisor}, {@code exec}, {@code systemd}, {@code ssh} or {@code none}: what the route chooses by. */
    public String kind(Decision decision) {
        Restart restart = group(decision.group()).restart();
        if (restart instanceof Restart.Supervisor) {
            return "supervisor";
        }
        if (restart instanceof Restart.Systemd) {
            return "systemd";
        }
        if (restart instanceof Restart.Ssh) {
            return "ssh";
        }
        return restart instanceof Restart.Exec ? "exec" : "none";
    }

    /**
     * Restarts the group's units under systemd and sees them active as other processes; the parameters are those of
     * {@link #supervisor}.
     */
    @SuppressWarnings("try") // held, not used
    public void systemd(Decision decision, String ensure, String resumed) {
        Settings.Group group = group(decision.group());
        Restart.Systemd how = (Restart.Systemd) group.restart();
        Duration timeout = timeout(group);
        List<String> things = how.units().stream().map(unit -> "unit " + unit).toList();
        try (RestartLocks.Held held = locks.hold(things, timeout)) {
            SystemdRestart restart = unfinishedUnits.compute(
                    decision.group(),
                    (name, old) -> old != null && old.decision().epoch() == decision.epoch()
                            ? old
                            : new SystemdRestart(decision, how.units(), guard, systemctl));
            Optional<Instant> written = envFiles.modified(decision.group());
            Predicate<Systemctl.Unit> stale = !isTrue(ensure)
                    ? unit -> true
                    : written.map(SystemdRestart::startedBefore).orElse(unit -> isTrue(resumed));
            restart.attempt(stale, written, timeout);
            unfinishedUnits.remove(decision.group(), restart);
        } catch (InterruptedException e) {
            throw StepFailedException.interrupted(e);
        }
    }

    /**
     * Restarts the group's programs under supervisord and sees them RUNNING as other processes.
     *
     * @param ensure {@code true}: programs that started after the env file's modification are left alone
     * @param resumed {@code true}: a crash cut this epoch's restart short. Only asked when there is no env file to tell
     *     by its time what is already so
     * @throws StepFailedException naming the program and supervisord's reason
     */
    @SuppressWarnings("try") // held, not used
    public void supervisor(Decision decision, String ensure, String resumed) {
        Settings.Group group = group(decision.group());
        Restart.Supervisor how = (Restart.Supervisor) group.restart();
        Duration least = timeout(group);
        try {
            Supervisord supervisord = Supervisord.find(how.addresses());
            List<String> things = how.programs().stream()
                    .map(p -> Supervisord.full(p) + " at " + supervisord)
                    .toList();
            try (RestartLocks.Held held = locks.hold(things, least)) {
                SupervisorRestart restart = unfinished.compute(
                        decision.group(),
                        (name, old) -> old != null && old.decision().epoch() == decision.epoch()
                                ? old
                                : new SupervisorRestart(decision, how.programs(), guard));
                restart.attempt(
                        supervisord,
                        stale(decision, isTrue(ensure), isTrue(resumed)),
                        envFiles.modified(decision.group()),
                        least);
                unfinished.remove(decision.group(), restart);
            }
        } catch (InterruptedException e) {
            throw StepFailedException.interrupted(e);
        }
    }

    private Predicate<Program> stale(Decision decision, boolean ensure, boolean resumed) {
        if (!ensure) {
            return program -> true;
        }
        return envFiles.modified(decision.group())
                .map(SupervisorRestart::startedBefore)
                .orElse(program -> resumed);
    }

    /**
     * Whether the group's command is to be run. With {@code ensure} only when the env file was written since the command
     * last succeeded, or a crash cut the epoch's restart short: nobody can see from outside whether a command had its
     * effect.
     */
    public boolean commandNeeded(Decision decision, String ensure, String resumed) {
        return !isTrue(ensure) || isTrue(resumed) || debt(decision.group()).owed();
    }

    /**
     * The group's command for this decision: argv with the placeholders filled in, and {@code DETOUR_GROUP},
     * {@code DETOUR_REGION}, {@code DETOUR_TARGET}, {@code DETOUR_FROM}, {@code DETOUR_EPOCH}, {@code DETOUR_TRIGGER},
     * {@code DETOUR_REASON} in its environment.
     */
    ProcessRunner.Command command(Decision decision) {
        Settings.Group group = group(decision.group());
        Map<String, String> environment = new LinkedHashMap<>();
        Placeholders.values(decision)
                .forEach((name, value) -> environment.put("DETOUR_" + name.toUpperCase(Locale.ROOT), value));
        List<String> argv = ((Restart.Exec) group.restart())
                .argv().stream().map(arg -> Placeholders.fill(arg, decision)).toList();
        return new ProcessRunner.Command(argv, environment, timeout(group));
    }

    /** Runs the group's command. Two groups with the same command run it one after the other. */
    @SuppressWarnings("try") // held, not used
    ProcessRunner.Result run(Decision decision, ProcessRunner.Command command) {
        List<String> configured = ((Restart.Exec) group(decision.group()).restart()).argv();
        try (RestartLocks.Held held = locks.hold(List.of("by " + configured), command.timeout())) {
            guard.require(decision.group(), decision.epoch());
            return recorded(decision, command);
        } catch (InterruptedException e) {
            throw StepFailedException.interrupted(e);
        }
    }

    /** So that a start after {@code kill -9} finds what still runs. */
    private ProcessRunner.Result recorded(Decision decision, ProcessRunner.Command command)
            throws InterruptedException {
        RestartDebt debt = debt(decision.group());
        String id = ProcessRunner.newId();
        note(debt, () -> debt.running(id));
        boolean done = false;
        try {
            ProcessRunner.Result result =
                    runner.run(command, id, () -> HaltPoint.at("command-started", decision.epoch()));
            done = true;
            return result;
        } finally {
            note(debt, done ? debt::paid : debt::failed);
        }
    }

    private interface Note {
        void write() throws IOException;
    }

    /** Without it one crash later a command may run once more, or beside its successor: no reason not to restart now. */
    private static void note(RestartDebt debt, Note note) {
        try {
            note.write();
        } catch (IOException e) {
            LOG.warn("{} could not be written: {}", debt, Reason.of(e));
        }
    }

    /**
     * Ends commands that a killed Detour left running, as it would have ended them itself: one of an older epoch must not
     * finish after what is done now (DESIGN S5). To be called before the first step.
     */
    public void endOrphans() {
        for (Settings.Group group : settings.get().groups()) {
            if (group.restart() instanceof Restart.Exec) {
                RestartDebt debt = debt(group.name());
                debt.interrupted().ifPresent(id -> endOrphan(group.name(), debt, id));
            }
        }
    }

    private static void endOrphan(String group, RestartDebt debt, String id) {
        int ended = ProcessTree.orphaned(id).end(ProcessRunner.GRACE_WHEN_INTERRUPTED);
        note(debt, debt::failed);
        if (ended > 0) {
            LOG.warn(
                    "group {}: the restart command of a Detour that was killed still ran; it and its children ({}"
                            + " processes) were ended",
                    group,
                    ended);
        }
    }

    private RestartDebt debt(String group) {
        return new RestartDebt(settings.get().data(), group);
    }

    private Settings.Group group(String name) {
        return settings.get()
                .group(name)
                .orElseThrow(() -> new StepFailedException("group " + name + " is not configured"));
    }

    /** Of one attempt: for supervisord per program, and raised to what its own settings need. */
    static Duration timeout(Settings.Group group) {
        return group.rules().steps().stream()
                .filter(step -> step.name().equals("restart"))
                .map(step -> step.timeout())
                .findFirst()
                .orElse(Duration.ofSeconds(60));
    }

    private static boolean isTrue(String flag) {
        return Boolean.parseBoolean(flag);
    }
}
