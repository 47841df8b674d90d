package dev.detour.config;

import static dev.detour.config.Reading.ONE_GROUP;
import static dev.detour.config.Reading.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.detour.peers.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One bad configuration per rule, and what is said about it. */
class BadConfigurationTest {
    private static final String DURATION = "not a duration; write for example 10s, 4m, 1h30m, 250ms";

    @TempDir
    Path folder;

    private Reading reading;

    @BeforeEach
    void setUp() {
        reading = new Reading(folder);
    }

    /** A key of the group, a value, and the message after {@code key=value: }. */
    static Stream<Arguments> wrongValues() {
        return Stream.of(
                arguments("outage", "five", DURATION),
                arguments("outage", "-1s", DURATION),
                arguments("outage", "1m30", DURATION),
                arguments("outage", "30s1m", DURATION),
                arguments("outage", "1s1s", DURATION),
                arguments("outage", "", DURATION),
                arguments("outage", "4000d", "too long; write at most 3650d"),
                arguments("probe.interval", "0s", "not longer than nothing; write for example 10s, 4m, 1h30m, 250ms"),
                arguments("mode", "Auto", "not one of approve, auto, observe; did you mean auto?"),
                arguments("mode", "yes", "not one of approve, auto, observe; write one of them"),
                arguments("probe.scope", "actve", "not one of active, all; did you mean active?"),
                arguments("probe.method", "PUT", "not one of GET, HEAD, POST; write one of them"),
                arguments("probe.refused", "unkown", "not one of down, unknown; did you mean unknown?"),
                arguments("probe.follow-redirects", "yes", "not one of false, true; write one of them"),
                arguments("all-down", "hodl", "not one of hold, rotate; write one of them"),
                arguments("failback", "manuel", "not one of auto, manual, never; did you mean manual?"),
                arguments("env-format", "plan", "not one of export, plain; did you mean plain?"),
                arguments("restart", "exce", "not one of exec, none, ssh, supervisor, systemd; write one of them"),
                arguments(
                        "restart",
                        "systemd",
                        "needs detour.group.a.restart.systemd.units;"
                                + " write for example detour.group.a.restart.systemd.units=app.service,tunnel.service"),
                arguments("act-delay", "soon", DURATION),
                arguments(
                        "restart",
                        "exec",
                        "needs detour.group.a.restart.command;"
                                + " write for example detour.group.a.restart.command=/usr/bin/systemctl restart app"),
                arguments(
                        "choose",
                        "route:",
                        "not a way to choose; write order, latency, or route:<name> for direct:choose-<name>"),
                arguments("min-failures", "0", "out of range; write a whole number from 1 to 10000"),
                arguments("min-failures", "three", "not a whole number; write a whole number from 1 to 10000"),
                arguments("verify.tries", "-1", "not a whole number; write a whole number from 0 to 100"),
                arguments("probe.jitter", "10", "not a percentage; write for example 10%, from 0% to 100%"),
                arguments("probe.jitter", "101%", "out of range; write for example 10%, from 0% to 100%"),
                arguments("failure-ratio", "80%", "not a ratio; write for example 80%/10m"),
                arguments("failure-ratio", "0%/10m", "out of range; write for example 10%, from 1% to 100%"),
                arguments("max-switches", "3", "not a count in a time; write for example 3/1h"),
                arguments("max-switches", "3/one hour", DURATION),
                arguments("probe.max-body", "64", "not a size; write for example 512B, 64KB, 10MB"),
                arguments("probe.max-body", "1GB", "out of range; write from 1B to 64MB"),
                arguments(
                        "probe.accept-status",
                        "^2[0-9",
                        "not a regular expression: Unclosed character class at character 6;"
                                + " write for example ^2[0-9][0-9]$"),
                arguments(
                        "probe.url",
                        "ftp://{target}/",
                        "for NAM: not a URL that can be probed;"
                                + " write https://host/path, http://host/path, tcp://host:port, tls://host:port or dns://name"),
                arguments(
                        "probe.url",
                        "tls://{target}",
                        "for NAM: tls:// needs a host and a port, and nothing else; write for example tls://host:443"),
                arguments(
                        "probe.url",
                        "tls://{target}:443/healthz",
                        "for NAM: tls:// needs a host and a port, and nothing else; write for example tls://host:443"),
                arguments(
                        "probe.url",
                        "dns://{target}:53",
                        "for NAM: dns:// needs a name, and nothing else; write for example dns://cloud.example.com"),
                arguments(
                        "probe.url",
                        "dns://127.0.0.1",
                        "for NAM: dns:// needs a name, and nothing else; write for example dns://cloud.example.com"),
                arguments(
                        "throughput.url",
                        "ftp://x/",
                        "not an http or https URL; write https://host/path or http://host/path"),
                arguments("throughput.max", "1KB", "out of range; write from 64KB to 1GB"),
                arguments("throughput.minimum", "fast", "not a whole number; write a whole number from 0 to 1000000"),
                arguments(
                        "throughput.interval",
                        "0s",
                        "not longer than nothing; write for example 10s, 4m, 1h30m, 250ms"),
                arguments(
                        "probe.url",
                        "tcp://{target}",
                        "for NAM: tcp:// needs a host and a port, and nothing else; write for example tcp://host:443"),
                arguments(
                        "probe.url",
                        "https://{target}:99999/",
                        "for NAM: a port out of range; write a port from 1 to 65535"),
                arguments(
                        "probe.url",
                        "https://{host}/",
                        "for NAM: an unknown placeholder; known are {region} and {target}"),
                arguments(
                        "probe.url",
                        "https://a b/",
                        "for NAM: not a URL: Illegal character in authority at character 9;"
                                + " write https://host/path, http://host/path, tcp://host:port, tls://host:port or dns://name"),
                arguments(
                        "probe.body",
                        "x",
                        "a body is sent with POST only; set detour.group.a.probe.method=POST, or remove it"),
                arguments(
                        "canary",
                        "https://x/,gopher://y/",
                        "not a URL that can be probed; write https://host/path, http://host/path, tcp://host:port, tls://host:port or dns://name"),
                arguments(
                        "probe.tls-verify",
                        "false",
                        "off is for loopback addresses only, and NAM is not one;"
                                + " set it to true, or detour.group.a.probe.tls-insecure-anywhere=true"),
                arguments("probe.tls-ca", "none.pem", "the file cannot be read; name a PEM file with certificates"),
                arguments(
                        "steps",
                        "write-env,write-env",
                        "write-env is given twice; write [A-Za-z0-9_-]{1,64}, separated by commas"),
                arguments(
                        "steps",
                        "a b,,c",
                        "\"a b\" is no name, an empty entry; write [A-Za-z0-9_-]{1,64}, separated by commas"),
                arguments(
                        "notify",
                        "webhook",
                        "needs detour.notify.webhook.url;"
                                + " write for example detour.notify.webhook.url=https://hooks.example.com/services/T0/B0"),
                arguments("env-file", "", "is empty; give a value, or remove it"),
                arguments(
                        "env-file",
                        "x.env",
                        "a file without variables; write for example detour.group.a.variable.REGION={region}"),
                arguments(
                        "variable.X",
                        "1",
                        "a variable without detour.group.a.env-file; name the file, or remove the variable"),
                arguments(
                        "restart.command",
                        "sh -c 'x",
                        "an unbalanced '; close the quote, or escape it with a backslash (\\\\ in a properties file)"),
                arguments(
                        "restart.programs",
                        "a,,b",
                        "an empty entry; write group:name or name, without blanks, separated by commas"),
                arguments(
                        "outage",
                        "{{nothing}}",
                        "unknown placeholder {{nothing}}; set it, or give a default: {{nothing:default}}"),
                arguments(
                        "outage",
                        "{{env:NO_SUCH}}",
                        "unknown placeholder {{env:NO_SUCH}}; set it, or give a default: {{env:NO_SUCH:default}}"),
                arguments("outage", "{{env:X", "{{ without }}; write for example {{env:NAME:default}}"),
                arguments(
                        "outage",
                        "{{detour.group.a.outage}}",
                        "the placeholder {{detour.group.a.outage}} leads back to itself; give it a value of its own"));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    @Fault("F3")
    void aWrongValueIsRefusedInTheFile(String key, String value, String message) {
        Loaded loaded = reading.file(ONE_GROUP + "detour.group.a." + key + "=" + value + "\n");

        assertThat(loaded.settings()).isEmpty();
        assertThat(problems(loaded))
                .containsExactly("application.properties:3: detour.group.a." + key + "=" + value + ": " + message);
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    @Fault("F3")
    void aWrongValueIsRefusedInTheEnvironment(String key, String value, String message) {
        String variable = Variables.of("detour.group.a." + key);
        Loaded loaded = reading.file(ONE_GROUP, Map.of(variable, value));

        assertThat(loaded.settings()).isEmpty();
        assertThat(problems(loaded)).containsExactly("environment: " + variable + "=" + value + ": " + message);
    }

    static Stream<Arguments> wrongRegions() {
        String form = "; write NAME=target,NAME=target with names [A-Za-z0-9_-]{1,32}";
        return Stream.of(
                arguments("", "an empty list" + form),
                arguments("NAM", "\"NAM\" has no =target" + form),
                arguments("NAM=", "NAM has an empty target" + form),
                arguments("=x", "an entry without a name" + form),
                arguments("N M=x", "\"N M\" is no region name" + form),
                arguments("NÄM=x", "\"NÄM\" is no region name" + form),
                arguments("NAM=x,NAM=y", "NAM is given twice" + form),
                arguments("NAM=x,,EU=y", "an empty entry" + form),
                arguments("NAM=x y", "the target of NAM holds a blank or control character" + form),
                arguments("NAM=,EU", "NAM has an empty target, \"EU\" has no =target" + form),
                arguments(
                        "EU-1=x,EU_1=y",
                        "region EU-1 of group a and region EU_1 of group a collide:"
                                + " both have the variable DETOUR_GROUP_A_REGION_EU_1_ROLE; rename one"));
    }

    @ParameterizedTest
    @MethodSource("wrongRegions")
    @Fault({"F3", "F4"})
    void wrongRegionsAreRefused(String regions, String message) {
        Loaded loaded = reading.file("detour.groups=a\ndetour.group.a.regions=" + regions + "\n");

        assertThat(problems(loaded))
                .containsExactly("application.properties:2: detour.group.a.regions=" + regions + ": " + message);
    }

    /** Lines after the group's two, and all messages. */
    static Stream<Arguments> wrongFiles() {
        String file = "application.properties:";
        return Stream.of(
                arguments(
                        "detour.group.a.outge=5m",
                        List.of(file + "3: detour.group.a.outge: unknown key; did you mean detour.group.a.outage?")),
                arguments("detour.nonsense.here=1", List.of(file + "3: detour.nonsense.here: unknown key; remove it")),
                arguments(
                        "detour.group.a.outage-file=x",
                        List.of(
                                file
                                        + "3: detour.group.a.outage-file: unknown key; did you mean detour.group.a.outage-line?")),
                arguments(
                        "detour.group.b.outage=5m",
                        List.of(
                                file
                                        + "3: detour.group.b.outage: group b is not in detour.groups; known are a, did you mean a?")),
                arguments(
                        "detour.group.a.region.NAN.role=never",
                        List.of(
                                file
                                        + "3: detour.group.a.region.NAN.role: region NAN is not in detour.group.a.regions; known are NAM, EU, did you mean NAM?")),
                arguments(
                        "detour.group.a.step.restrat.retries=1",
                        List.of(
                                file
                                        + "3: detour.group.a.step.restrat.retries: step restrat is not in detour.group.a.steps; known are write-env, restart, verify, did you mean restart?")),
                arguments(
                        "detour.group.a.outage=5m\ndetour.group.a.outage=6m",
                        List.of(file + "4: detour.group.a.outage=6m: given twice, first in line 3; keep one")),
                arguments("my.key=1\nmy.key=2", List.of(file + "4: my.key: given twice, first in line 3; keep one")),
                arguments(
                        "detour.group.a.probe.header.x-a=1\ndetour.group.a.probe.header.X-A=2",
                        List.of(file
                                + "4: detour.group.a.probe.header.X-A=***: given twice, first in line 3; keep one")),
                arguments(
                        "detour.group.a.probe.accept-status=^2\\d\\d$",
                        List.of(
                                file
                                        + "3: detour.group.a.probe.accept-status=^2\\d\\d$: a lone backslash before 'd', which properties files eat; write \\\\ for each backslash that is meant")),
                arguments(
                        "detour.group.a.probe.proxy=https://proxy.example.com:3128",
                        List.of(file
                                + "3: detour.group.a.probe.proxy=***: not an http proxy;"
                                + " write http://host:port or http://user:password@host:port")),
                arguments(
                        "detour.group.a.probe.proxy=http://proxy.example.com:3128/path",
                        List.of(file
                                + "3: detour.group.a.probe.proxy=***: a proxy has a host and a port, and nothing"
                                + " else; write http://host:port or http://user:password@host:port")),
                arguments(
                        "detour.group.a.region.NAM.role=never\ndetour.group.a.region.EU.role=never",
                        List.of(
                                file
                                        + "4: detour.group.a.region.EU.role=never: every region of the group has the role never; give one of them another role")),
                arguments(
                        "detour.http.port=65536",
                        List.of(file
                                + "3: detour.http.port=65536: out of range; write a whole number from 0 to 65535")),
                arguments(
                        "detour.http.host=http://x",
                        List.of(
                                file
                                        + "3: detour.http.host=http://x: not a host; write for example 127.0.0.1, 0.0.0.0, ::1 or a host name, without a port")),
                arguments(
                        "detour.routes=nowhere",
                        List.of(
                                file
                                        + "3: detour.routes=nowhere: there is no such folder; name a folder, or remove it to use the routes inside the jar")),
                arguments(
                        "detour.data=application.properties",
                        List.of(
                                file
                                        + "3: detour.data=application.properties: not a folder; name a folder, or one that can be made")),
                arguments(
                        "detour.http.token-file=nowhere",
                        List.of(
                                file
                                        + "3: detour.http.token-file=nowhere: there is no file FOLDER/nowhere; name a readable text file of at most 64KB")),
                arguments(
                        "detour.group.a.restart=supervisor",
                        List.of(
                                file
                                        + "3: detour.group.a.restart=supervisor: needs detour.group.a.restart.supervisor; write for example detour.group.a.restart.supervisor=unix:///run/supervisor.sock",
                                file
                                        + "3: detour.group.a.restart=supervisor: needs detour.group.a.restart.programs; write for example detour.group.a.restart.programs=app:web,app:worker")),
                arguments(
                        "detour.group.a.probe.header.X\\ Y=1",
                        List.of(
                                file
                                        + "3: detour.group.a.probe.header.X Y=***: not a header name; write letters, digits and -")),
                arguments(
                        "detour.service=a\\u0000b",
                        List.of(
                                file
                                        + "3: detour.service=a\\u0000b: holds a control character (U+0000, at 2); write one line of printable text")),
                arguments(
                        "detour.groups=b",
                        List.of(file + "3: detour.groups=b: given twice, first in line 1; keep one")));
    }

    @ParameterizedTest
    @MethodSource("wrongFiles")
    @Fault({"F2", "F4"})
    void aWrongFileIsRefused(String lines, List<String> messages) {
        Loaded loaded = reading.file(ONE_GROUP + lines + "\n");

        assertThat(loaded.settings()).isEmpty();
        assertThat(problems(loaded))
                .containsExactlyElementsOf(messages.stream()
                        .map(m -> m.replace("FOLDER", folder.toString()))
                        .toList());
    }

    @Test
    @Fault({"F2", "F3"})
    void everyProblemIsToldAtOnce() {
        Loaded loaded = reading.file("""
                detour.groups=a,B,c
                detour.group.a.regions=NAM=x,NAM=y
                detour.group.a.outage=five
                detour.http.port=x
                """);

        assertThat(problems(loaded))
                .containsExactly(
                        "application.properties:1: detour.groups=a,B,c: \"B\" is no group name; write [a-z0-9-]{1,32}, separated by commas",
                        "application.properties:2: detour.group.a.regions=NAM=x,NAM=y: NAM is given twice; write NAME=target,NAME=target with names [A-Za-z0-9_-]{1,32}",
                        "application.properties:1: detour.group.c.regions: missing; write for example detour.group.c.regions=NAM=cloud.nam.example.com,EU=cloud.eu.example.com",
                        "application.properties:3: detour.group.a.outage=five: " + DURATION,
                        "application.properties:4: detour.http.port=x: not a whole number; write a whole number from 0 to 65535");
    }

    @Test
    void aGroupWithoutRegionsIsToldWhereItIsNamed() {
        assertThat(problems(reading.file("\ndetour.groups=a\n")))
                .containsExactly(
                        "application.properties:2: detour.group.a.regions: missing;"
                                + " write for example detour.group.a.regions=NAM=cloud.nam.example.com,EU=cloud.eu.example.com");
    }

    @Test
    @Fault("F8")
    void namesThatCollideInAMetricPathAreRefused() {
        Loaded loaded = reading.file("""
                detour.groups=a-b,a
                detour.group.a-b.regions=c=x
                detour.group.a.regions=b-c=y
                """);

        assertThat(problems(loaded))
                .containsExactly("application.properties:3: detour.group.a.regions=b-c=y: region c of group a-b"
                        + " and region b-c of group a collide: both are /metric/a-b-c; rename one");
    }

    @Test
    @Fault("F8")
    void namesThatCollideAcrossGroupsAreRefused() {
        Loaded loaded = reading.file("""
                detour.groups=a,a-region-b
                detour.group.a.regions=b-region-c=x
                detour.group.a-region-b.regions=c=y
                """);

        assertThat(problems(loaded))
                .containsExactly(
                        "application.properties:3: detour.group.a-region-b.regions=c=y: region b-region-c of group a"
                                + " and region c of group a-region-b collide:"
                                + " both have the variable DETOUR_GROUP_A_REGION_B_REGION_C_ROLE; rename one");
    }

    @ParameterizedTest
    @MethodSource("unsafeValues")
    @Fault("F5")
    void valuesThatAShellWouldChangeAreRefused(String value, String sign) {
        Loaded loaded = reading.file(ONE_GROUP + "detour.group.a.env-file=x.env\ndetour.group.a.variable.X="
                + value.replace("\\", "\\\\") + "\n");

        assertThat(problems(loaded))
                .containsExactly("application.properties:4: detour.group.a.variable.X=" + value + ": for NAM it holds "
                        + sign + ", which an unquoted value cannot;"
                        + " write letters, digits and _@%+=:,./-");
    }

    static Stream<Arguments> unsafeValues() {
        return Stream.of(
                arguments("a b", "a blank"),
                arguments("$(reboot)", "$"),
                arguments("`x`", "`"),
                arguments("'x'", "'"),
                arguments("a\"b", "\""),
                arguments("a;b", ";"),
                arguments("a&b", "&"),
                arguments("a|b", "|"),
                arguments("a<b", "<"),
                arguments("a>b", ">"),
                arguments("a*", "*"),
                arguments("a?", "?"),
                arguments("#a", "#"),
                arguments("~a", "~"),
                arguments("a\\b", "\\"),
                arguments("[::1]:443", "["),
                arguments("a!", "!"),
                arguments("a^b", "^"),
                arguments("a\u00a0b", "a blank"),
                arguments("5€", "€"));
    }

    @Test
    void aKeyWithControlSignsIsToldOnOneLine() {
        Loaded loaded = reading.file(ONE_GROUP + "detour.group.b\\n\u007f.outage=5s\ndetour.x\\ty=1\n");

        assertThat(problems(loaded)).hasSize(2).allMatch(problem -> problem.chars()
                .noneMatch(Character::isISOControl));
        assertThat(problems(loaded).get(0)).contains("detour.group.b\\u000a\\u007f.outage");
    }

    @Test
    void variablesNeedANameAndKnownPlaceholders() {
        Loaded loaded = reading.file(ONE_GROUP
                + "detour.group.a.env-file=x.env\n"
                + "detour.group.a.variable.1X=a\n"
                + "detour.group.a.variable.Y={nothing}\n"
                + "detour.group.a.variable.Z={reason}\n");

        assertThat(problems(loaded))
                .containsExactly(
                        "application.properties:4: detour.group.a.variable.1X=a: not a variable name; write [A-Za-z_][A-Za-z0-9_]*",
                        "application.properties:5: detour.group.a.variable.Y={nothing}: unknown placeholder {nothing};"
                                + " known are {group}, {region}, {target}, {from}, {epoch}, {trigger}, {reason}",
                        "application.properties:6: detour.group.a.variable.Z={reason}: a reason holds blanks; use it in a notification");
    }

    @Test
    void targetsThatAreUrlsNeedAFittingTemplate() {
        Loaded loaded = reading.file("detour.groups=a\ndetour.group.a.regions=NAM=https://x/health\n");

        assertThat(problems(loaded)).hasSize(1);
        assertThat(problems(loaded).get(0)).endsWith("; where targets are URLs set detour.group.a.probe.url={target}");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Files.write(
                folder.resolve("application.properties"),
                (ONE_GROUP + "detour.service=caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(problems(reading.environment(Map.of())))
                .containsExactly("application.properties:3: not UTF-8 (byte 0xE9); save the file as UTF-8");
    }

    @Test
    void aMissingFileIsToldByItsName() {
        Sources sources = Sources.of(folder, Map.of()).withConfig(Path.of("other.properties"));

        assertThat(problems(Configuration.load(sources)))
                .containsExactly("other.properties: there is no such file; name a readable properties file");
    }

    @Test
    void unknownKeysOfTheCommandLineAreRefused() {
        reading.write("application.properties", ONE_GROUP);
        Sources sources = Sources.of(folder, Map.of())
                .withOverrides(Map.of("detour.group.a.outge", "1m", "detour.group.a.recovery", "x"));

        assertThat(problems(Configuration.load(sources)))
                .containsExactly(
                        "command line: detour.group.a.outge: unknown key; did you mean detour.group.a.outage?",
                        "command line: detour.group.a.recovery=x: " + DURATION);
    }

    @Test
    void certificateAndKeyComeTogether() {
        reading.write("key.pem", "-----BEGIN PRIVATE KEY-----\n");
        Loaded loaded = reading.file(ONE_GROUP + "detour.http.tls-key=key.pem\n");

        assertThat(problems(loaded))
                .containsExactly(
                        "application.properties:3: detour.http.tls-key=key.pem: given without detour.http.tls-cert;"
                                + " give both or none");
    }

    @Test
    void aSecretIsGivenOneWayOnly() {
        Loaded loaded = reading.file(ONE_GROUP + "detour.http.token=hunter2-hunter2\ndetour.http.token-file=token\n");

        assertThat(problems(loaded))
                .containsExactly(
                        "application.properties:4: detour.http.token-file=token: given twice, first in line 3; keep one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8000", "127.0.0.1:8000", "[::1]", "a%b", "g::1", "eu.datadoghq.com:443"})
    void aHostHasNoPort(String host) {
        Loaded loaded = reading.file(ONE_GROUP + "detour.http.host=" + host + "\ndetour.datadog.site=" + host + "\n");

        assertThat(problems(loaded)).hasSize(2).allMatch(p -> p.contains("=" + host + ": not a host; "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "0.0.0.0", "::", "::1", "fe80::1%eth0", "::ffff:10.0.0.1", "my_host-1.example.com"})
    void aHostIsANameOrAnAddress(String host) {
        assertThat(problems(reading.file(ONE_GROUP + "detour.http.host=" + host + "\n")))
                .isEmpty();
    }

    @Test
    void aSecretsFileNamedByTheSecretItselfIsACircle() {
        Loaded loaded = reading.file(ONE_GROUP + """
                        detour.http.token-file={{?detour.http.token}}
                        detour.notify.webhook.url-file={{detour.heartbeat.url}}
                        detour.heartbeat.url-file={{detour.notify.webhook.url}}
                        """);

        assertThat(problems(loaded))
                .containsExactly(
                        "application.properties:3: detour.http.token-file={{?detour.http.token}}: the placeholder"
                                + " {{detour.http.token}} leads back to itself; give it a value of its own",
                        "application.properties:5: detour.heartbeat.url-file={{detour.notify.webhook.url}}: the"
                                + " placeholder {{detour.notify.webhook.url}} leads back to itself; give it a value of its own",
                        "application.properties:4: detour.notify.webhook.url-file={{detour.heartbeat.url}}: unknown"
                                + " placeholder {{detour.heartbeat.url}}; set it, or give a default:"
                                + " {{detour.heartbeat.url:default}}");
    }

    @Test
    void aValueThatItsDefaultIsMadeOfIsACircle() {
        Loaded loaded = reading.file(ONE_GROUP + "detour.group.a.outage={{detour.group.a.cooldown}}\n");

        assertThat(problems(loaded))
                .containsExactly(
                        "application.properties:3: detour.group.a.outage={{detour.group.a.cooldown}}: the placeholder"
                                + " {{detour.group.a.cooldown}} leads back to itself; give it a value of its own");
    }

    @Test
    void aValueMadeOfASecretVariableIsShownAsItStands() {
        Loaded loaded = reading.file(
                ONE_GROUP + "detour.group.a.probe.url=https://{target}/?k={{env:API_KEY}}\n",
                Map.of("API_KEY", "hunter2-hunter2"));

        assertThat(Reading.settings(loaded).groups().get(0).probe().urls().get("EU"))
                .hasToString("https://cloud.eu.ext.com/?k=hunter2-hunter2");
        assertThat(Reading.effective(loaded, "detour.group.a.probe.url").value())
                .isEqualTo("https://{target}/?k={{env:API_KEY}}");
    }

    @Test
    void aValueMadeOfASecretByWayOfOthersIsShownAsItStands() {
        String secret = "hunter2-hunter2";
        Loaded loaded = reading.file(ONE_GROUP + """
                        my.hook=https://hook/{{env:HOOK_TOKEN}}
                        my.way={{my.hook}}
                        detour.notify.webhook.url=https://hooks/hunter2-hunter2
                        detour.notify.exec.command=/bin/page {{detour.notify.webhook.url}}
                        detour.datadog.tags=hook:{{my.way}}
                        detour.service={{env:NAME:the tokens}}
                        """, Map.of("HOOK_TOKEN", secret));

        Reading.settings(loaded);
        assertThat(loaded.effective().toString()).doesNotContain(secret);
        assertThat(Reading.effective(loaded, "detour.notify.exec.command").value())
                .isEqualTo("/bin/page {{detour.notify.webhook.url}}");
        assertThat(Reading.effective(loaded, "detour.datadog.tags").value()).isEqualTo("hook:{{my.way}}");
        assertThat(Reading.effective(loaded, "detour.service").value()).isEqualTo("the tokens");
        assertThat(loaded.placeholders().getProperty("detour.datadog.tags"))
                .isEqualTo("hook:https://hook/hunter2-hunter2");
    }

    @Test
    @Fault("F9")
    void secretsAreNeverShown() {
        String secret = "hunter2-hunter2";
        var environment = new HashMap<String, String>();
        environment.put("DETOUR_GROUP_A_RESTART_SUPERVISOR", "http://user:" + secret + "@host:port");
        environment.put("DETOUR_HTTP_TOKN", secret);
        Loaded loaded = reading.file(ONE_GROUP + """
                        detour.http.token=hunter2-hunter2 with blanks
                        detour.http.tken=hunter2-hunter2
                        detour.group.a.probe.header.Authorization=Bearer hunter2-hunter2
                        detour.group.a.probe.header.Authorization=Bearer hunter2-hunter2
                        detour.group.a.probe.url=https://user:hunter2-hunter2@{host}/
                        detour.group.a.probe.proxy=http://user:hunter2-hunter2@
                        detour.notify.webhook.url=hunter2-hunter2:x y
                        detour.heartbeat.url=https://beat/hunter2-hunter2/{{nothing}}
                        """, environment);

        assertThat(problems(loaded)).hasSizeGreaterThan(7).noneMatch(p -> p.contains(secret));
        assertThat(loaded.warnings().toString() + loaded.effective()).doesNotContain(secret);
        assertThat(loaded.placeholders().toString()).doesNotContain(secret);
    }

    @Test
    void aSecretFileIsReadWithoutItsFinalNewline() {
        reading.write("token", "12345678\n");
        Loaded loaded = reading.file(
                ONE_GROUP + "detour.http.token-file={{env:NAME:token}}\n",
                Map.of(
                        "DETOUR_GROUP_A_PROBE_HEADER_X_KEY_FILE",
                        folder.resolve("token").toString()));

        Settings settings = Reading.settings(loaded);
        assertThat(settings.http().token()).contains("12345678");
        assertThat(settings.groups().get(0).probe().headers()).containsExactly(Map.entry("X-KEY", "12345678"));
        assertThat(Reading.effective(loaded, "detour.http.token").value()).isEqualTo("***");
        assertThat(settings.toString()
                        + settings.http()
                        + settings.groups().get(0).probe())
                .doesNotContain("12345678");
    }
}
