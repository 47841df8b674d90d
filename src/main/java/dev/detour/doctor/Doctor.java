package dev.detour.doctor;

import dev.detour.act.EnvFiles;
import dev.detour.act.RestartCheck;
import dev.detour.config.Settings;
import dev.detour.config.Settings.Restart;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks, with the program's own eyes, at everything that a failover needs: the host, each group's env file, restarter,
 * regions and canaries. Writes nothing and restarts nothing. Group by group it waits as long as the restarter's own
 * patience, and a probe timeout for every sixteen regions and canaries, at most.
 */
public final class Doctor {
    private final Settings settings;
    private final EnvFiles envFiles;
    private final RestartCheck restartCheck;

    public Doctor(Settings settings) {
        this.settings = settings;
        this.envFiles = new EnvFiles(() -> settings, (group, epoch) -> true);
        this.restartCheck = new RestartCheck(() -> settings);
    }

    public List<Finding> look() {
        var findings = new ArrayList<>(new Host(settings).look());
        for (var group : settings.groups()) {
            findings.add(envFile(group));
            findings.add(restart(group));
            findings.addAll(new Neighbourhood(group).look());
            if (group.notifyRoutes().isEmpty()) {
                findings.add(Finding.note(group.name() + ": notify", "nobody is told of a decision"));
            }
        }
        return findings;
    }

    private Finding envFile(Settings.Group group) {
        var what = group.name() + ": env file";
        if (group.envFile().isEmpty()) {
            return Finding.note(what, "not configured");
        }
        return envFiles.ailment(group.name())
                .map(why -> Finding.problem(what, why, "see that Detour's user may write in its folder"))
                .orElseGet(() -> Finding.ok(what, group.envFile().get().path() + " can be written"));
    }

    private Finding restart(Settings.Group group) {
        var what = group.name() + ": restart";
        if (group.restart() instanceof Restart.None) {
            return Finding.note(what, "not configured");
        }
        try {
            return restartCheck
                    .ailment(group.name())
                    .map(why -> Finding.problem(what, why, todo(group.restart())))
                    .orElseGet(() -> Finding.ok(what, well(group.restart())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.problem(what, "interrupted", "ask again");
        }
    }

    private static String well(Restart restart) {
        if (restart instanceof Restart.Exec exec) {
            return "the command " + exec.argv().get(0) + " is there";
        }
        if (restart instanceof Restart.Systemd systemd) {
            return "systemd has " + String.join(", ", systemd.units());
        }
        if (restart instanceof Restart.Ssh ssh) {
            return "the key can be used, and " + ssh.hosts().size() + " known hosts answer; nobody logged in";
        }
        return restart instanceof Restart.Supervisor
                ? "supervisord answers, and knows the programs"
                : "could be done now";
    }

    private static String todo(Restart restart) {
        if (restart instanceof Restart.Supervisor) {
            return "see that supervisord runs, that its socket is open to Detour's user, and how the programs are called";
        }
        if (restart instanceof Restart.Systemd) {
            return "see how systemctl list-units calls it, and that Detour's user may restart it";
        }
        if (restart instanceof Restart.Ssh) {
            return "see what the sentence names: the key, the line of known hosts, or the host";
        }
        return restart instanceof Restart.Exec
                ? "install the command, or mend restart.command"
                : "see that Detour's user may reach it";
    }
}
