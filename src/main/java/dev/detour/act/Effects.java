package dev.detour.act;

import dev.detour.config.Settings;
import dev.detour.config.Settings.Restart;
import dev.detour.control.Groups;
import dev.detour.decision.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The outside as it is: env files, programs, whether we could act. Asks supervisord each time; callers cache. */
public final class Effects {
    /** The state shown for a program whose supervisord does not answer. */
    public static final String UNREACHABLE = "UNREACHABLE";

    private final Supplier<Settings> settings;
    private final EnvFiles envFiles;

    public Effects(Supplier<Settings> settings, EnvFiles envFiles) {
        this.settings = settings;
        this.envFiles = envFiles;
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

    /** Why the group's application could not be restarted now; empty when it could, or the group restarts nothing. */
    public Optional<String> restartAilment(String group) throws InterruptedException {
        Restart restart = restart(group);
        if (restart instanceof Restart.Exec exec
                && !ProcessRunner.exists(exec.argv().get(0))) {
            return Optional.of("command not found: " + Printable.of(exec.argv().get(0)));
        }
        if (restart instanceof Restart.Supervisor supervisor) {
            return supervisorAilment(supervisor);
        }
        return Optional.empty();
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

    private List<Groups.Program> programs(String group) throws InterruptedException {
        if (!(restart(group) instanceof Restart.Supervisor how)) {
            return List.of();
        }
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
        return settings.get().group(group).map(Settings.Group::restart).orElse(new Restart.None());
    }
}
