package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.config.Configuration;
import dev.detour.config.Settings;
import dev.detour.config.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all that is wired knows of groups that an edit adds, changes or takes away. */
class EditedGroupsTest {
    @TempDir
    Path folder;

    private DefaultCamelContext context;
    private Wiring wiring;

    @BeforeEach
    void wire() throws Exception {
        context = new DefaultCamelContext();
        wiring = new Wiring(context, settings("shop"));
    }

    @AfterEach
    void end() {
        wiring.close();
        context.stop();
    }

    private Settings settings(String group) throws IOException {
        Files.writeString(folder.resolve("application.properties"), """
                detour.groups=%1$s
                detour.group.%1$s.regions=EU=127.0.0.1:1
                detour.group.%1$s.mode=observe
                """.formatted(group));
        return Configuration.load(Sources.of(folder, Map.of())).settings().orElseThrow();
    }

    @Test
    void aGroupThatAnEditTookAwayHasNoRegions() throws Exception {
        assertThat(wiring.controllers().regions("shop")).containsOnlyKeys("EU");

        wiring.controllers().regroup(settings("blog"), group -> Optional.empty());

        assertThat(wiring.controllers().regions("shop")).isEmpty();
        assertThat(wiring.controllers().regions("blog")).containsOnlyKeys("EU");
    }
}
