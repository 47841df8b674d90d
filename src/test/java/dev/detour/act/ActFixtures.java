package dev.detour.act;

import dev.detour.config.Settings;
import dev.detour.decision.Decision;
import dev.detour.decision.GroupRules;
import dev.detour.decision.Region;
import dev.detour.decision.Trigger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Settings and decisions for one group {@code ext-cloud}. */
final class ActFixtures {
    static final List<Region> REGIONS = List.of(
            new Region("NAM", "cloud.nam.ext.com", Region.Role.PREFERRED),
            new Region("EU", "cloud.eu.ext.com", Region.Role.PREFERRED));

    private ActFixtures() {}

    static Decision decision(long epoch, String to) {
        return new Decision(
                epoch,
                "ext-cloud",
                Trigger.OUTAGE,
                to.equals("EU") ? "NAM" : "EU",
                to,
                "cloud." + to.toLowerCase(java.util.Locale.ROOT) + ".ext.com",
                Instant.EPOCH,
                "it was down",
                "detour",
                Map.of());
    }

    static Settings.EnvFile seedFile(Path path) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("EXT_CLOUD", "{target}");
        variables.put("EXT_REGION", "{region}");
        return new Settings.EnvFile(path, variables, true);
    }

    static Settings settings(Settings.EnvFile file, Settings.Restart restart, Duration timeout) {
        GroupRules rules = new GroupRules(
                "ext-cloud",
                GroupRules.Mode.AUTO,
                GroupRules.Scope.ALL,
                REGIONS,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                3,
                Optional.empty(),
                Duration.ofSeconds(5),
                3,
                Duration.ofSeconds(5),
                3,
                Duration.ofHours(1),
                GroupRules.AllDown.HOLD,
                "order",
                GroupRules.Failback.MANUAL,
                Duration.ofMinutes(30),
                List.of(new GroupRules.StepRule("restart", timeout, 2, GroupRules.OnFailure.ABORT)),
                Duration.ofMinutes(2),
                2,
                false,
                Duration.ZERO);
        Settings.Probe probe = new Settings.Probe(
                Map.of(),
                Map.of(),
                "GET",
                Optional.empty(),
                Map.of(),
                Duration.ofSeconds(1),
                10,
                Duration.ofSeconds(1),
                Pattern.compile("^200$"),
                Optional.empty(),
                Optional.empty(),
                65536,
                false,
                false,
                Optional.empty(),
                new Settings.Tls(true, Optional.empty(), Optional.empty(), Optional.empty()));
        return new Settings(
                new Settings.Http("127.0.0.1", 0, false, Optional.empty(), Optional.empty(), Optional.empty()),
                file == null ? Path.of("target") : file.path().getParent(),
                Optional.empty(),
                "test",
                Optional.<URI>empty(),
                List.of(new Settings.Group(
                        rules,
                        probe,
                        List.of(),
                        Optional.ofNullable(file),
                        restart,
                        List.of(),
                        Optional.empty(),
                        Optional.empty())),
                Optional.empty(),
                List.of());
    }
}
