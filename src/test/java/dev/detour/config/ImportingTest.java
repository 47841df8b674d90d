package dev.detour.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.config.Importing.Imported;
import dev.detour.peers.TestIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImportingTest {
    private static final Map<String, String> SEED_1 = Map.of(
            "EXT_CLOUD_FAILOVER_LIST", "NAM=cloud.nam.ext.com, EU=cloud.eu.ext.com,APAC=cloud.apac.ext.com",
            "CONNECTION_KEEPALIVE_ORG_ID", "org-1",
            "EXT_CLOUD_CONNECTION_KEEPALIVE_TXN_ID", "txn-2");
    private static final Map<String, String> SEED_2 = Map.of(
            "SITE_A_HEALTH_URL", "https://a.example.com/healthz # the first",
            "SITE_B_HEALTH_URL", "http://b.example.com/healthz");

    @TempDir
    Path folder;

    static Stream<Map<String, String>> variables() {
        return Stream.of(
                SEED_1,
                with(SEED_1, "SUPERVISOR_SERVER_URL", "http://user:pa%20ss@127.0.0.1:9001"),
                SEED_2,
                with(SEED_2, "SITE_B_HEALTH_URL", ""),
                with(
                        SEED_2,
                        "PROBE_METHOD",
                        "HEAD",
                        "PROBE_TIMEOUT_SEC",
                        "2.5",
                        "VERIFY_TLS",
                        "false",
                        "ACCEPT_STATUS_REGEX",
                        "^2dd$",
                        "CACHE_TTL_SEC",
                        "0",
                        "EXTRA_HEADER_KEY",
                        "X-A",
                        "EXTRA_HEADER_VAL",
                        "\\a = # ü",
                        "PORT",
                        "9001"),
                with(SEED_2, "CURL_CA_BUNDLE", TestIdentity.selfSigned().pem().toString()),
                with(SEED_2, "REQUESTS_CA_BUNDLE", "/nowhere.pem"),
                both());
    }

    private static Map<String, String> both() {
        var both = new HashMap<>(SEED_1);
        both.putAll(SEED_2);
        return both;
    }

    private static Map<String, String> with(Map<String, String> base, String... pairs) {
        var all = new HashMap<>(base);
        for (int i = 0; i < pairs.length; i += 2) {
            all.put(pairs[i], pairs[i + 1]);
        }
        return all;
    }

    /** Without the variables, but with the file, everything is as it was with them. */
    @ParameterizedTest
    @MethodSource("variables")
    void printedFileYieldsWhatThePresetYields(Map<String, String> variables) throws Exception {
        Loaded preset = Configuration.load(Sources.of(folder, variables));
        Imported imported = Importing.of(Sources.of(folder, variables), Optional.empty());

        Loaded file = new Reading(folder).file(imported.text().orElseThrow());

        assertThat(Reading.problems(file)).isEmpty();
        assertThat(Reading.settings(file))
                .usingRecursiveComparison()
                .withEqualsForType((a, b) -> a.pattern().equals(b.pattern()), Pattern.class)
                .isEqualTo(Reading.settings(preset));
    }

    @Test
    void saysWhatCameFromWhere() {
        String text = Importing.of(
                        Sources.of(folder, with(SEED_2, "EXTRA_HEADER_KEY", "A", "EXTRA_HEADER_VAL", "s")),
                        Optional.empty())
                .text()
                .orElseThrow();

        assertThat(text)
                .contains("# Failover Monitor for KEDA\n")
                .contains("# SITE_A_HEALTH_URL\ndetour.group.site.region.a.probe-url=https://a.example.com/healthz\n")
                .contains("# built in there, or its default\n")
                .contains("# dropped: ")
                .contains("may stand in a file of its own, as detour.group.site.probe.header.A-file\n");
    }

    /** A line end within a key began a line of its own, and what followed was read as another key. */
    @Test
    void keysAndValuesAreReadBackWhateverSignsTheyHold() {
        for (String text : List.of("a\rb=c", "\fa", "\ta ", "a\nb:c", "#\\!\u000b", "")) {
            assertThat(PropertiesFile.read(Importing.property("detour." + text, text)))
                    .containsExactly(new PropertiesFile.Entry("detour." + text, text, 1, Optional.empty()));
        }
    }

    @Test
    void whatThePresetRefusesIsNotImported() {
        var imported =
                Importing.of(Sources.of(folder, with(SEED_1, "CONNECTION_KEEPALIVE_ORG_ID", "")), Optional.empty());

        assertThat(imported.text()).isEmpty();
        assertThat(imported.problems()).singleElement().asString().contains("CONNECTION_KEEPALIVE_ORG_ID: not set");
    }

    @Test
    void nothingOfAnySeedIsNothing() {
        assertThat(Importing.of(Sources.of(folder, Map.of("PATH", "/bin")), Optional.empty())
                        .text())
                .isEmpty();
    }

    @Test
    void readsAnEnvFileWhoeverItWasWrittenFor() {
        assertThat(Importing.variables(List.of(
                        "# a comment", "", "export A=1", "B=\"two words\"  # why", "  C='three'", "D=4 # four", "E=")))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("A", "1", "B", "two words", "C", "three", "D", "4", "E", ""));
    }

    @Test
    void theServiceFailoverSystemBecomesAGatewayService() throws Exception {
        String ini = """
                [SERVICES]
                service2_base_url = https://two.example.com
                SERVICE1_BASE_URL = https://one.example.com
                [RETRY]
                MAX_ATTEMPTS = 4
                BASE_DELAY = 0.5 ; seconds
                """;
        String text = Importing.of(
                        Sources.of(folder, Map.of("MAX_ATTEMPTS", "9", "JITTER", "0.25", "API_KEY", "k")),
                        Optional.of(ini.replace(" ; seconds", "")))
                .text()
                .orElseThrow();

        assertThat(text)
                .contains("detour.gateway.default.upstreams=https://one.example.com,https://two.example.com\n")
                .contains("detour.gateway.default.attempts=4\n")
                .contains("detour.gateway.default.base-delay=500ms\n")
                .contains("detour.gateway.default.jitter=250ms\n")
                .contains("detour.gateway.default.attempt-timeout=5s\n")
                .contains("detour.gateway.default.rate=5/1s\n")
                .contains("detour.gateway.default.cache.ttl=5m\n")
                .contains("detour.gateway.default.api-key=k\n");
        Files.writeString(folder.resolve("application.properties"), text);
        assertThat(Reading.problems(Configuration.load(Sources.of(folder, Map.of()))))
                .isEmpty();
    }

    @Test
    void wrongNumberOfTheIniIsRefused() {
        var imported = Importing.of(Sources.of(folder, Map.of()), Optional.of("[A]\nMAX_ATTEMPTS = many\n"));

        assertThat(imported.problems()).singleElement().asString().contains("MAX_ATTEMPTS=many: not a whole number");
    }
}
