package dev.detour.config;

import static dev.detour.config.Reading.ONE_GROUP;
import static dev.detour.config.Reading.effective;
import static dev.detour.config.Reading.problems;
import static dev.detour.config.Reading.settings;
import static dev.detour.config.Reading.warnings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.Settings.EnvFile;
import dev.detour.config.Settings.Http;
import dev.detour.config.Settings.Restart;
import dev.detour.config.Settings.Tls;
import dev.detour.decision.GroupRules;
import dev.detour.decision.GroupRules.AllDown;
import dev.detour.decision.GroupRules.Failback;
import dev.detour.decision.GroupRules.FailureRatio;
import dev.detour.decision.GroupRules.Mode;
import dev.detour.decision.GroupRules.OnFailure;
import dev.detour.decision.GroupRules.Scope;
import dev.detour.decision.GroupRules.StepRule;
import dev.detour.decision.Region;
import dev.detour.decision.Region.Role;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
    @TempDir
    Path folder;

    private Reading reading;

    @BeforeEach
    void setUp() {
        reading = new Reading(folder);
    }

    @Test
    void aServiceWithoutUpstreamsIsAWarningThatNamesTheirKey() {
        var loaded = reading.file("detour.gateway.a.upstreams=http://a\ndetour.gateway.b.attempts=3\n");

        assertThat(loaded.settings()).isPresent();
        assertThat(Reading.warnings(loaded))
                .containsExactly("application.properties:2: detour.gateway.b.upstreams: missing, so every call of"
                        + " service b is answered 404 \"No services registered.\"; write for example"
                        + " detour.gateway.b.upstreams=https://one.example.com");
    }

    @Test
    void hasTheDefaultsOfTheContract() {
        Settings settings = settings(reading.file(ONE_GROUP));

        assertThat(settings.http())
                .isEqualTo(new Http("127.0.0.1", 8000, false, Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(settings.data()).isEqualTo(folder.resolve("data"));
        assertThat(settings.routes()).isEmpty();
        assertThat(settings.service()).isEqualTo("ext_cloud_outage_handler");
        assertThat(settings.heartbeat()).isEmpty();
        assertThat(settings.startRegion()).isEmpty();
        Settings.Group group = settings.groups().get(0);
        assertThat(group.rules())
                .isEqualTo(new GroupRules(
                        "a",
                        Mode.AUTO,
                        Scope.ALL,
                        List.of(
                                new Region("NAM", "cloud.nam.ext.com", Role.PREFERRED),
                                new Region("EU", "cloud.eu.ext.com", Role.PREFERRED)),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(4),
                        3,
                        Optional.empty(),
                        Duration.ofMinutes(1),
                        3,
                        Duration.ofMinutes(4),
                        3,
                        Duration.ofHours(1),
                        AllDown.HOLD,
                        "order",
                        Failback.MANUAL,
                        Duration.ofMinutes(30),
                        List.of(),
                        Duration.ofMinutes(2),
                        2,
                        false,
                        Duration.ZERO));
        assertThat(group.canary()).isEmpty();
        assertThat(group.envFile()).isEmpty();
        assertThat(group.restart()).isEqualTo(new Restart.None());
        assertThat(group.notifyRoutes()).isEmpty();
        assertThat(group.outageLine()).isEmpty();
        assertThat(group.throughput()).isEmpty();
        hasTheDefaultProbe(group.probe());
    }

    private static void hasTheDefaultProbe(Settings.Probe probe) {
        assertThat(probe.urls())
                .containsExactly(
                        Map.entry("NAM", URI.create("https://cloud.nam.ext.com/")),
                        Map.entry("EU", URI.create("https://cloud.eu.ext.com/")));
        assertThat(probe.candidateUrls()).isEmpty();
        assertThat(probe.method()).isEqualTo("GET");
        assertThat(probe.body()).isEmpty();
        assertThat(probe.headers()).isEmpty();
        assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(probe.jitterPercent()).isEqualTo(10);
        assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(probe.acceptStatus().pattern()).isEqualTo("^2[0-9][0-9]$");
        assertThat(probe.expectBody()).isEmpty();
        assertThat(probe.maxLatency()).isEmpty();
        assertThat(probe.maxBodyBytes()).isEqualTo(65_536);
        assertThat(probe.refusedIsUnknown()).isFalse();
        assertThat(probe.followRedirects()).isFalse();
        assertThat(probe.proxy()).isEmpty();
        assertThat(probe.tls()).isEqualTo(new Tls(true, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void mapsEveryKey() throws Exception {
        Files.createDirectory(folder.resolve("my-routes"));
        Loaded loaded = reading.file(EVERY_KEY);
        Settings settings = settings(loaded);

        assertThat(settings.http())
                .isEqualTo(new Http(
                        "0.0.0.0", 9000, false, Optional.of("a-long-token"), Optional.empty(), Optional.empty()));
        assertThat(settings.data()).isEqualTo(folder.resolve("state"));
        assertThat(settings.routes()).contains(folder.resolve("my-routes"));
        assertThat(settings.service()).isEqualTo("my service");
        assertThat(settings.heartbeat()).contains(URI.create("https://beat.example.com/x"));
        Settings.Group group = settings.group("a").orElseThrow();
        assertThat(group.rules())
                .isEqualTo(new GroupRules(
                        "a",
                        Mode.APPROVE,
                        Scope.ACTIVE,
                        List.of(
                                new Region("NAM", "cloud.nam.ext.com", Role.ALLOWED),
                                new Region("EU", "cloud.eu.ext.com", Role.PREFERRED)),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(90),
                        4,
                        Optional.of(new FailureRatio(80, Duration.ofMinutes(10))),
                        Duration.ofSeconds(20),
                        5,
                        Duration.ofMinutes(7),
                        2,
                        Duration.ofHours(2),
                        AllDown.ROTATE,
                        "route:mine",
                        Failback.AUTO,
                        Duration.ofMinutes(10),
                        List.of(
                                new StepRule("write-env", Duration.ofSeconds(60), 2, OnFailure.ABORT),
                                new StepRule("mine", Duration.ofSeconds(30), 0, OnFailure.CONTINUE),
                                new StepRule(
                                        "restart", Duration.ofMinutes(5), 1, OnFailure.ABORT, Duration.ofSeconds(610))),
                        Duration.ofMinutes(3),
                        1,
                        true,
                        Duration.ZERO));
        assertThat(group.canary())
                .containsExactly(URI.create("https://one.example.com/"), URI.create("tcp://two.example.com:53"));
        assertThat(group.envFile())
                .contains(new EnvFile(
                        folder.resolve("app/region.env"), Map.of("REGION", "{region}", "EPOCH", "{epoch}"), false));
        assertThat(group.envFile().orElseThrow().variables().keySet()).containsExactly("REGION", "EPOCH");
        assertThat(group.restart()).isEqualTo(new Restart.Exec(List.of("/bin/restart", "--to", "the {region}")));
        assertThat(group.notifyRoutes()).containsExactly("webhook", "mail");
        assertThat(group.throughput())
                .contains(new Settings.Throughput(
                        URI.create("https://speed.example.com/10MB.bin"),
                        20 << 20,
                        Duration.ofMinutes(5),
                        folder.resolve("speed.txt"),
                        50,
                        Duration.ofSeconds(30)));
        mapsEveryKeyOfTheProbe(group.probe());
        assertThat(loaded.others()).containsExactly(Map.entry("camel.main.name", "mine"));
    }

    private static void mapsEveryKeyOfTheProbe(Settings.Probe probe) {
        assertThat(probe.urls())
                .containsExactly(
                        Map.entry("NAM", URI.create("https://nam.example.com:444/NAM")),
                        Map.entry("EU", URI.create("http://localhost/EU?t=cloud.eu.ext.com")));
        assertThat(probe.candidateUrls())
                .containsExactly(
                        Map.entry("NAM", URI.create("tcp://cloud.nam.ext.com:443")),
                        Map.entry("EU", URI.create("tcp://cloud.eu.ext.com:443")));
        assertThat(probe.method()).isEqualTo("POST");
        assertThat(probe.body()).contains("{\"ping\": 1}");
        assertThat(probe.headers()).containsExactly(Map.entry("X-One", "1"), Map.entry("X-Two", "b c"));
        assertThat(probe.jitterPercent()).isZero();
        assertThat(probe.acceptStatus().pattern()).isEqualTo("^2\\d\\d$");
        assertThat(probe.expectBody().orElseThrow().pattern()).isEqualTo("ok|fine");
        assertThat(probe.maxLatency()).contains(Duration.ofMillis(250));
        assertThat(probe.maxBodyBytes()).isEqualTo(1024);
        assertThat(probe.refusedIsUnknown()).isTrue();
        assertThat(probe.followRedirects()).isTrue();
        assertThat(probe.proxy()).contains(URI.create("http://proxy.example.com:3128"));
        assertThat(probe.tls().verify()).isFalse();
    }

    private static final String EVERY_KEY = """
            camel.main.name=mine
            detour.groups = a
            detour.group.a.regions = NAM = cloud.nam.ext.com , \\
                EU=cloud.eu.ext.com
            detour.group.a.mode=approve
            detour.group.a.probe.url=http://localhost/{region}?t={target}
            detour.group.a.probe.scope=active
            detour.group.a.probe.candidate-url=tcp://{target}:443
            detour.group.a.region.NAM.probe-url=https://nam.example.com:444/{region}
            detour.group.a.region.NAM.role=allowed
            detour.group.a.probe.method=POST
            detour.group.a.probe.body={"ping": 1}
            detour.group.a.probe.header.X-One=1
            detour.group.a.probe.header.X-Two=b c
            detour.group.a.probe.interval=2s
            detour.group.a.probe.jitter=0%
            detour.group.a.probe.timeout=3s
            detour.group.a.probe.accept-status=^2\\\\d\\\\d$
            detour.group.a.probe.expect-body=ok|fine
            detour.group.a.probe.max-latency=250ms
            detour.group.a.probe.max-body=1KB
            detour.group.a.probe.refused=unknown
            detour.group.a.probe.follow-redirects=true
            detour.group.a.probe.proxy=http://proxy.example.com:3128
            detour.group.a.throughput.url=https://speed.example.com/10MB.bin
            detour.group.a.throughput.max=20MB
            detour.group.a.throughput.interval=5m
            detour.group.a.throughput.file=speed.txt
            detour.group.a.throughput.minimum=50
            detour.group.a.throughput.delay=30s
            detour.group.a.probe.tls-verify=false
            detour.group.a.probe.tls-insecure-anywhere=true
            detour.group.a.canary=https://one.example.com/, tcp://two.example.com:53
            detour.group.a.outage=1m30s
            detour.group.a.min-failures=4
            detour.group.a.failure-ratio=80%/10m
            detour.group.a.recovery=20s
            detour.group.a.min-successes=5
            detour.group.a.cooldown=7m
            detour.group.a.max-switches=2/2h
            detour.group.a.all-down=rotate
            detour.group.a.choose=route:mine
            detour.group.a.failback=auto
            detour.group.a.failback-hold=10m
            detour.group.a.steps=write-env, mine, restart
            detour.group.a.step.mine.timeout=30s
            detour.group.a.step.mine.retries=0
            detour.group.a.step.mine.on-failure=continue
            detour.group.a.step.restart.timeout=5m
            detour.group.a.step.restart.retries=1
            detour.group.a.env-file=app/region.env
            detour.group.a.variable.REGION={region}
            detour.group.a.variable.EPOCH={epoch}
            detour.group.a.env-format=plain
            detour.group.a.restart=exec
            detour.group.a.restart.command=/bin/restart --to 'the {region}'
            detour.group.a.verify.timeout=3m
            detour.group.a.verify.tries=1
            detour.group.a.notify=webhook,mail
            detour.notify.webhook.url=https://hooks.example.com/T0
            detour.http.host=0.0.0.0
            detour.http.port=9000
            detour.http.token=a-long-token
            detour.data=state
            detour.routes=my-routes
            detour.service=my service
            detour.heartbeat.url=https://beat.example.com/x
            """;

    @Test
    void laterLayersWinAndSayWhereTheyStand() {
        reading.write("application.properties", ONE_GROUP + "detour.group.a.outage=1m\ndetour.group.a.recovery=2m\n");
        Loaded loaded = Configuration.load(
                Sources.of(folder, Map.of("DETOUR_GROUP_A_OUTAGE", "2m", "DETOUR_GROUP_A_RECOVERY", "3m"))
                        .withOverrides(Map.of("detour.group.a.outage", "3m")));

        assertThat(settings(loaded).groups().get(0).rules().outage()).isEqualTo(Duration.ofMinutes(3));
        assertThat(effective(loaded, "detour.group.a.outage").origin()).hasToString("command line");
        assertThat(effective(loaded, "detour.group.a.recovery").origin()).hasToString("env DETOUR_GROUP_A_RECOVERY");
        assertThat(effective(loaded, "detour.group.a.regions").origin()).hasToString("application.properties:2");
        assertThat(effective(loaded, "detour.group.a.mode"))
                .isEqualTo(new Effective("detour.group.a.mode", "auto", Origin.builtIn(), false));
        assertThat(effective(loaded, "detour.group.a.cooldown").value()).isEqualTo("3m");
    }

    @Test
    void everythingCanBeGivenByVariablesAlone() {
        Loaded loaded = reading.environment(Map.of(
                "DETOUR_GROUPS", "ext-app",
                "DETOUR_GROUP_EXT_APP_REGIONS", "eu-1=localhost,us=127.0.0.1",
                "DETOUR_GROUP_EXT_APP_REGION_EU_1_ROLE", "allowed",
                "DETOUR_GROUP_EXT_APP_ENV_FILE", folder.resolve("app.env").toString(),
                "DETOUR_GROUP_EXT_APP_VARIABLE_EXT_CLOUD", "{target}",
                "DETOUR_GROUP_EXT_APP_PROBE_HEADER_X_KEY", "k",
                "DETOUR_GROUP_EXT_APP_STEP_WRITE_ENV_RETRIES", "7",
                "PORT", "8123"));

        Settings settings = settings(loaded);
        Settings.Group group = settings.groups().get(0);
        assertThat(group.rules().regions().get(0)).isEqualTo(new Region("eu-1", "localhost", Role.ALLOWED));
        assertThat(group.envFile().orElseThrow().variables()).containsExactly(Map.entry("EXT_CLOUD", "{target}"));
        assertThat(group.probe().headers()).containsExactly(Map.entry("X-KEY", "k"));
        assertThat(group.rules().steps().get(0).retries()).isEqualTo(7);
        assertThat(settings.http().port()).isEqualTo(8123);
        assertThat(effective(loaded, "detour.http.port").origin()).hasToString("env PORT");
        assertThat(warnings(loaded))
                .containsExactly(
                        "environment: detour.group.ext-app.notify: empty: nobody is told; write for example webhook");
    }

    @Test
    void aBlankAtTheEndOfALineIsNoPartOfItsValue() {
        Loaded loaded = reading.file(
                ONE_GROUP + """
                detour.group.a.probe.accept-status=^2[0-9][0-9]$\\u0020
                detour.notify.exec.timeout=30s\\u0020
                detour.notify.webhook.url={{beat}}\\u0020
                detour.heartbeat.url=https://hooks.example.com/{{detour.notify.exec.timeout}}\\u0020
                beat=https://hooks.example.com/T0\\u0020
                """, Map.of("DETOUR_HTTP_TOKEN", "a-long-token\n", "DETOUR_DATADOG_SITE", " datadoghq.eu"));

        Settings settings = settings(loaded);
        assertThat(settings.groups()
                        .get(0)
                        .probe()
                        .acceptStatus()
                        .matcher("200")
                        .find())
                .isTrue();
        assertThat(settings.http().token()).contains("a-long-token");
        assertThat(settings.heartbeat()).contains(URI.create("https://hooks.example.com/30s"));
        assertThat(loaded.placeholders().getProperty("detour.notify.exec.timeout"))
                .isEqualTo("30s");
        assertThat(loaded.placeholders().getProperty("detour.notify.webhook.url"))
                .isEqualTo("https://hooks.example.com/T0");
        assertThat(loaded.placeholders().getProperty("detour.datadog.site")).isEqualTo("datadoghq.eu");
    }

    @Test
    void aBlankAroundFreeTextBelongsToIt() {
        Loaded loaded = reading.file(ONE_GROUP + """
                detour.group.a.probe.method=POST
                detour.group.a.probe.body=ping\\u0020
                detour.group.a.probe.expect-body=pong\\u0020
                detour.group.a.probe.header.X-Pad=x\\u0020
                detour.group.a.restart=exec
                detour.group.a.restart.command=/bin/say one\\\\\\u0020
                """);

        Settings.Group group = settings(loaded).groups().get(0);
        assertThat(group.probe().body()).contains("ping ");
        assertThat(group.probe().expectBody().orElseThrow().pattern()).isEqualTo("pong ");
        assertThat(group.probe().headers()).containsEntry("X-Pad", "x ");
        assertThat(group.restart()).isEqualTo(new Restart.Exec(List.of("/bin/say", "one ")));
    }

    @Test
    void kubernetesServiceLinksAreIgnored() {
        Loaded loaded = reading.file(
                ONE_GROUP,
                Map.of(
                        "DETOUR_HTTP_PORT", "tcp://10.0.0.1:8000",
                        "DETOUR_PORT", "tcp://10.0.0.1:8000",
                        "DETOUR_PORT_8000_TCP_ADDR", "10.0.0.1",
                        "DETOUR_SERVICE_HOST", "10.0.0.1",
                        "DETOUR_SERVICE_PORT_WEB", "8000",
                        "PORT", "tcp://10.0.0.1:8000"));

        assertThat(settings(loaded).http().port()).isEqualTo(8000);
        assertThat(warnings(loaded)).noneMatch(w -> w.contains("DETOUR_"));
    }

    @Test
    void aVariableOfTheUsersIsNoServiceLinkWhateverItsName() {
        Loaded loaded = reading.environment(Map.of(
                "DETOUR_GROUPS", "shop",
                "DETOUR_GROUP_SHOP_REGIONS", "EU=127.0.0.1",
                "DETOUR_GROUP_SHOP_ENV_FILE", folder.resolve("shop.env").toString(),
                "DETOUR_GROUP_SHOP_VARIABLE_SERVICE_HOST", "{target}",
                "DETOUR_GROUP_SHOP_VARIABLE_SERVICE_PORT", "443"));

        var envFile = settings(loaded).groups().get(0).envFile().orElseThrow();
        assertThat(envFile.variables())
                .containsOnly(Map.entry("SERVICE_HOST", "{target}"), Map.entry("SERVICE_PORT", "443"));
        assertThat(warnings(loaded)).noneMatch(w -> w.contains("VARIABLE"));
    }

    @Test
    void unknownVariablesAreWarnings() {
        Loaded loaded = reading.file(
                ONE_GROUP,
                Map.of("DETOUR_GROUP_A_OUTGE", "secret", "DETOUR_URL", "http://x", "DETOUR_HTTP_TOKEN", "12345678"));

        settings(loaded);
        assertThat(warnings(loaded))
                .contains(
                        "environment: DETOUR_GROUP_A_OUTGE: unknown variable, ignored; did you mean DETOUR_GROUP_A_OUTAGE?")
                .noneMatch(w -> w.contains("DETOUR_URL") || w.contains("TOKEN"));
    }

    @Test
    void aGroupThatOnlyDecidesIsTold() {
        assertThat(warnings(reading.file(ONE_GROUP)))
                .containsExactly(
                        "application.properties:2: detour.group.a.notify: empty: nobody is told; write for example webhook",
                        "application.properties:2: detour.group.a.regions=NAM=cloud.nam.ext.com,EU=cloud.eu.ext.com:"
                                + " this group decides but changes nothing; set detour.group.a.env-file or detour.group.a.restart");
    }

    @Test
    void stepsWithoutWorkAreLeftOut() {
        Settings settings = settings(
                reading.file(ONE_GROUP + "detour.group.a.restart=exec\ndetour.group.a.restart.command=/bin/true\n"));

        assertThat(settings.groups().get(0).rules().steps())
                .extracting(StepRule::name)
                .containsExactly("restart", "verify");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "restart=exec, restart.command=/bin/true | 120",
                // supervisord itself lets a program take a whole day to stop
                "restart=supervisor, restart.supervisor=unix:///run/s.sock, restart.programs=app | 86400"
            })
    void aRestartWasCutShortAfterItsWaitForAnotherGroup(String restart, long seconds) {
        var keys = Stream.of(restart.split(", ")).map(key -> "detour.group.a." + key + "\n");
        var rules = settings(reading.file(ONE_GROUP + keys.collect(Collectors.joining())))
                .groups()
                .get(0)
                .rules();

        assertThat(rules.steps())
                .filteredOn(step -> step.name().equals("restart"))
                .singleElement()
                .satisfies(step -> assertThat(step.limit()).isGreaterThan(Duration.ofSeconds(seconds)));
    }

    @Test
    void aStepOfTheUsersOwnIsKept() {
        Settings settings = settings(reading.file(ONE_GROUP + "detour.group.a.steps=mine\n"));

        assertThat(settings.groups().get(0).rules().steps())
                .extracting(StepRule::name)
                .containsExactly("mine");
    }

    @Test
    void withoutAGroupItShowsAnExample() {
        Loaded loaded = reading.environment(Map.of());

        assertThat(loaded.settings()).isEmpty();
        assertThat(problems(loaded)).containsExactly("""
                        application.properties: neither a group nor a gateway service, so nothing to do; write for example
                          detour.groups=app
                          detour.group.app.regions=NAM=cloud.nam.example.com,EU=cloud.eu.example.com
                          detour.group.app.mode=observe
                        or set EXT_CLOUD_FAILOVER_LIST=NAM=cloud.nam.example.com,EU=cloud.eu.example.com""");
    }

    @Test
    void theExampleWorks() {
        String example = problems(reading.environment(Map.of())).get(0);
        String file = example.lines()
                .filter(l -> l.startsWith("  "))
                .map(String::strip)
                .reduce("", (a, b) -> a + b + "\n");

        assertThat(settings(reading.file(file)).groups()).hasSize(1);
    }

    @Test
    void theRegionOfTheCommandLineGoesFirst() {
        reading.write("application.properties", ONE_GROUP);
        Sources sources = Sources.of(folder, Map.of());

        Settings settings = settings(Configuration.load(sources.withRegion("EU")));
        assertThat(settings.startRegion()).contains("EU");
        assertThat(settings.groups().get(0).rules().regions())
                .extracting(Region::name)
                .containsExactly("EU", "NAM");
        assertThatThrownBy(() -> Configuration.load(sources.withRegion("UE")))
                .isInstanceOf(UnknownRegion.class)
                .hasMessage("--region UE: no such region; known are NAM, EU");
    }

    @Test
    void pathsOfAFileStartFromItsFolder() throws Exception {
        Path other = Files.createDirectory(folder.resolve("etc"));
        Files.writeString(other.resolve("detour.properties"), ONE_GROUP + "detour.data=state\n");

        Sources sources = Sources.of(folder, Map.of()).withConfig(Path.of("etc/detour.properties"));
        assertThat(settings(Configuration.load(sources)).data()).isEqualTo(other.resolve("state"));
        assertThat(settings(Configuration.load(sources.withOverrides(Map.of("detour.data", "here"))))
                        .data())
                .isEqualTo(folder.resolve("here"));
    }

    @Test
    void routeFilesSeeEveryValue() {
        Loaded loaded =
                reading.file(ONE_GROUP + "my.own={{detour.group.a.outage}}\n", Map.of("DETOUR_HTTP_TOKEN", "12345678"));

        assertThat(loaded.placeholders().getProperty("detour.group.a.outage")).isEqualTo("4m");
        assertThat(loaded.placeholders().getProperty("detour.group.a.region.EU.role"))
                .isEqualTo("preferred");
        assertThat(loaded.placeholders().getProperty("detour.http.token")).isEqualTo("12345678");
        assertThat(loaded.placeholders().getProperty("my.own")).isEqualTo("{{detour.group.a.outage}}");
        assertThat(loaded.placeholders().getProperty("nothing")).isNull();
    }
}
