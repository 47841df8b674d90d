package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.config.Configuration;
import dev.detour.config.Settings;
import dev.detour.config.Sources;
import dev.detour.control.GroupEdit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        return settings(group, "flush");
    }

    private Settings settings(String group, String steps) throws IOException {
        Files.writeString(folder.resolve("application.properties"), """
                detour.groups=%1$s
                detour.group.%1$s.regions=EU=127.0.0.1:1
                detour.group.%1$s.mode=observe
                detour.group.%1$s.steps=%2$s
                """.formatted(group, steps));
        return Configuration.load(Sources.of(folder, Map.of())).settings().orElseThrow();
    }

    @Test
    void aGroupThatAnEditTookAwayHasNoRegions() throws Exception {
        assertThat(wiring.controllers().regions("shop")).containsOnlyKeys("EU");

        wiring.controllers().regroup(settings("blog"), group -> Optional.empty());

        assertThat(wiring.controllers().regions("shop")).isEmpty();
        assertThat(wiring.controllers().regions("blog")).containsOnlyKeys("EU");
    }

    @Test
    void whatAnEditAddsIsCountedFromZero() throws Exception {
        var controllers = wiring.controllers();
        controllers.start(Optional.empty(), group -> Optional.empty(), Optional.empty());
        assertThat(counted()).contains("detour_steps_total{group=\"shop\",result=\"failed\",step=\"flush\"} 0.0");

        var drained = settings("shop", "flush,drain");
        var edit = new GroupEdit(Set.of(), false, "steps");
        assertThat(controllers.reconfigure(drained, Map.of("shop", edit), group -> Optional.empty()))
                .isEmpty();
        assertThat(counted()).contains("detour_steps_total{group=\"shop\",result=\"failed\",step=\"drain\"} 0.0");

        controllers.regroup(settings("blog"), group -> Optional.empty());
        assertThat(counted())
                .contains("detour_steps_total{group=\"blog\",result=\"done\",step=\"flush\"} 0.0")
                .contains("detour_decisions_total{group=\"blog\",trigger=\"outage\"} 0.0");
    }

    private String counted() {
        return wiring.metrics().registry().scrape();
    }
}
