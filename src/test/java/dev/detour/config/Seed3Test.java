package dev.detour.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Service Failover System's own configuration is enough (SPEC §3, seed 3). */
class Seed3Test {
    private static final String INI = """
        ; how it was
        [API]
        API_KEY = s3cret%%key
        [SERVICES]
        service2_base_url = https://two.example.com/base/
        SERVICE1_BASE_URL = https://one.example.com
        [RETRY]
        MAX_ATTEMPTS: 4
        BASE_DELAY = 0.5
        JITTER = 0.25
        [CIRCUIT]
        FAILURE_THRESHOLD = 5
        RECOVERY_TIME = 30
        [REST]
        DEFAULT_TIMEOUT = 2.5
        RATE_LIMIT = 7
        RATE_LIMIT_PERIOD = 2
        DEFAULT_MAX_SIZE = 50
        DEFAULT_TTL = 60
        """;

    @TempDir
    Path folder;

    private Loaded load(Map<String, String> variables) {
        return Configuration.load(Sources.of(folder, variables));
    }

    private Loaded loadIni(String ini, Map<String, String> variables) throws Exception {
        Files.writeString(folder.resolve("config.ini"), ini);
        return load(variables);
    }

    private static Service service(Loaded loaded) {
        assertThat(Reading.problems(loaded)).isEmpty();
        List<Service> services = Reading.settings(loaded).services();
        assertThat(services).hasSize(1);
        return services.get(0);
    }

    @Test
    void itsUrlsAloneGiveItsOwnNumbers() {
        Service service = service(load(Map.of("SERVICE1_BASE_URL", "https://one.example.com")));

        assertThat(service.name()).isEqualTo("default");
        assertThat(service.upstreams()).containsExactly(URI.create("https://one.example.com"));
        assertThat(service.retry()).isEqualTo(new Service.Retry(3, Duration.ofSeconds(1), Duration.ofMillis(500)));
        assertThat(service.breaker()).isEqualTo(new Service.Breaker(3, Duration.ofSeconds(60)));
        assertThat(service.attemptTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(service.rate()).contains(new Service.Rate(5, Duration.ofSeconds(1)));
        assertThat(service.pool()).isEqualTo(10);
        assertThat(service.cache().ttl()).isEqualTo(Duration.ofSeconds(300));
        assertThat(service.cache().size()).isEqualTo(100);
        assertThat(service.apiKey()).isEmpty();
    }

    @Test
    void itsNumbersAreOnlyItsOwn() throws Exception {
        Files.writeString(
                folder.resolve("application.properties"), "detour.gateway.shop.upstreams=https://one.example.com\n");

        Service service = service(load(Map.of()));

        assertThat(service.rate()).isEmpty();
        assertThat(service.pool()).isEqualTo(100);
        assertThat(service.cache().isOn()).isFalse();
    }

    @Test
    void readsItsFile() throws Exception {
        Service service = service(loadIni(INI, Map.of()));

        assertThat(service.upstreams())
                .containsExactly(URI.create("https://one.example.com"), URI.create("https://two.example.com/base"));
        assertThat(service.apiKey()).contains("s3cret%key");
        assertThat(service.retry()).isEqualTo(new Service.Retry(4, Duration.ofMillis(500), Duration.ofMillis(250)));
        assertThat(service.breaker()).isEqualTo(new Service.Breaker(5, Duration.ofSeconds(30)));
        assertThat(service.attemptTimeout()).isEqualTo(Duration.ofMillis(2500));
        assertThat(service.rate()).contains(new Service.Rate(7, Duration.ofSeconds(2)));
        assertThat(service.cache().ttl()).isEqualTo(Duration.ofSeconds(60));
        assertThat(service.cache().size()).isEqualTo(50);
    }

    @Test
    void itsFileGoesBeforeItsVariables() throws Exception {
        Service service = service(loadIni(
                INI,
                Map.of(
                        "MAX_ATTEMPTS", "9",
                        "SERVICE1_BASE_URL", "https://other.example.com",
                        "SERVICE10_BASE_URL", "https://ten.example.com",
                        "SERVICE3_BASE_URL", "")));

        assertThat(service.retry().attempts()).isEqualTo(4);
        assertThat(service.upstreams())
                .containsExactly(
                        URI.create("https://one.example.com"),
                        URI.create("https://two.example.com/base"),
                        URI.create("https://ten.example.com"));
    }

    @Test
    void ownKeysGoBeforeBoth() throws Exception {
        Files.writeString(folder.resolve("application.properties"), "detour.gateway.default.attempts=2\n");

        Service service = service(loadIni(INI, Map.of("DETOUR_GATEWAY_DEFAULT_POOL", "33")));

        assertThat(service.retry().attempts()).isEqualTo(2);
        assertThat(service.pool()).isEqualTo(33);
        assertThat(service.cache().size()).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({
        "MAX_ATTEMPTS = many, config.ini:2: MAX_ATTEMPTS=many: not a whole number; write for example 3",
        "BASE_DELAY = 1s, config.ini:2: BASE_DELAY=1s: not a number of seconds; write for example 5",
        "DEFAULT_TIMEOUT = -1, config.ini:2: DEFAULT_TIMEOUT=-1: not a number of seconds",
        "RECOVERY_TIME = 0, config.ini:2: RECOVERY_TIME=0: not longer than nothing; write for example 5",
        "SERVICE1_BASE_URL = ftp://x, config.ini:2: SERVICE1_BASE_URL=ftp://x: not an http or https URL",
        "SERVICE1_BASE_URL = http://u:p@x, config.ini:2: SERVICE1_BASE_URL=http://***@x: a base URL holds no user",
        "FAILURE_THRESHOLD = 0, config.ini:2: FAILURE_THRESHOLD=0: out of range; write for example 3",
        "RATE_LIMIT = 0, config.ini:2: RATE_LIMIT=0: out of range; write for example 5",
        "RATE_LIMIT = many, config.ini:2: RATE_LIMIT=many: not a whole number; write for example 5",
        "RATE_LIMIT_PERIOD = 0, config.ini:2: RATE_LIMIT_PERIOD=0: not longer than nothing; write for example 5",
        "API_KEY = s 3, config.ini:2: API_KEY=***: not a key",
        "MAX_ATTEMPTS, 'config.ini:2: neither a setting, nor a section, nor a comment; write NAME = value'",
        "[RETRY, 'config.ini:2: neither a setting, nor a section, nor a comment; write NAME = value'"
    })
    void whatIsWrongInItsFileIsToldWithItsLine(String line, String problem) throws Exception {
        Loaded loaded = loadIni("[A]\n" + line + "\n[B]\nSERVICE2_BASE_URL = http://b.example.com\n", Map.of());

        assertThat(loaded.settings()).isEmpty();
        assertThat(Reading.problems(loaded)).singleElement().satisfies(p -> assertThat(p)
                .startsWith(problem));
    }

    @Test
    void whatItDoesNotKnowInItsFileIsAWarningWithoutItsValue() throws Exception {
        Loaded loaded = loadIni(INI + "FOO = s3cret\nMAX_ATTEMPT = 1\n", Map.of());

        service(loaded);
        assertThat(Reading.warnings(loaded))
                .containsExactly(
                        "config.ini:20: FOO: unknown, so it changes nothing; remove it",
                        "config.ini:21: MAX_ATTEMPT: unknown, so it changes nothing; did you mean MAX_ATTEMPTS?");
    }

    @Test
    void whatIsWrongInItsVariablesIsToldByName() {
        Loaded loaded = load(Map.of("SERVICE1_BASE_URL", "https://one.example.com", "JITTER", "0,5"));

        assertThat(Reading.problems(loaded)).singleElement().asString().contains("JITTER=0,5: not a number of seconds");
    }

    @Test
    void withoutAUrlItIsToldThatNothingCanBeAnswered() throws Exception {
        Loaded loaded = loadIni("[RETRY]\nMAX_ATTEMPTS = 2\n", Map.of());

        assertThat(service(loaded).upstreams()).isEmpty();
        assertThat(loaded.warnings()).anySatisfy(w -> assertThat(w.toString()).contains("No services registered."));
    }

    @Test
    void someoneElsesFileOfThatNameIsLeftAlone() throws Exception {
        Files.writeString(
                folder.resolve("application.properties"), "detour.gateway.shop.upstreams=https://one.example.com\n");

        Service service = service(loadIni("[core]\npath = /x\nAPI_KEY = another\n", Map.of()));

        assertThat(service.name()).isEqualTo("shop");
    }

    @Test
    void itsVariablesWithoutItsUrlsMeanNothing() throws Exception {
        Files.writeString(
                folder.resolve("application.properties"), "detour.gateway.shop.upstreams=https://one.example.com\n");

        Service service = service(load(Map.of("JITTER", "x", "API_KEY", "y", "RATE_LIMIT", "z")));

        assertThat(service.name()).isEqualTo("shop");
    }

    @Test
    void itsFileIsWatchedAndItsKeyIsMasked() throws Exception {
        Loaded loaded = loadIni(INI, Map.of());

        assertThat(loaded.files()).contains(folder.resolve("config.ini"));
        assertThat(loaded.effective().toString())
                .doesNotContain("s3cret")
                .contains("preset seed 3 (config.ini:3 API_KEY)");
    }

    @Test
    void importSaysTheSame() throws Exception {
        var variables = new HashMap<>(Map.of("POOL", "3", "SERVICE7_BASE_URL", "http://seven.example.com"));
        Service preset = service(loadIni(INI, variables));
        String text = Importing.of(Sources.of(folder, variables), Optional.of(INI))
                .text()
                .orElseThrow();

        Files.delete(folder.resolve("config.ini"));
        Files.writeString(folder.resolve("application.properties"), text);

        assertThat(service(load(Map.of()))).isEqualTo(preset);
        assertThat(text)
                .contains("# Service Failover System\n")
                .contains("# MAX_ATTEMPTS\ndetour.gateway.default.attempts=4\n")
                .contains("# SERVICE1_BASE_URL, SERVICE2_BASE_URL, SERVICE7_BASE_URL\n")
                .contains("may stand in a file of its own, as detour.gateway.default.api-key-file\n")
                .contains("# built in there, or its default\ndetour.gateway.default.pool=10\n");
    }

    @Test
    void fileThatCannotBeReadIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("config.ini"), "\u0000");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 'x'});
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThat(Reading.problems(load(Map.of())))
                .anySatisfy(p -> assertThat(p).contains("config.ini").contains("cannot be read"));
    }
}
