package dev.detour.doctor;

import dev.detour.act.EnvFiles;
import dev.detour.act.RestartCheck;
import dev.detour.config.Settings;
import dev.detour.config.Settings.Restart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Looks, with the program's own eyes, at everything that a failover needs: the host, each group's env file, restarter,
 * regions and canaries. Writes nothing, restarts nothing, and waits no longer than the longest probe timeout and the
 * restarter's own patience.
 */
public final class Doctor {
    private final Settings settings;
    private final Map<String, String> environment;
    private final EnvFiles envFiles;
    private final RestartCheck restartCheck;

    /** @param environment the variables, for what is configured by them alone */
    public Doctor(Settings settings, Map<String, String> environment) {
        this.settings = settings;
        this.environment = environment;
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
        findings.add(datadog());
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
        if (restart instanceof Restart.Supervisor) {
            return "supervisord answers, and knows the programs";
        }
        return restart instanceof Restart.Systemd
                ? "systemd answers, and knows the units"
                : "every host greets, and its key is known";
    }

    private static String todo(Restart restart) {
        if (restart instanceof Restart.Exec) {
            return "install the command, or mend restart.command";
        }
        if (restart instanceof Restart.Supervisor) {
            return "see that supervisord runs, that its socket is open to Detour's user, and how the programs are called";
        }
        return restart instanceof Restart.Systemd
                ? "see that systemctl is to be had by Detour's user, and how the units are called"
                : "see that the hosts run, and that restart.ssh.known-hosts names their keys";
    }

    private Finding datadog() {
        var key = environment.getOrDefault("DD_API_KEY", "");
        var agent = environment.getOrDefault("DD_AGENT_HOST", "");
        return key.isBlank() && agent.isBlank()
                ? Finding.note("datadog", "not configured")
                : Finding.note("datadog", "configured, but this version sends nothing there");
    }
}
