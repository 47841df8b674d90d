package dev.detour.config;

import static dev.detour.config.Reading.problems;
import static dev.detour.config.Reading.settings;
import static dev.detour.config.Reading.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.decision.GroupRules;
import dev.detour.decision.GroupRules.Mode;
import dev.detour.decision.Region;
import dev.detour.peers.TestIdentity;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Seed2Test {
    private static final String A = "https://my-app.apps.site-a.example.com/healthz";
    private static final String B = "https://my-app.apps.site-b.example.com/healthz";

    @TempDir
    Path folder;

    private final Map<String, String> environment =
            new HashMap<>(Map.of("SITE_A_HEALTH_URL", A, "SITE_B_HEALTH_URL", B));

    private Loaded load() {
        return new Reading(folder).environment(environment);
    }

    private Loaded with(String variable, String value) {
        environment.put(variable, value);
        return load();
    }

    private Settings.Probe probe() {
        return settings(load()).groups().get(0).probe();
    }

    @Test
    void isTheGroupOfTheContract() {
        Settings settings = settings(load());

        GroupRules rules = settings.group("site").orElseThrow().rules();
        assertThat(rules.mode()).isEqualTo(Mode.OBSERVE);
        assertThat(rules.regions()).extracting(Region::name).containsExactly("a", "b");
        assertThat(rules.regions()).extracting(Region::target).first().isEqualTo("my-app.apps.site-a.example.com");
        assertThat(rules.outage()).isZero();
        assertThat(rules.recovery()).isZero();
        assertThat(rules.minFailures()).isEqualTo(1);
        assertThat(rules.minSuccesses()).isEqualTo(1);
        assertThat(rules.canary()).isFalse();
        assertThat(rules.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(rules.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.http().host()).isEqualTo("0.0.0.0");
        assertThat(settings.http().port()).isEqualTo(8000);
        assertThat(settings.http().optional()).isFalse();
    }

    @Test
    void asksEachSiteByItsOwnUrl() {
        Settings.Probe probe = probe();

        assertThat(probe.urls()).containsEntry("a", URI.create(A)).containsEntry("b", URI.create(B));
        assertThat(probe.method()).isEqualTo("GET");
        assertThat(probe.followRedirects()).isTrue();
        assertThat(probe.tls().verify()).isTrue();
        assertThat(probe.headers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"HEAD,HEAD,false", "head,HEAD,false", "GET,GET,true", "POST,GET,true", "'',GET,true"})
    void headDoesNotFollowRedirectsAndAnythingElseIsAGetThatDoes(String given, String method, boolean follows) {
        environment.put("PROBE_METHOD", given);

        assertThat(probe().method()).isEqualTo(method);
        assertThat(probe().followRedirects()).isEqualTo(follows);
    }

    @ParameterizedTest
    @CsvSource({"3,3000", "2.5,2500", "0.25,250", "20,20000"})
    void timeoutIsInBareSeconds(String given, long millis) {
        environment.put("PROBE_TIMEOUT_SEC", given);

        assertThat(probe().timeout()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"0,1000", "0.2,1000", "1,1000", "30,30000"})
    void cacheTimeIsTheIntervalAndAtLeastASecond(String given, long millis) {
        environment.put("CACHE_TTL_SEC", given);

        assertThat(probe().interval()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3s", "five", "-1", "1e3"})
    void whatIsNoNumberOfSecondsIsRefused(String given) {
        assertThat(problems(with("CACHE_TTL_SEC", given)))
                .containsExactly("environment: CACHE_TTL_SEC=" + given + ": not a number of seconds;"
                        + " write for example 5, without a unit");
        assertThat(problems(with("PROBE_TIMEOUT_SEC", "0"))).anyMatch(p -> p.startsWith("environment: PROBE_TIMEOUT"));
    }

    @ParameterizedTest
    @CsvSource({"true,true", "True,true", "1,false", "yes,false", "false,false", "'',false"})
    void onlyTrueIsTrue(String given, boolean verify) {
        Loaded loaded = with("VERIFY_TLS", given);

        assertThat(probe().tls().verify()).isEqualTo(verify);
        assertThat(warnings(loaded).stream().anyMatch(w -> w.contains("VERIFY_TLS: no certificate is checked")))
                .isEqualTo(!verify);
    }

    @ParameterizedTest
    @CsvSource({
        "^2\\d\\d$,^2\\d\\d$,false",
        "^2dd$,^2\\d\\d$,true",
        "^2\\\\d\\\\d$,^2\\d\\d$,true",
        "^(2dd|30[12])$,^(2\\d\\d|30[12])$,true",
        "^20[04]$,^20[04]$,false"
    })
    void backslashesThatWereEatenAreReadAsMeant(String given, String meant, boolean warned) {
        Loaded loaded = with("ACCEPT_STATUS_REGEX", given);

        assertThat(probe().acceptStatus().pattern()).isEqualTo(meant);
        assertThat(warnings(loaded).stream().anyMatch(w -> w.contains("ACCEPT_STATUS_REGEX")))
                .isEqualTo(warned);
    }

    @Test
    void brokenRegexIsRefusedByTheNameOfItsVariable() {
        assertThat(problems(with("ACCEPT_STATUS_REGEX", "^2(")))
                .singleElement()
                .asString()
                .startsWith("environment: ACCEPT_STATUS_REGEX=^2(: not a regular expression");
    }

    @Test
    void headerNeedsBothItsHalves() {
        assertThat(warnings(with("EXTRA_HEADER_KEY", "Authorization")))
                .anyMatch(w -> w.contains("without EXTRA_HEADER_VAL no header is sent"));
        assertThat(probe().headers()).isEmpty();

        Loaded loaded = with("EXTRA_HEADER_VAL", "Bearer s3cret");

        assertThat(probe().headers()).containsExactly(Map.entry("Authorization", "Bearer s3cret"));
        assertThat(loaded.effective() + warnings(loaded).toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "# later", " # later"})
    void emptyUrlIsDownAndNeverRefused(String nothing) {
        Loaded loaded = with("SITE_B_HEALTH_URL", nothing);

        assertThat(settings(loaded).groups().get(0).probe().urls().get("b"))
                .isEqualTo(URI.create("down:SITE_B_HEALTH_URL%20is%20not%20set"));
        assertThat(warnings(loaded)).anyMatch(w -> w.contains("SITE_B_HEALTH_URL: not set, so site b is DOWN"));
    }

    @Test
    void missingUrlIsDownToo() {
        environment.remove("SITE_A_HEALTH_URL");

        assertThat(probe().urls().get("a").getScheme()).isEqualTo("down");
        assertThat(probe().urls().get("b")).isEqualTo(URI.create(B));
    }

    @Test
    void wrongUrlIsRefusedByTheNameOfItsVariable() {
        assertThat(problems(with("SITE_A_HEALTH_URL", "my-app.example.com/healthz")))
                .singleElement()
                .asString()
                .startsWith("environment: SITE_A_HEALTH_URL=my-app.example.com/healthz: for a: not a URL");
    }

    @Test
    void bundleIsTrustedAndRequestsComesBeforeCurl() throws Exception {
        Path pem = TestIdentity.selfSigned().pem();
        environment.put("CURL_CA_BUNDLE", "/nowhere.pem");

        assertThat(settings(with("REQUESTS_CA_BUNDLE", pem.toString()))
                        .groups()
                        .get(0)
                        .probe()
                        .tls()
                        .ca())
                .contains(pem);
        environment.remove("REQUESTS_CA_BUNDLE");
        Files.copy(pem, folder.resolve("ca.pem"));
        assertThat(settings(with("CURL_CA_BUNDLE", "ca.pem"))
                        .groups()
                        .get(0)
                        .probe()
                        .tls()
                        .ca())
                .contains(folder.resolve("ca.pem"));
    }

    @Test
    void bundleThatCannotBeReadIsDownWithAWarning() throws Exception {
        Files.writeString(folder.resolve("garbage.pem"), "no certificate");
        for (String bundle : List.of("/nowhere/ca.pem", folder.toString(), "garbage.pem")) {
            environment.put("SITE_B_HEALTH_URL", "http://site-b.example.com/healthz");
            Loaded loaded = with("REQUESTS_CA_BUNDLE", bundle);

            assertThat(probe().urls().get("a").toString()).as(bundle).startsWith("down:REQUESTS_CA_BUNDLE");
            assertThat(probe().urls().get("b").getScheme()).isEqualTo("http");
            assertThat(warnings(loaded)).anyMatch(w -> w.contains("REQUESTS_CA_BUNDLE: ") && w.contains("DOWN"));
        }
        environment.put("VERIFY_TLS", "false");
        assertThat(probe().urls()).containsEntry("a", URI.create(A));
    }

    @Test
    void portIsTheSeedsOwnCommentOrNot() {
        assertThat(settings(with("PORT", "9000   # beside the other")).http().port())
                .isEqualTo(9000);
    }

    @Test
    void fileAndVariablesOfOursWin() {
        Loaded loaded = new Reading(folder).file("""
                        detour.group.site.probe.interval=30s
                        detour.group.site.region.b.probe-url=http://other.example.com/
                        """, environment);

        assertThat(settings(loaded).groups().get(0).probe().interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings(loaded).groups().get(0).probe().urls())
                .containsEntry("b", URI.create("http://other.example.com/"));
    }

    @Test
    void taskForBothSeedsHoldsAndThePortIsNotOptional() {
        environment.put("EXT_CLOUD_FAILOVER_LIST", "NAM=cloud.nam.ext.com");
        environment.put("CONNECTION_KEEPALIVE_ORG_ID", "o");
        environment.put("CONNECTION_KEEPALIVE_TXN_ID", "t");

        Settings settings = settings(load());

        assertThat(settings.groups()).extracting(Settings.Group::name).containsExactly("ext-cloud", "site");
        assertThat(settings.http().optional()).isFalse();
    }

    /** One env file, and what three readers of such files make of it. */
    @ParameterizedTest
    @ValueSource(strings = {"bash", "systemd", "podman"})
    void envFileMeansTheSameHoweverItIsDelivered(String how) throws Exception {
        var lines = List.of(
                "# where the sites are",
                "SITE_A_HEALTH_URL=" + A + "   # the first",
                "SITE_B_HEALTH_URL=\"" + B + "\"",
                "PROBE_METHOD=HEAD # or GET",
                "PROBE_TIMEOUT_SEC=2",
                "VERIFY_TLS=true  # true or false",
                "ACCEPT_STATUS_REGEX=^2\\d\\d$",
                "CACHE_TTL_SEC=7 # seconds",
                "EXTRA_HEADER_KEY=Authorization",
                "EXTRA_HEADER_VAL=\"Bearer a#b\"  # the peer's",
                "PORT=8001 # ours");
        environment.clear();
        environment.putAll(
                switch (how) {
                    case "bash" -> sourced(lines);
                    case "systemd" -> bySystemd(lines);
                    default -> byPodman(lines);
                });

        Settings settings = settings(load());

        Settings.Probe probe = settings.groups().get(0).probe();
        assertThat(probe.urls()).containsEntry("a", URI.create(A)).containsEntry("b", URI.create(B));
        assertThat(probe.method()).isEqualTo("HEAD");
        assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(probe.tls().verify()).isTrue();
        assertThat(probe.acceptStatus().pattern()).isEqualTo("^2\\d\\d$");
        assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(probe.headers()).containsExactly(Map.entry("Authorization", "Bearer a#b"));
        assertThat(settings.http().port()).isEqualTo(8001);
    }

    /** {@code set -a; source .env}, by a real one. */
    private Map<String, String> sourced(List<String> lines) throws Exception {
        Path file = folder.resolve("env");
        Files.write(file, lines);
        var bash = new ProcessBuilder("bash", "-c", "set -a; . ./env; env -0").directory(folder.toFile());
        bash.environment().keySet().retainAll(List.of("PATH"));
        Process process = bash.start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        var variables = new HashMap<String, String>();
        for (String pair : text.split("\0")) {
            variables.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return variables;
    }

    /** systemd.exec(5): comments are whole lines; quotes go, a backslash before anything goes, what follows stays. */
    private static Map<String, String> bySystemd(List<String> lines) {
        var variables = new HashMap<String, String>();
        byPodman(lines).forEach((name, value) -> {
            String text = value.startsWith("\"") ? value.replace("\"", "") : value.replaceAll("\\\\(.)", "$1");
            variables.put(name, text.strip());
        });
        return variables;
    }

    /** podman-run(1), --env-file: comments are whole lines, everything behind the = is the value. */
    private static Map<String, String> byPodman(List<String> lines) {
        var variables = new HashMap<String, String>();
        lines.stream().filter(line -> !line.startsWith("#")).forEach(line -> {
            int equals = line.indexOf('=');
            variables.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return variables;
    }
}
