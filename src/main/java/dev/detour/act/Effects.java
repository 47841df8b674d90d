package dev.detour.act;

import dev.detour.config.Settings;
import dev.detour.config.Settings.Restart;
import dev.detour.control.Groups;
import dev.detour.decision.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The outside as it is: env files, programs. Asks supervisord and systemd each time; callers cache.
 * Of hosts it tells what the last restart made of them.
 */
public final class Effects {
    /** The state shown for a program whose supervisord does not answer. */
    public static final String UNREACHABLE = "UNREACHABLE";

    private final Supplier<Settings> settings;
    private final EnvFiles envFiles;
    private final Fleet fleet;
    private final Systemctl systemctl;

    public Effects(Supplier<Settings> settings, EnvFiles envFiles, Fleet fleet) {
        this(settings, envFiles, fleet, Systemctl.OF_SYSTEM);
    }

    Effects(Supplier<Settings> settings, EnvFiles envFiles, Fleet fleet, Systemctl systemctl) {
        this.settings = settings;
        this.envFiles = envFiles;
        this.fleet = fleet;
        this.systemctl = systemctl;
    }

    /**
     * What can be seen of the group's last decision.
     *
     * @param decision the group's last; without one nothing can match
     * @return times by the wall clock
     */
    public Groups.EffectView look(String group, Optional<Decision> decision) throws InterruptedException {
        boolean writable = envFiles.ailment(group).isEmpty();
        return new Groups.EffectView(
                envFiles.path(group).map(Path::toString).orElse(null),
                decision.map(envFiles::matches).orElse(false),
                writable,
                envFiles.modified(group).orElse(null),
                programs(group));
    }

    private List<Groups.Program> programs(String group) throws InterruptedException {
        Restart restart = restart(group);
        if (restart instanceof Restart.Systemd systemd) {
            return units(systemd);
        }
        if (restart instanceof Restart.Ssh) {
            return hosts(group);
        }
        return restart instanceof Restart.Supervisor supervisor ? programs(supervisor) : List.of();
    }

    private List<Groups.Program> hosts(String group) {
        return fleet.states(group).entrySet().stream()
                .map(host -> new Groups.Program(
                        host.getKey().toString(),
                        host.getValue().state(),
                        0,
                        host.getValue().at()))
                .toList();
    }

    private List<Groups.Program> units(Restart.Systemd how) throws InterruptedException {
        try {
            return systemctl.show(how.units()).stream()
                    .map(unit -> new Groups.Program(
                            unit.name(),
                            Printable.of(unit.active().toUpperCase(Locale.ROOT)),
                            unit.pid(),
                            unit.alive() ? unit.started().orElse(null) : null))
                    .toList();
        } catch (StepFailedException e) {
            return how.units().stream()
                    .map(unit -> new Groups.Program(unit, UNREACHABLE, 0, null))
                    .toList();
        }
    }

    private static List<Groups.Program> programs(Restart.Supervisor how) throws InterruptedException {
        List<Groups.Program> seen = new ArrayList<>();
        try {
            for (Supervisord.Program program : Supervisord.find(how.addresses()).programs()) {
                seen.add(new Groups.Program(
                        program.name(),
                        program.state().name(),
                        program.pid(),
                        program.pid() == 0 ? null : program.startedAt()));
            }
        } catch (IOException | StepFailedException e) {
            seen.clear();
        }
        return how.programs().stream().map(p -> pick(p, seen)).toList();
    }

    private static Groups.Program pick(String name, List<Groups.Program> seen) {
        String missing = seen.isEmpty() ? UNREACHABLE : Supervisord.State.UNKNOWN.name();
        return seen.stream()
                .filter(p -> p.name().equals(Supervisord.full(name)))
                .findFirst()
                .orElse(new Groups.Program(name, missing, 0, null));
    }

    private Restart restart(String group) {
        return settings.get().restart(group);
    }
}
