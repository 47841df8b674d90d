package dev.detour.act;

import dev.detour.config.Settings;
import dev.detour.config.Settings.Restart;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether a group's application could be restarted now. Asks each time, and changes nothing; callers cache. */
public final class RestartCheck {
    private final Supplier<Settings> settings;
    private final Systemctl systemctl;
    private final FleetCheck fleetCheck = new FleetCheck();

    public RestartCheck(Supplier<Settings> settings) {
        this(settings, Systemctl.OF_SYSTEM);
    }

    RestartCheck(Supplier<Settings> settings, Systemctl systemctl) {
        this.settings = settings;
        this.systemctl = systemctl;
    }

    /** Why the group's application could not be restarted now; empty when it could, or the group restarts nothing. */
    public Optional<String> ailment(String group) throws InterruptedException {
        Restart restart = restart(group);
        if (restart instanceof Restart.Exec exec
                && !ProcessRunner.exists(exec.argv().get(0))) {
            return Optional.of("command not found: " + Printable.of(exec.argv().get(0)));
        }
        if (restart instanceof Restart.Supervisor supervisor) {
            return supervisorAilment(supervisor);
        }
        if (restart instanceof Restart.Systemd systemd) {
            return systemdAilment(systemd);
        }
        return restart instanceof Restart.Ssh ssh ? fleetCheck.ailment(ssh) : Optional.empty();
    }

    private Optional<String> systemdAilment(Restart.Systemd how) throws InterruptedException {
        try {
            return systemctl.show(how.units()).stream()
                    .filter(unit -> !unit.load().equals("loaded"))
                    .findFirst()
                    .map(unit -> "systemd cannot start " + unit.name() + ": it is " + Printable.of(unit.load()));
        } catch (StepFailedException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Optional<String> supervisorAilment(Restart.Supervisor how) throws InterruptedException {
        try {
            Supervisord supervisord = Supervisord.find(how.addresses());
            List<String> known = supervisord.programs().stream()
                    .map(Supervisord.Program::name)
                    .toList();
            List<String> missing = how.programs().stream()
                    .map(Supervisord::full)
                    .filter(p -> !known.contains(p))
                    .toList();
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.of("supervisord at " + supervisord + " has no program " + String.join(", ", missing)
                            + "; it has " + String.join(", ", known));
        } catch (StepFailedException e) {
            return Optional.of(e.getMessage());
        } catch (IOException e) {
            return Optional.of("supervisord: " + Supervisord.words(e));
        }
    }

    private Restart restart(String group) {
        return settings.get().restart(group);
    }
}
