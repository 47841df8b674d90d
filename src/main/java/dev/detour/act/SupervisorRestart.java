package dev.detour.act;

import dev.detour.act.Supervisord.Program;
import dev.detour.act.Supervisord.State;
import dev.detour.decision.Decision;
import dev.detour.halt.HaltPoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One epoch's restart of a group's programs under supervisord: stop in order, start in reverse, and see each one RUNNING
 * as another process. Kept between the attempts of the epoch, so that only what failed is tried again. One thread at a
 * time.
 */
final class SupervisorRestart {
    private static final long POLL_MILLIS = 20;

    private final Decision decision;
    private final List<String> inStopOrder;
    private final EpochGuard guard;
    /** What ran at the first look and is to be replaced. */
    private final Map<String, Program> toReplace = new HashMap<>();

    private final Set<String> stopped = new HashSet<>();
    private boolean looked;

    SupervisorRestart(Decision decision, List<String> inStopOrder, EpochGuard guard) {
        this.decision = decision;
        this.inStopOrder = inStopOrder.stream().map(Supervisord::full).toList();
        this.guard = guard;
    }

    Decision decision() {
        return decision;
    }

    /**
     * One attempt.
     *
     * @param stale tells of a living program whether it must be replaced
     * @param written when the file that the programs read was last written
     * @param least the least time that one program gets
     */
    void attempt(Supervisord supervisord, Predicate<Program> stale, Optional<Instant> written, Duration least)
            throws InterruptedException {
        if (!looked) {
            look(supervisord, stale);
        }
        for (String name : inStopOrder) {
            if (toReplace.containsKey(name) && !stopped.contains(name)) {
                tell(supervisord, name, "stop", () -> stop(supervisord, name, least));
                stopped.add(name);
                HaltPoint.at("first-stopped", decision.epoch());
            }
        }
        HaltPoint.at("all-stopped", decision.epoch());
        for (int i = inStopOrder.size() - 1; i >= 0; i--) {
            String name = inStopOrder.get(i);
            tell(supervisord, name, "start", () -> start(supervisord, name, written, least));
            HaltPoint.at("first-started", decision.epoch());
        }
        for (String name : inStopOrder) {
            tell(supervisord, name, "check", () -> require(supervisord.program(name)));
        }
    }

    private void look(Supervisord supervisord, Predicate<Program> stale) throws InterruptedException {
        for (String name : inStopOrder) {
            tell(supervisord, name, "find", () -> {
                Program program = supervisord.program(name);
                if (program.state().alive() && stale.test(program)) {
                    toReplace.put(name, program);
                }
            });
        }
        looked = true;
    }

    private void stop(Supervisord supervisord, String name, Duration least) throws IOException, InterruptedException {
        guard.require(decision.group(), decision.epoch());
        long deadline = deadline(supervisord, name, least);
        Program program = supervisord.program(name);
        if (program.state().alive()) {
            signalStop(supervisord, name);
        }
        awaitStopped(supervisord, name, deadline);
    }

    private static void signalStop(Supervisord supervisord, String name) throws IOException, InterruptedException {
        try {
            supervisord.stop(name);
        } catch (XmlRpc.Fault fault) {
            if (fault.code() != Supervisord.NOT_RUNNING) {
                throw fault;
            }
        }
    }

    private static void awaitStopped(Supervisord supervisord, String name, long deadline)
            throws IOException, InterruptedException {
        Program program = supervisord.program(name);
        while (program.state().alive() || program.state() == State.STOPPING) {
            pause(deadline, program, "did not stop");
            program = supervisord.program(name);
        }
    }

    private void start(Supervisord supervisord, String name, Optional<Instant> written, Duration least)
            throws IOException, InterruptedException {
        long deadline = deadline(supervisord, name, least);
        Program program = supervisord.program(name);
        if (isNew(program)) {
            return;
        }
        guard.require(decision.group(), decision.epoch());
        if (program.state() == State.BACKOFF) {
            signalStop(supervisord, name);
        }
        if (program.state() != State.STARTING) {
            awaitStopped(supervisord, name, deadline);
            WriteSecond.outlast(written);
            signalStart(supervisord, name);
        }
        program = supervisord.program(name);
        while (program.state() == State.STARTING) {
            pause(deadline, program, "did not start");
            program = supervisord.program(name);
        }
        require(program);
    }

    private static void signalStart(Supervisord supervisord, String name) throws IOException, InterruptedException {
        try {
            supervisord.start(name);
        } catch (XmlRpc.Fault fault) {
            if (fault.code() == Supervisord.SPAWN_ERROR) {
                Program program = supervisord.program(name);
                throw new StepFailedException(name + " is " + program.state() + ": " + program.words(), fault);
            }
            if (fault.code() != Supervisord.ALREADY_STARTED) {
                throw fault;
            }
        }
    }

    private boolean isNew(Program program) {
        Program old = toReplace.get(program.name());
        return program.state() == State.RUNNING && (old == null || !old.sameProcess(program));
    }

    private void require(Program program) {
        if (program.state() != State.RUNNING) {
            throw new StepFailedException(program.name() + " is " + program.state() + ": " + program.words());
        }
        if (!isNew(program)) {
            throw new StepFailedException(program.name() + " still runs as pid " + program.pid() + ", not restarted");
        }
    }

    /** SPEC §3: at least {@code stopwaitsecs + startsecs + 10s}. */
    private static long deadline(Supervisord supervisord, String name, Duration least)
            throws IOException, InterruptedException {
        Duration own = supervisord.patience(name).plusSeconds(10);
        return System.nanoTime() + (own.compareTo(least) > 0 ? own : least).toNanos();
    }

    private static void pause(long deadline, Program program, String failure) throws InterruptedException {
        if (System.nanoTime() > deadline) {
            throw new StepFailedException(program.name() + " " + failure + " in time: it is " + program.state());
        }
        Thread.sleep(POLL_MILLIS);
    }

    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    private static void tell(Supervisord supervisord, String name, String verb, Action action)
            throws InterruptedException {
        try {
            action.run();
        } catch (XmlRpc.Fault fault) {
            throw new StepFailedException(
                    switch (fault.code()) {
                        case Supervisord.BAD_NAME ->
                            "supervisord at " + supervisord + " has no program " + name
                                    + "; right: group:name as supervisorctl status shows it";
                        default ->
                            "supervisord could not " + verb + " " + name + ": " + Printable.of(fault.getMessage());
                    },
                    fault);
        } catch (IOException e) {
            throw new StepFailedException(
                    "supervisord at " + supervisord + " did not answer (to " + verb + " " + name + "): "
                            + Supervisord.words(e),
                    e);
        }
    }

    /** Started in the second of {@code modified} or before: it may have read the old file. supervisord knows whole seconds. */
    static Predicate<Program> startedBefore(Instant modified) {
        return program -> program.startedAt().getEpochSecond() <= modified.getEpochSecond();
    }
}
