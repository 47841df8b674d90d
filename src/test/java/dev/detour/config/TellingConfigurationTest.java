package dev.detour.config;

import static dev.detour.config.Reading.effective;
import static dev.detour.config.Reading.problems;
import static dev.detour.config.Reading.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told, and Datadog's own variables. */
class TellingConfigurationTest {
    private static final String KEY = "0123456789abcdef";

    @TempDir
    Path folder;

    private Reading reading;

    @BeforeEach
    void folder() {
        reading = new Reading(folder);
    }

    @Test
    void datadogsOwnVariablesWork() {
        var loaded = reading.file(
                Reading.ONE_GROUP,
                Map.of(
                        "DD_API_KEY", KEY,
                        "DD_SITE", "datadoghq.eu",
                        "DD_AGENT_HOST", "10.0.0.1",
                        "DD_TAGS", "env:prod",
                        "DD_PROXY_HTTPS", "http://user:secret@proxy:3128"));

        assertThat(settings(loaded).groups().get(0).notifyRoutes()).containsExactly("datadog");
        assertThat(effective(loaded, "detour.datadog.site").value()).isEqualTo("datadoghq.eu");
        assertThat(effective(loaded, "detour.datadog.agent").value()).isEqualTo("10.0.0.1");
        assertThat(effective(loaded, "detour.datadog.agent").origin()).hasToString("env DD_AGENT_HOST");
        assertThat(effective(loaded, "detour.datadog.api-key").value()).isEqualTo("***");
        assertThat(effective(loaded, "detour.datadog.proxy").value()).isEqualTo("***");
        assertThat(loaded.placeholders().getProperty("detour.datadog.api-key")).isEqualTo(KEY);
        assertThat(effective(loaded, "detour.group.a.notify").origin()).hasToString("preset Datadog (DD_API_KEY)");
    }

    @Test
    void ourOwnVariablesGoBeforeThemAndAWholeAddressBeforeAHost() {
        var loaded = reading.file(
                Reading.ONE_GROUP + "detour.group.a.notify=\ndetour.datadog.site=us5.datadoghq.com\n",
                Map.of(
                        "DD_API_KEY", KEY,
                        "DETOUR_DATADOG_API_KEY", "another-key-of-ours",
                        "DD_AGENT_HOST", "10.0.0.1",
                        "DD_DOGSTATSD_URL", "unix:///run/dsd.socket"));

        assertThat(settings(loaded).groups().get(0).notifyRoutes()).isEmpty();
        assertThat(loaded.placeholders().getProperty("detour.datadog.api-key")).isEqualTo("another-key-of-ours");
        assertThat(effective(loaded, "detour.datadog.agent").value()).isEqualTo("unix:///run/dsd.socket");
        assertThat(effective(loaded, "detour.datadog.site").value()).isEqualTo("us5.datadoghq.com");
    }

    @Test
    void anAgentAloneTellsNobodyUnasked() {
        var loaded = reading.file(Reading.ONE_GROUP, Map.of("DD_AGENT_HOST", "10.0.0.1"));

        assertThat(settings(loaded).groups().get(0).notifyRoutes()).isEmpty();
    }

    @Test
    void theKeyMayLieInAFile() {
        reading.write("key", KEY + "\n");

        var loaded = reading.file(Reading.ONE_GROUP + "detour.datadog.api-key-file=key\n");

        assertThat(settings(loaded).groups().get(0).notifyRoutes()).containsExactly("datadog");
        assertThat(loaded.placeholders().getProperty("detour.datadog.api-key")).isEqualTo(KEY);
    }

    @Test
    void whatIsMissingOrWrongIsSaidAllAtOnce() {
        var loaded = reading.file(Reading.ONE_GROUP + """
                detour.group.a.notify=datadog,exec
                detour.datadog.site=https://datadoghq.com
                detour.notify.exec.timeout=soon
                """);

        assertThat(String.join("\n", problems(loaded)))
                .contains("detour.datadog.site")
                .contains("needs detour.datadog.api-key or detour.datadog.agent")
                .contains("set DD_API_KEY, or DD_AGENT_HOST for an agent beside Detour")
                .contains("needs detour.notify.exec.command")
                .contains("detour.notify.exec.timeout");
        assertThat(problems(reading.file(Reading.ONE_GROUP + "detour.datadog.agent=a b\n")))
                .singleElement()
                .asString()
                .contains("write host, host:port, udp://host:port or unix:///path");
    }
}
