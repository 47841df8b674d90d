package dev.detour.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetourPropertiesSourceTest {
    @TempDir
    Path folder;

    @Test
    void camelSeesWhatIsInForceNotWhatTheFileSays() throws Exception {
        Loaded loaded = new Reading(folder)
                .file(
                        Reading.ONE_GROUP + "detour.group.a.outage=1m\nmine=x{{detour.group.a.outage}}\n",
                        Map.of("DETOUR_GROUP_A_OUTAGE", "2m", "DETOUR_HTTP_TOKEN", "hunter2-hunter2"));
        try (var camel = new DefaultCamelContext()) {
            camel.getPropertiesComponent().addPropertiesSource(loaded.placeholders());
            camel.getPropertiesComponent().setLocation("file:" + folder.resolve("application.properties"));
            camel.start();

            assertThat(camel.resolvePropertyPlaceholders(
                            "{{detour.group.a.outage}} {{detour.group.a.recovery}} {{mine}} {{detour.http.token}}"))
                    .isEqualTo("2m 1m x2m hunter2-hunter2");
            Properties listed = camel.getPropertiesComponent().loadProperties();
            assertThat(listed.toString()).contains("detour.group.a.outage").doesNotContain("hunter2");
        }
    }
}
