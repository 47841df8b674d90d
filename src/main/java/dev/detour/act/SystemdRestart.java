package dev.detour.act;

import dev.detour.act.Systemctl.Unit;
import dev.detour.decision.Decision;
import dev.detour.halt.HaltPoint;
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
 * One epoch's restart of a group's units under systemd: stop in order, start in reverse, and see each one active as
 * another process. A start that systemd calls done is not yet a success: a service of the type {@code simple} counts as
 * started before its program has run at all, so all are looked at once more a moment later. Kept between the attempts of
 * the epoch, so that only what failed is tried again. One thread at a time.
 */
final class SystemdRestart {
    /** As long as supervisord's {@code startsecs} by default. */
    private static final long SETTLE_MILLIS = 1000;
    /** Services that have a main process for as long as they are active (systemd.service(5)). */
    private static final Set<String> WITH_PROCESS = Set.of("simple", "exec", "notify", "notify-reload", "dbus", "idle");

    private final Decision decision;
    private final List<String> inStopOrder;
    private final EpochGuard guard;
    private final Systemctl systemctl;
    /** What was active at the first look and is to be replaced. */
    private final Map<String, Unit> toReplace = new HashMap<>();
    /** What was no different after the start may be an old one: how each unit was at the first look. */
    private final Map<String, Unit> before = new HashMap<>();

    private final Set<String> stopped = new HashSet<>();

    SystemdRestart(Decision decision, List<String> inStopOrder, EpochGuard guard, Systemctl systemctl) {
        this.decision = decision;
        this.inStopOrder = List.copyOf(inStopOrder);
        this.guard = guard;
        this.systemctl = systemctl;
    }

    Decision decision() {
        return decision;
    }

    /**
     * One attempt.
     *
     * @param stale tells of a living unit whether it must be replaced
     * @param written when the file that the units read was last written
     * @param timeout of each stop, and of each start
     * @throws StepFailedException naming the unit and how it is
     */
    void attempt(Predicate<Unit> stale, Optional<Instant> written, Duration timeout) throws InterruptedException {
        if (before.isEmpty()) {
            look(stale);
        }
        for (String name : inStopOrder) {
            if (toReplace.containsKey(name) && stopped.add(name)) {
                stop(name, timeout);
                HaltPoint.at("first-stopped", decision.epoch());
            }
        }
        HaltPoint.at("all-stopped", decision.epoch());
        boolean any = false;
        for (int i = inStopOrder.size() - 1; i >= 0; i--) {
            any |= start(inStopOrder.get(i), written, timeout);
            HaltPoint.at("first-started", decision.epoch());
        }
        if (any) {
            List<Unit> started = systemctl.show(inStopOrder);
            Thread.sleep(SETTLE_MILLIS);
            List<Unit> settled = systemctl.show(inStopOrder);
            for (int i = 0; i < settled.size(); i++) {
                require(settled.get(i));
                stays(started.get(i), settled.get(i));
            }
        }
    }

    private void look(Predicate<Unit> stale) throws InterruptedException {
        List<Unit> units = systemctl.show(inStopOrder);
        units.forEach(SystemdRestart::mustExist);
        for (Unit unit : units) {
            if (unit.alive() && stale.test(unit)) {
                toReplace.put(unit.name(), unit);
            }
        }
        units.forEach(unit -> before.put(unit.name(), unit));
    }

    private static void mustExist(Unit unit) {
        if (unit.load().equals("not-found")) {
            throw new StepFailedException(
                    "systemd has no unit " + unit.name() + "; right: a name as systemctl list-units shows it");
        }
        if (!unit.load().equals("loaded")) {
            throw new StepFailedException(unit.name() + " cannot be started: it is " + Printable.of(unit.load()));
        }
    }

    private void stop(String name, Duration timeout) throws InterruptedException {
        guard.require(decision.group(), decision.epoch());
        try {
            systemctl.stop(name, timeout);
            Unit unit = systemctl.show(name);
            if (unit.alive()) {
                throw new StepFailedException(name + " did not stop: it is " + unit.words());
            }
        } catch (StepFailedException e) {
            stopped.remove(name);
            throw e;
        }
    }

    /** Whether there was anything to start. */
    private boolean start(String name, Optional<Instant> written, Duration timeout) throws InterruptedException {
        Unit unit = systemctl.show(name);
        if (unit.is("active") && isNew(unit)) {
            return false;
        }
        guard.require(decision.group(), decision.epoch());
        if (unit.is("failed")) {
            systemctl.resetFailed(name);
        }
        WriteSecond.outlast(written);
        try {
            systemctl.start(name, timeout);
        } catch (StepFailedException e) {
            throw new StepFailedException(
                    name + " did not start: it is " + systemctl.show(name).words() + "; " + e.getMessage(), e);
        }
        require(systemctl.show(name));
        return true;
    }

    /** A task without {@code RemainAfterExit} is over when it is done. */
    private static boolean done(Unit unit) {
        return unit.type().equals("oneshot")
                && unit.is("inactive")
                && unit.result().equals("success");
    }

    private void require(Unit unit) {
        if (!unit.is("active") && !done(unit)) {
            throw new StepFailedException(unit.name() + " is " + unit.words() + ", not active");
        }
        if (WITH_PROCESS.contains(unit.type()) && unit.pid() == 0) {
            throw new StepFailedException(unit.name() + " is active without a main process");
        }
        if (!isNew(unit)) {
            throw new StepFailedException(unit.name() + " is as it was"
                    + (unit.pid() == 0 ? "" : " with pid " + unit.pid()) + ", not restarted");
        }
    }

    /** One that systemd itself starts again and again is active at every moment one looks. */
    private static void stays(Unit started, Unit settled) {
        if (!started.invocation().equals(settled.invocation()) || started.pid() != settled.pid()) {
            throw new StepFailedException(settled.name() + " does not stay up: it was started again as pid "
                    + settled.pid() + " within a second");
        }
    }

    /** Where there is a main process it must be another; else the start must. What was left alone is as new as is wanted. */
    private boolean isNew(Unit unit) {
        Unit old = toReplace.get(unit.name());
        if (old == null) {
            Unit idle = before.get(unit.name());
            return idle.alive() || !idle.invocation().equals(unit.invocation()) || unit.pid() != 0;
        }
        boolean process = old.pid() != 0 && unit.pid() != 0;
        return process ? old.pid() != unit.pid() : !old.invocation().equals(unit.invocation());
    }

    /** Started in the second of {@code modified} or before: it may have read the old file. */
    static Predicate<Unit> startedBefore(Instant modified) {
        return unit -> unit.started()
                .map(at -> at.getEpochSecond() <= modified.getEpochSecond())
                .orElse(true);
    }
}
