package dev.detour.config;

import static dev.detour.config.Reading.effective;
import static dev.detour.config.Reading.problems;
import static dev.detour.config.Reading.settings;
import static dev.detour.config.Reading.warnings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.Settings.Restart;
import dev.detour.decision.GroupRules;
import dev.detour.decision.GroupRules.AllDown;
import dev.detour.decision.GroupRules.Mode;
import dev.detour.decision.GroupRules.Scope;
import dev.detour.decision.GroupRules.StepRule;
import dev.detour.decision.Region;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Seed1Test {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void setUp() {
        environment.put(
                "EXT_CLOUD_FAILOVER_LIST", "NAM=cloud.nam.ext.com, EU=cloud.eu.ext.com,APAC=cloud.apac.ext.com");
        environment.put("CONNECTION_KEEPALIVE_ORG_ID", "org-1");
        environment.put("CONNECTION_KEEPALIVE_TXN_ID", "txn-2");
    }

    private Loaded load() {
        return new Reading(folder).environment(environment);
    }

    @Test
    void isTheGroupOfTheContract() {
        Settings settings = settings(load());

        GroupRules rules = settings.group("ext-cloud").orElseThrow().rules();
        assertThat(rules.mode()).isEqualTo(Mode.AUTO);
        assertThat(rules.scope()).isEqualTo(Scope.ACTIVE);
        assertThat(rules.regions()).extracting(Region::name).containsExactly("NAM", "EU", "APAC");
        assertThat(rules.regions().get(1).target()).isEqualTo("cloud.eu.ext.com");
        assertThat(rules.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(rules.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(rules.outage()).isEqualTo(Duration.ofMinutes(4));
        assertThat(rules.allDown()).isEqualTo(AllDown.HOLD);
        assertThat(rules.canary()).isFalse();
        assertThat(rules.steps()).extracting(StepRule::name).containsExactly("write-env", "restart", "verify");
        assertThat(settings.data()).isEqualTo(Path.of("/opt/application/tmp/detour"));
        assertThat(settings.service()).isEqualTo("ext_cloud_outage_handler");
        assertThat(settings.http().optional()).isTrue();
    }

    @Test
    void probesTheLookupThroughTheTunnel() {
        Settings.Probe probe = settings(load()).groups().get(0).probe();

        assertThat(probe.urls().values())
                .containsOnly(URI.create("https://localhost:8443/v2/org-1/cloudlookup/txn-2"))
                .hasSize(3);
        assertThat(probe.candidateUrls().get("EU")).isEqualTo(URI.create("tcp://cloud.eu.ext.com:443"));
        assertThat(probe.headers())
                .containsExactly(
                        Map.entry("X-SIG-Sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        assertThat(probe.tls().verify()).isFalse();
        assertThat(probe.refusedIsUnknown()).isTrue();
        assertThat(probe.acceptStatus().pattern()).isEqualTo("^200$");
    }

    @Test
    void writesAndRestartsWhatTheSeedDid() {
        Settings.Group group = settings(load()).groups().get(0);

        assertThat(group.envFile().orElseThrow().path()).isEqualTo(Path.of("/opt/application/tmp/ext_cloud.env"));
        assertThat(group.envFile().orElseThrow().export()).isTrue();
        assertThat(List.copyOf(group.envFile().orElseThrow().variables().entrySet()))
                .isEqualTo(List.of(Map.entry("EXT_CLOUD", "{target}"), Map.entry("EXT_REGION", "{region}")));
        assertThat(group.restart())
                .isEqualTo(new Restart.Supervisor(
                        List.of(
                                URI.create("unix:///opt/application/run/supervisor.sock"),
                                URI.create("unix:///run/supervisor.sock"),
                                URI.create("unix:///var/run/supervisor.sock")),
                        List.of("app:application", "app:cloud-client", "app:stunnel")));
        assertThat(group.outageLine())
                .contains("Waited for 4 min. Application restarting due to failure with Ext Cloud: {target}");
    }

    @Test
    void theOutageLineHasWholeMinutesElseTheConfiguredDuration() {
        environment.put("DETOUR_GROUP_EXT_CLOUD_OUTAGE", "90s");
        assertThat(settings(load()).groups().get(0).outageLine().orElseThrow()).startsWith("Waited for 90s. ");
        environment.put("DETOUR_GROUP_EXT_CLOUD_OUTAGE", "1h");
        assertThat(settings(load()).groups().get(0).outageLine().orElseThrow()).startsWith("Waited for 60 min. ");
    }

    @Test
    void supervisordsOwnVariableIsItsAddress() {
        environment.put("SUPERVISOR_SERVER_URL", "unix:///tmp/s.sock");
        Loaded loaded = load();

        var restart = (Restart.Supervisor) settings(loaded).groups().get(0).restart();
        assertThat(restart.addresses()).containsExactly(URI.create("unix:///tmp/s.sock"));
        assertThat(effective(loaded, "detour.group.ext-cloud.restart.supervisor")
                        .origin())
                .hasToString("preset seed 1 (SUPERVISOR_SERVER_URL)");
        assertThat(effective(loaded, "detour.group.ext-cloud.probe.timeout").origin())
                .hasToString("preset seed 1");
    }

    @Test
    void theIdentifiersMayBePrefixed() {
        environment.put("EXT_CLOUD_CONNECTION_KEEPALIVE_TXN_ID", environment.remove("CONNECTION_KEEPALIVE_TXN_ID"));

        assertThat(settings(load()).groups().get(0).probe().urls()).containsKey("NAM");
    }

    @Test
    void bothIdentifiersAreNeeded() {
        String form =
                "; set both CONNECTION_KEEPALIVE_ORG_ID and CONNECTION_KEEPALIVE_TXN_ID (or both prefixed EXT_CLOUD_)";
        environment.remove("CONNECTION_KEEPALIVE_TXN_ID");
        assertThat(problems(load())).containsExactly("environment: CONNECTION_KEEPALIVE_TXN_ID: not set" + form);
        environment.put("CONNECTION_KEEPALIVE_ORG_ID", " ");
        assertThat(problems(load()))
                .containsExactly(
                        "environment: CONNECTION_KEEPALIVE_ORG_ID, CONNECTION_KEEPALIVE_TXN_ID: not set" + form);
    }

    @Test
    void anIdentifierThatWouldChangeTheUrlIsRefused() {
        environment.put("CONNECTION_KEEPALIVE_ORG_ID", "a/../b");

        assertThat(problems(load()))
                .containsExactly("environment: CONNECTION_KEEPALIVE_ORG_ID=a/../b: cannot stand in a URL;"
                        + " write letters, digits and - . _ ~ without blanks");
    }

    @Test
    void aWrongListIsToldByItsVariable() {
        environment.put("EXT_CLOUD_FAILOVER_LIST", "NAM");
        assertThat(problems(load()))
                .containsExactly("environment: EXT_CLOUD_FAILOVER_LIST=NAM: \"NAM\" has no =target;"
                        + " write NAME=target,NAME=target with names [A-Za-z0-9_-]{1,32}");
        environment.put("EXT_CLOUD_FAILOVER_LIST", "");
        assertThat(problems(load()))
                .containsExactly("environment: EXT_CLOUD_FAILOVER_LIST=: an empty list;"
                        + " write NAME=target,NAME=target with names [A-Za-z0-9_-]{1,32}");
    }

    @Test
    void theRegionGoesFirstAndTheOthersKeepTheirOrder() {
        Sources sources = Sources.of(folder, environment);

        assertThat(settings(Configuration.load(sources.withRegion("APAC")))
                        .groups()
                        .get(0)
                        .rules()
                        .regions())
                .extracting(Region::name)
                .containsExactly("APAC", "NAM", "EU");
        assertThatThrownBy(() -> Configuration.load(sources.withRegion("APA")))
                .isInstanceOf(UnknownRegion.class)
                .hasMessage("--region APA: no such region; known are NAM, EU, APAC; did you mean APAC?");
    }

    @Test
    void everyValueCanBeOverridden() {
        new Reading(folder).write("application.properties", """
                        detour.group.ext-cloud.probe.url=https://localhost:9443/x
                        detour.group.ext-cloud.env-file=app/ext_cloud.env
                        detour.group.ext-cloud.probe.header.x-sig-sha256=other
                        detour.http.port=8000
                        """);
        environment.remove("CONNECTION_KEEPALIVE_ORG_ID");
        environment.remove("CONNECTION_KEEPALIVE_TXN_ID");
        Settings settings = settings(load());

        Settings.Group group = settings.groups().get(0);
        assertThat(group.probe().urls()).containsEntry("EU", URI.create("https://localhost:9443/x"));
        assertThat(group.probe().headers()).containsExactly(Map.entry("x-sig-sha256", "other"));
        assertThat(group.envFile().orElseThrow().path()).isEqualTo(folder.resolve("app/ext_cloud.env"));
        assertThat(settings.data()).isEqualTo(folder.resolve("app/detour"));
        assertThat(settings.http().optional()).isFalse();
    }

    /** State goes below the env file's folder by this preset, and with it that folder is made. */
    @Test
    void doesNotAskForAFolderThatTheStartMakes() {
        var missing = folder.resolve("missing");
        environment.put("DETOUR_GROUP_EXT_CLOUD_ENV_FILE", missing + "/ext_cloud.env");

        assertThat(warnings(load())).noneMatch(warning -> warning.contains("does not exist"));
    }

    @Test
    void warnsOnlyOfWhatIsSo() {
        var missing = folder.resolve("missing");
        environment.put("DETOUR_DATA", folder.resolve("data").toString());
        environment.put("DETOUR_GROUP_EXT_CLOUD_ENV_FILE", missing + "/ext_cloud.env");

        assertThat(warnings(load()))
                .containsExactlyInAnyOrder(
                        "environment: detour.group.ext-cloud.notify: empty: nobody is told; write for example webhook",
                        "environment: DETOUR_GROUP_EXT_CLOUD_ENV_FILE=" + missing + "/ext_cloud.env: the folder "
                                + missing + " does not exist; make it");
    }
}
