package dev.detour.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.config.Settings.Restart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of restarts by SSH and systemd, of waves, and of the delay before acting. */
class FleetConfigurationTest {
    private static final String GROUP =
            "detour.groups=a\ndetour.group.a.regions=NAM=nam.example.com,EU=eu.example.com\n";

    @TempDir
    Path folder;

    private Reading reading;

    @BeforeEach
    void setUp() throws Exception {
        reading = new Reading(folder);
        Files.writeString(folder.resolve("key"), "x");
        Files.writeString(folder.resolve("known"), "x");
    }

    private Loaded read(String... lines) {
        var text = new StringBuilder(GROUP);
        for (String line : lines) {
            text.append("detour.group.a.").append(line).append('\n');
        }
        return reading.file(text.toString());
    }

    private Loaded ssh(String... more) {
        var lines = new java.util.ArrayList<>(List.of(
                "restart=ssh",
                "restart.ssh.user=deploy",
                "restart.ssh.key=key",
                "restart.ssh.known-hosts=known",
                "restart.ssh.command=sudo systemctl restart 'my app'"));
        lines.addAll(List.of(more));
        return read(lines.toArray(String[]::new));
    }

    private static List<String> problems(Loaded loaded) {
        return loaded.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void aFleetIsReadWhole() {
        Settings.Group group = ssh(
                        "restart.ssh.hosts= web1.example.com , WEB2:2222,[::1]:22",
                        "restart.ssh.env-file=/opt/app/region.env",
                        "env-file=local.env",
                        "variable.REGION={region}",
                        "restart.wave=50%",
                        "act-delay=30s")
                .settings()
                .orElseThrow()
                .group("a")
                .orElseThrow();
        assertThat(group.restart())
                .isEqualTo(new Restart.Ssh(
                        List.of(
                                new FleetHost("web1.example.com", 22),
                                new FleetHost("web2", 2222),
                                new FleetHost("::1", 22)),
                        "deploy",
                        folder.resolve("key"),
                        folder.resolve("known"),
                        List.of("sudo", "systemctl", "restart", "my app"),
                        Optional.of("/opt/app/region.env"),
                        new FleetWave(50, true)));
        assertThat(group.rules().actDelay()).isEqualTo(Duration.ofSeconds(30));
        assertThat(((Restart.Ssh) group.restart()).hosts()).hasToString("[web1.example.com, web2:2222, [::1]]");
        assertThat(group.rules().steps())
                .filteredOn(step -> step.name().equals("restart"))
                .allSatisfy(step ->
                        assertThat(step.limit()).isGreaterThan(step.timeout().multipliedBy(2)));
    }

    @Test
    void allThatIsMissingIsToldAtOnce() {
        assertThat(problems(read("restart=ssh")))
                .hasSize(5)
                .allMatch(p -> p.contains("restart=ssh: needs detour.group.a.restart.ssh."));
        assertThat(problems(ssh("restart.ssh.hosts=web1", "restart.ssh.env-file=/opt/x.env")))
                .singleElement()
                .asString()
                .contains("needs detour.group.a.env-file");
        assertThat(problems(ssh("restart.ssh.hosts=web1", "restart.ssh.env-file=x.env", "env-file=l", "variable.A=b")))
                .singleElement()
                .asString()
                .contains("not an absolute path of a file; write for example /opt/app/region.env");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web1,,web2 | an empty entry; write name or",
                "web1,web1:22 | web1 is given twice; write name or",
                "web1:0 | the port of web1 is out of range; write from 1 to 65535",
                "web1:99999 | the port of web1 is out of range; write from 1",
                "user@web1 | user@web1 is no host; write name or",
                "-oProxyCommand=x | -oProxyCommand=x is no host; write name or",
                "web 1 | an entry is no host; write name or"
            })
    void aHostThatIsNoneIsNamed(String hosts, String what) {
        assertThat(problems(ssh("restart.ssh.hosts=" + hosts)))
                .singleElement()
                .asString()
                .contains(what);
    }

    @ParameterizedTest
    @CsvSource({"0", "0%", "101%", "-1", "half", "1.5"})
    void aWaveThatIsNoneIsRefused(String wave) {
        assertThat(problems(ssh("restart.ssh.hosts=web1", "restart.wave=" + wave)))
                .singleElement()
                .asString()
                .contains("write a count such as 1, or a percentage such as 50%");
    }

    @Test
    void unitsNeedTheirSuffix() {
        assertThat(problems(read("restart=systemd", "restart.systemd.units=app")))
                .singleElement()
                .asString()
                .contains("\"app\" is no unit name; write unit names with their suffix, as app.service");
        assertThat(read("restart=systemd", "restart.systemd.units=app@1.service,tunnel.socket")
                        .settings()
                        .orElseThrow()
                        .group("a")
                        .orElseThrow()
                        .restart())
                .isEqualTo(new Restart.Systemd(List.of("app@1.service", "tunnel.socket")));
    }

    @Test
    void rootAndAWaveWithoutHostsAreWarnedOf() {
        assertThat(read(
                                "restart=ssh",
                                "restart.ssh.user=root",
                                "restart.ssh.hosts=web1",
                                "restart.ssh.key=key",
                                "restart.ssh.known-hosts=known",
                                "restart.ssh.command=x")
                        .warnings())
                .anyMatch(w -> w.toString().contains("cannot end what root runs"));
        assertThat(read("restart=systemd", "restart.systemd.units=a.service", "restart.wave=1")
                        .warnings())
                .anyMatch(w -> w.toString().contains("only restart=ssh has hosts to count"));
    }

    @ParameterizedTest
    @CsvSource({"1,false,5,1,5", "50,true,5,3,2", "100,true,5,5,1", "1,true,5,1,5", "9,false,5,5,1", "34,true,3,2,2"})
    void wavesAreRoundedUp(int share, boolean percent, int hosts, int size, int waves) {
        assertThat(new FleetWave(share, percent).of(hosts)).isEqualTo(size);
        assertThat(new FleetWave(share, percent).waves(hosts)).isEqualTo(waves);
    }
}
