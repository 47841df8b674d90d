package dev.detour.act;

import dev.detour.decision.Region;
import dev.detour.decision.Trigger;
import dev.detour.fuzz.Input;
import java.util.List;
import java.util.Map;

/**
 * systemd's side. An env file without {@code export} says to {@link EnvironmentFile} what it says to a shell. Any answer
 * of {@code systemctl show} is units in the order asked for, or a failed step. A line each: list of regions, variable,
 * template; the rest is the answer.
 */
public final class SystemdFuzz {
    private static final List<String> UNITS = List.of("app.service", "stunnel.service");

    private SystemdFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var parts = Input.parts(input, 4);
        environment(parts);
        show(parts.get(3));
        show(Input.text(input));
    }

    private static void environment(List<String> parts) {
        var group = EnvFileFuzz.envFile(parts.get(0), parts.get(1), parts.get(2), false);
        if (group == null) {
            return;
        }
        for (Region region : group.rules().regions()) {
            var decision = EnvFileFuzz.decision(region, null, Trigger.OUTAGE);
            var file = group.envFile().orElseThrow();
            Map<String, String> meant = new java.util.TreeMap<>();
            file.variables().forEach((name, template) -> meant.put(name, Placeholders.fill(template, decision)));
            var read = EnvironmentFile.read(EnvFileFuzz.content(file, decision));
            Input.require(read.equals(meant), "systemd has " + read + " instead of " + meant);
        }
    }

    private static void show(String told) {
        for (var names : List.of(UNITS, UNITS.subList(0, 1))) {
            try {
                var units = Systemctl.OF_SYSTEM.units(names, told);
                Input.require(units.size() == names.size(), "so many units: " + units.size());
                for (int i = 0; i < units.size(); i++) {
                    check(units.get(i), names.get(i));
                }
            } catch (StepFailedException e) {
                Input.require(e.getMessage() != null && e.getMessage().startsWith("systemctl "), "says nothing: " + e);
            }
        }
    }

    private static void check(Systemctl.Unit unit, String name) {
        Input.require(unit.name().equals(name), unit.name() + " instead of " + name);
        Input.require(unit.pid() >= 0, "pid " + unit.pid());
        Input.require(unit.words().chars().noneMatch(Character::isISOControl), "control signs: " + unit.words());
        Input.require(
                unit.alive()
                        != (unit.active().equals("inactive") || unit.active().equals("failed")),
                unit.words());
    }
}
