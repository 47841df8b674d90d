package dev.detour.config;

import dev.detour.config.Settings.Restart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads what {@code restart=ssh} needs. */
final class FleetReader {
    private final Values values;
    private final Report report;
    private final String group;

    FleetReader(Values values, Report report, String group) {
        this.values = values;
        this.report = report;
        this.group = group;
    }

    Restart read() {
        Optional<List<FleetHost>> hosts = need(Keys.SSH_HOSTS, "web1.example.com,web2.example.com:2222");
        Optional<String> user = need(Keys.SSH_USER, "deploy");
        if (user.filter("root"::equals).isPresent()) {
            report.warning(
                    values.shown(Keys.SSH_USER, group),
                    "an sshd cannot end what root runs when a newer decision comes",
                    "log in as a user of its own, who may restart the application with sudo");
        }
        Optional<Path> key = file(Keys.SSH_KEY, "/etc/detour/id_ed25519");
        Optional<Path> known = file(Keys.SSH_KNOWN_HOSTS, "/etc/detour/known_hosts");
        Optional<List<String>> command = need(Keys.SSH_COMMAND, "sudo systemctl restart app");
        Optional<String> envFile = values.find(Keys.SSH_ENV_FILE, group);
        if (envFile.isPresent() && !values.isGiven(Keys.ENV_FILE, group)) {
            report.problem(
                    values.shown(Keys.SSH_ENV_FILE, group),
                    "needs " + Keys.ENV_FILE.at(group),
                    "name the local file too: it says what the hosts are to have");
        }
        boolean whole =
                hosts.isPresent() && user.isPresent() && key.isPresent() && known.isPresent() && command.isPresent();
        return whole
                ? new Restart.Ssh(
                        hosts.get(),
                        user.get(),
                        key.get(),
                        known.get(),
                        command.get(),
                        envFile,
                        values.get(Keys.WAVE, group))
                : new Restart.None();
    }

    private <T> Optional<T> need(Key<T> key, String example) {
        return GroupReader.need(values, report, group, key, example);
    }

    private Optional<Path> file(Key<Path> key, String example) {
        Optional<Path> file = need(key, example).flatMap(given -> values.path(key, group));
        if (file.isPresent() && !Files.isReadable(file.get())) {
            String what = Files.exists(file.get()) ? "cannot be read" : "there is no such file";
            report.problem(values.shown(key, group), what, "name a readable file");
        }
        return file;
    }
}
