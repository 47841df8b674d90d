package dev.detour.config;

import dev.detour.config.Settings.EnvFile;
import dev.detour.config.Settings.Restart;
import dev.detour.decision.GroupRules;
import dev.detour.decision.GroupRules.Mode;
import dev.detour.decision.GroupRules.StepRule;
import dev.detour.decision.Region;
import dev.detour.decision.Region.Role;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one group. */
final class GroupReader {
    private static final Duration RESTART_BACKSTOP = Duration.ofMinutes(10);
    private static final Duration SUPERVISOR_BACKSTOP = Duration.ofDays(1);
    private static final Set<String> OURS = Set.of("write-env", "restart", "verify");

    private final Values values;
    private final Report report;
    private final String group;
    private final Map<String, String> regions;

    /** @param regions targets by name, in the order in force */
    GroupReader(Values values, Report report, String group, Map<String, String> regions) {
        this.values = values;
        this.report = report;
        this.group = group;
        this.regions = regions;
    }

    Settings.Group read() {
        Settings.Probe probe = new ProbeReader(values, report, group, regions).read();
        List<URI> canary = values.find(Keys.CANARY, group).orElse(List.of());
        Optional<EnvFile> envFile = new EnvFileReader(values, report, group, regions).read();
        Restart restart = restart();
        checkWave(restart);
        List<String> notify = values.find(Keys.NOTIFY, group).orElse(List.of());
        checkNotify(notify);
        return new Settings.Group(
                rules(probe, !canary.isEmpty(), steps(envFile, restart)),
                probe,
                canary,
                envFile,
                restart,
                notify,
                values.find(Keys.OUTAGE_LINE, group).map(line -> line.replace("{outage}", outage())),
                throughput());
    }

    private Optional<Settings.Throughput> throughput() {
        Optional<URI> url = values.find(Keys.THROUGHPUT_URL, group);
        Duration interval = values.get(Keys.THROUGHPUT_INTERVAL, group);
        Duration delay = values.get(Keys.THROUGHPUT_DELAY, group);
        if (url.isPresent() && delay.compareTo(interval) >= 0) {
            report.warning(
                    values.shown(Keys.THROUGHPUT_DELAY, group),
                    "not shorter than " + Keys.THROUGHPUT_INTERVAL.at(group)
                            + ": a slow network holds the group for as long as it is slow",
                    "write a shorter time");
        }
        Optional<Path> file = values.path(Keys.THROUGHPUT_FILE, group);
        return url.flatMap(from -> file.map(to -> new Settings.Throughput(
                from,
                values.get(Keys.THROUGHPUT_MAX, group),
                interval,
                to,
                values.get(Keys.THROUGHPUT_MINIMUM, group),
                delay)));
    }

    private GroupRules rules(Settings.Probe probe, boolean canary, List<StepRule> steps) {
        var budget = values.get(Keys.MAX_SWITCHES, group);
        return new GroupRules(
                group,
                values.get(Keys.MODE, group),
                values.get(Keys.SCOPE, group),
                regions(),
                probe.interval(),
                probe.timeout(),
                values.get(Keys.OUTAGE, group),
                values.get(Keys.MIN_FAILURES, group),
                values.find(Keys.FAILURE_RATIO, group),
                values.get(Keys.RECOVERY, group),
                values.get(Keys.MIN_SUCCESSES, group),
                values.find(Keys.COOLDOWN, group).orElseGet(() -> values.get(Keys.OUTAGE, group)),
                budget.count(),
                budget.window(),
                values.get(Keys.ALL_DOWN, group),
                values.get(Keys.CHOOSE, group),
                values.get(Keys.FAILBACK, group),
                values.get(Keys.FAILBACK_HOLD, group),
                steps,
                values.get(Keys.VERIFY_TIMEOUT, group),
                values.get(Keys.VERIFY_TRIES, group),
                canary,
                values.get(Keys.ACT_DELAY, group));
    }

    private List<Region> regions() {
        var read = new ArrayList<Region>();
        regions.forEach((name, target) -> read.add(new Region(name, target, values.get(Keys.ROLE, group, name))));
        if (read.stream().allMatch(r -> r.role() == Role.NEVER)) {
            Value last =
                    values.shown(Keys.ROLE, group, read.get(read.size() - 1).name());
            report.problem(last, "every region of the group has the role never", "give one of them another role");
        }
        return read;
    }

    /** In the words of the seed: whole minutes as {@code 4 min}, else as configured. */
    private String outage() {
        var outage = values.get(Keys.OUTAGE, group);
        return outage.toMillis() % 60_000 == 0
                ? outage.toMinutes() + " min"
                : values.text(Keys.OUTAGE.at(group)).orElse("");
    }

    private Restart restart() {
        String how = values.get(Keys.RESTART, group);
        return switch (how) {
            case "supervisor" ->
                new Restart.Supervisor(
                        need(Keys.SUPERVISOR, "unix:///run/supervisor.sock"),
                        need(Keys.PROGRAMS, "app:web,app:worker"));
            case "exec" -> new Restart.Exec(need(Keys.COMMAND, "/usr/bin/systemctl restart app"));
            case "systemd" -> new Restart.Systemd(need(Keys.UNITS, "app.service,tunnel.service"));
            case "ssh" -> new FleetReader(values, report, group).read();
            default -> new Restart.None();
        };
    }

    private <T> List<T> need(Key<List<T>> key, String example) {
        return need(values, report, group, key, example).orElse(List.of());
    }

    /** A key without which the group's kind of restart cannot work. */
    static <T> Optional<T> need(Values values, Report report, String group, Key<T> key, String example) {
        if (!values.isGiven(key, group)) {
            Value restart = values.shown(Keys.RESTART, group);
            report.problem(restart, "needs " + key.at(group), "write for example " + key.at(group) + "=" + example);
        }
        return values.find(key, group);
    }

    private void checkWave(Restart restart) {
        if (!(restart instanceof Restart.Ssh) && values.isGiven(Keys.WAVE, group)) {
            report.warning(values.shown(Keys.WAVE, group), "only restart=ssh has hosts to count", "remove it");
        }
    }

    /** Steps of ours that have nothing to do are left out, unless they were asked for: their route may be the user's own. */
    private List<StepRule> steps(Optional<EnvFile> envFile, Restart restart) {
        var names = new ArrayList<>(values.get(Keys.STEPS, group));
        boolean noFile = envFile.isEmpty() && !values.isGiven(Keys.ENV_FILE, group);
        boolean noRestart = restart instanceof Restart.None;
        if (!values.isGiven(Keys.STEPS, group)) {
            names.removeIf(step -> (step.equals("write-env") && noFile) || (step.equals("restart") && noRestart));
        }
        if (noFile && noRestart && OURS.containsAll(names)) {
            names.clear();
        }
        if (names.isEmpty() && values.get(Keys.MODE, group) != Mode.OBSERVE) {
            report.warning(
                    values.shown(Keys.REGIONS, group),
                    "this group decides but changes nothing",
                    "set " + Keys.ENV_FILE.at(group) + " or " + Keys.RESTART.at(group));
        }
        return names.stream().map(name -> step(name, restart)).toList();
    }

    private StepRule step(String name, Restart restart) {
        Duration timeout = values.get(Keys.STEP_TIMEOUT, group, name);
        return new StepRule(
                name,
                timeout,
                values.get(Keys.STEP_RETRIES, group, name),
                values.get(Keys.STEP_ON_FAILURE, group, name),
                name.equals("restart") ? restartLimit(timeout, restart) : timeout);
    }

    /**
     * A restart keeps its own, finer deadlines, after a wait of one {@code timeout} for another group that restarts the
     * same; its limit lies beyond all of them together.
     */
    private static Duration restartLimit(Duration timeout, Restart restart) {
        if (restart instanceof Restart.Supervisor supervisor) {
            // A program gets never less than supervisord's own settings, which only the restart itself gets to know.
            int stopsAndStarts = 2 * Math.max(1, supervisor.programs().size());
            return timeout.multipliedBy(1 + stopsAndStarts).plus(SUPERVISOR_BACKSTOP);
        }
        if (restart instanceof Restart.Systemd systemd) {
            int stopsAndStarts = 2 * Math.max(1, systemd.units().size());
            return timeout.multipliedBy(1 + stopsAndStarts).plus(RESTART_BACKSTOP);
        }
        if (restart instanceof Restart.Ssh ssh) {
            int waves = ssh.wave().waves(ssh.hosts().size());
            int rounds = waves * (1 + ssh.wave().of(ssh.hosts().size()) / Restart.Ssh.AT_ONCE);
            return timeout.multipliedBy(1 + rounds).plus(RESTART_BACKSTOP);
        }
        int turns = restart instanceof Restart.Exec ? 2 : 1;
        return timeout.multipliedBy(turns).plusSeconds(10);
    }

    private void checkNotify(List<String> notify) {
        if (notify.isEmpty() && values.text(Keys.NOTIFY.at(group)).orElse("").isBlank()) {
            Value place = values.isGiven(Keys.NOTIFY, group)
                    ? values.shown(Keys.NOTIFY, group)
                    : values.shown(Keys.REGIONS, group);
            report.warning(place.origin(), Keys.NOTIFY.at(group), "empty: nobody is told", "write for example webhook");
        }
        if (notify.contains("webhook") && !values.isGiven(Keys.WEBHOOK)) {
            report.problem(
                    values.shown(Keys.NOTIFY, group),
                    "needs " + Keys.WEBHOOK.pattern(),
                    "write for example " + Keys.WEBHOOK.pattern() + "=https://hooks.example.com/services/T0/B0");
        }
        if (notify.contains("exec") && !values.isGiven(Keys.NOTIFY_COMMAND)) {
            report.problem(
                    values.shown(Keys.NOTIFY, group),
                    "needs " + Keys.NOTIFY_COMMAND.pattern(),
                    "write for example " + Keys.NOTIFY_COMMAND.pattern() + "=/usr/local/bin/page-someone");
        }
        if (notify.contains("datadog") && !values.isGiven(Keys.DATADOG_KEY) && !values.isGiven(Keys.DATADOG_AGENT)) {
            report.problem(
                    values.shown(Keys.NOTIFY, group),
                    "needs " + Keys.DATADOG_KEY.pattern() + " or " + Keys.DATADOG_AGENT.pattern(),
                    "set DD_API_KEY, or DD_AGENT_HOST for an agent beside Detour");
        }
    }

    /** Puts the region of the command line first and keeps the others' order. */
    static Map<String, String> inOrder(Map<String, String> regions, Optional<String> first) {
        var ordered = new LinkedHashMap<String, String>();
        first.filter(regions::containsKey).ifPresent(region -> ordered.put(region, regions.get(region)));
        regions.forEach(ordered::putIfAbsent);
        return ordered;
    }
}
